import { mermaidLabel } from '../../quote/mermaid-label.ts'
import { foldGraph } from './fold.ts'
import { type Graph, type GraphNode, graphTitle } from './graph.ts'
import { nodeLines } from './node-lines.ts'

/** What GitHub and GitLab draw; a diagram with more is a red box there. Mermaid's `maxEdges` and `maxTextSize`. */
const MOST_EDGES = 500
const MOST_CHARACTERS = 50_000

/** A diagram, and whether it is drawn where nobody can raise Mermaid's limits. */
export interface Mermaid {
  readonly text: string
  readonly fits: boolean
}

/** A graph as a Mermaid flowchart. One that is too large for GitHub and GitLab is folded. */
export function mermaid(graph: Graph): Mermaid {
  const whole = drawn(graph)
  return whole.fits ? whole : drawn(foldGraph(graph))
}

function drawn(graph: Graph): Mermaid {
  const text = flowchart(graph)
  return { text, fits: graph.edges.length <= MOST_EDGES && text.length <= MOST_CHARACTERS }
}

function flowchart(graph: Graph): string {
  const lines = [
    'flowchart LR',
    '  accTitle: Images and what they are made of',
    `  accDescr: ${graphTitle(graph)}`,
    ...graph.nodes.map(node => `  ${node.id}${shaped(node)}:::${node.kind}`),
    ...graph.edges.map(({ from, to, label }) => `  ${from} ${label === null ? '-->' : `-. "${mermaidLabel(label)}" .->`} ${to}`),
    // Middle tones with dark text: they read well on white and on black.
    '  classDef pipeline fill:#dbe6ff,stroke:#4a6fd0,color:#14213d',
    '  classDef steps fill:#f4f6f8,stroke:#8492a2,color:#1f2933',
    '  classDef image fill:#d9f2e3,stroke:#2f8f5b,color:#0f3321',
    '  classDef layers fill:#ffeccc,stroke:#c07f12,color:#3d2a06',
    '  classDef parent fill:#e8def7,stroke:#7a5bb5,color:#2a1a4a',
  ]
  return lines.map(line => `${line}\n`).join('')
}

const SHAPES: Readonly<Record<GraphNode['kind'], readonly [string, string]>> = {
  pipeline: ['(["', '"])'],
  steps: ['["', '"]'],
  image: ['("', '")'],
  layers: ['[["', '"]]'],
  parent: ['[("', '")]'],
}

function shaped(node: GraphNode): string {
  const [open, close] = SHAPES[node.kind]
  const { title, details } = nodeLines(node)
  return `${open}${[...title, ...details].map(mermaidLabel).join('<br/>')}${close}`
}
