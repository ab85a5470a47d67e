import { wrapped } from '../../basics/wrap.ts'
import { dotString } from '../../quote/dot-string.ts'
import { type Graph, type GraphNode, graphTitle } from './graph.ts'
import { nodeLines } from './node-lines.ts'

/** A graph in Graphviz's language, for those who draw with it. */
export function dot(graph: Graph): string {
  return [
    'digraph images {',
    `  graph [rankdir=LR, ranksep=0.6, nodesep=0.15, fontname="Helvetica", tooltip="${dotString(graphTitle(graph))}"]`,
    '  node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=11]',
    '  edge [color="#8492a2", arrowsize=0.7, fontname="Helvetica", fontsize=9]',
    ...graph.nodes.map(node => `  ${node.id} [label="${label(node)}", ${STYLES[node.kind]}]`),
    ...graph.edges.map(
      ({ from, to, label }) => `  ${from} -> ${to}${label === null ? '' : ` [style=dashed, label="${dotString(label)}"]`}`,
    ),
    '}',
  ]
    .map(line => `${line}\n`)
    .join('')
}

const STYLES: Readonly<Record<GraphNode['kind'], string>> = {
  pipeline: 'fillcolor="#dbe6ff", color="#4a6fd0"',
  steps: 'fillcolor="#f4f6f8", color="#8492a2"',
  image: 'fillcolor="#d9f2e3", color="#2f8f5b"',
  layers: 'fillcolor="#ffeccc", color="#c07f12"',
  parent: 'fillcolor="#e8def7", color="#7a5bb5"',
}

function label(node: GraphNode): string {
  const { title, details } = nodeLines(node)
  return [...title, ...details]
    .flatMap(line => wrapped(line, 36))
    .map(line => `${dotString(line)}\\l`)
    .join('')
}
