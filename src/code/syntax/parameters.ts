import type { SyntaxNode } from '@lezer/common'
import type { Reader } from './nodes.ts'
import type { Expression, Parameter } from './tree.ts'

/**
 * The parameters of a function or a lambda (language reference 8.7).
 *
 * @param nodes what the list holds, brackets included where there are some
 * @param end where the list ends
 */
export function readParameters(nodes: readonly SyntaxNode[], end: number, reader: Reader): Parameter[] {
  const found: Parameter[] = []
  let form: 'plain' | 'keyword only' = 'plain'
  for (const part of segments(nodes, end)) {
    const [first] = part.nodes
    // The parser has no node for `/`: all parameters before it are positional only.
    if (!first) {
      if (isSlash(part, reader)) found.splice(0, found.length, ...found.map(p => ({ ...p, form: 'positional only' as const })))
      continue
    }
    const stars = first.name === '*' || first.name === '**' ? first.name : ''
    const name = part.nodes.find(node => node.name === 'VariableName')
    if (stars === '*') form = 'keyword only'
    if (!name || (stars === '' && first !== name)) continue
    found.push(readParameter(part.nodes, name, stars || form, reader))
  }
  return found
}

function readParameter(nodes: readonly SyntaxNode[], name: SyntaxNode, form: Parameter['form'], reader: Reader): Parameter {
  const type = nodes.find(node => node.name === 'TypeDef')
  const sign = nodes.findIndex(node => node.name === 'AssignOp')
  return {
    span: reader.spanOf(name),
    name: reader.textOf(name).normalize('NFKC'),
    form,
    annotation: type ? readAnnotation(type, reader) : null,
    default: sign >= 0 && nodes[sign + 1] ? reader.read(nodes[sign + 1]!) : null,
  }
}

/** The expression of `: int` or `-> int`. */
export function readAnnotation(type: SyntaxNode, reader: Reader): Expression | null {
  const value = type.lastChild
  return value && value.name !== ':' ? reader.read(value) : null
}

interface Segment {
  readonly nodes: SyntaxNode[]
  readonly from: number
  readonly to: number
}

function segments(nodes: readonly SyntaxNode[], end: number): Segment[] {
  const found: Segment[] = []
  let current: SyntaxNode[] = []
  let from = nodes[0]?.from ?? end
  for (const node of nodes) {
    if (node.name === '(') from = node.to
    else if (node.name === ',' || node.name === ')') {
      found.push({ nodes: current, from, to: node.from })
      current = []
      from = node.to
    } else current.push(node)
  }
  if (current.length > 0 || from < end) found.push({ nodes: current, from, to: end })
  return found
}

const isSlash = ({ from, to }: Segment, reader: Reader): boolean =>
  reader.text.slice(from, to).replace(/#.*/g, '').trim().startsWith('/')
