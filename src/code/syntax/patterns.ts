import type { SyntaxNode } from '@lezer/common'
import { children, type Reader } from './nodes.ts'
import type { Expression, Pattern } from './tree.ts'

/** A pattern of `match` (language reference 8.6.4); one that takes its subject apart is unreadable. */
export function readPattern(node: SyntaxNode, reader: Reader): Pattern {
  const nodes = children(node)
  switch (node.name) {
    case 'CapturePattern': {
      const name = reader.textOf(node)
      return { kind: 'capture', name: name === '_' ? null : name, inner: null }
    }
    case 'LiteralPattern':
      return { kind: 'value', value: readLiteral(nodes, node, reader) }
    case 'AttributePattern':
      return { kind: 'value', value: readDotted(nodes, reader) }
    case 'OrPattern':
      return { kind: 'or', patterns: nodes.filter(child => child.name !== 'LogicOp').map(child => readPattern(child, reader)) }
    case 'AsPattern':
      return { kind: 'capture', name: reader.textOf(nodes.at(-1)!), inner: readPattern(nodes[0]!, reader) }
    default:
      return reader.unreadable(node, 'it takes a value apart')
  }
}

function readLiteral(nodes: readonly SyntaxNode[], node: SyntaxNode, reader: Reader): Expression {
  const [first, second, ...more] = nodes
  if (!first || more.length > 0) return reader.unreadable(node, 'it is a number of a kind that is not read')
  if (!second) return reader.read(first)
  return { kind: 'unary', span: reader.spanOf(node), operator: '-', operand: reader.read(second) }
}

function readDotted(nodes: readonly SyntaxNode[], reader: Reader): Expression {
  const [first, ...rest] = nodes.filter(child => child.name !== '.')
  let result: Expression = reader.name(first!)
  for (const child of rest) {
    const span = reader.span(first!.from, child.to)
    result = { kind: 'attribute', span, object: result, name: reader.textOf(child), nameAt: reader.spanOf(child) }
  }
  return result
}
