import type { SyntaxNode } from '@lezer/common'
import type { Span } from '../../sources/span.ts'
import { children, NOT_PYTHON, type Reader } from './nodes.ts'
import type { Expression } from './tree.ts'

const COMPARISONS = new Set(['<', '>', '==', '>=', '<=', '!=', 'in', 'not in', 'is', 'is not'])

/**
 * Operators as Python groups them (language reference 6.17).
 *
 * The parser groups `not a and b` as `not (a and b)`; so everything from `or` down to comparisons is taken apart and grouped again. It groups
 * arithmetic as Python does, and a chain from left to right (`a + b + c`) becomes one expression that is not deep.
 */
export function readOperators(node: SyntaxNode, reader: Reader): Expression {
  if (!isLogical(node, reader)) return node.name === 'UnaryExpression' ? readSign(node, reader) : readArithmetic(node, reader)
  const grouping = new Grouping(flatten(node, reader), reader)
  return grouping.or() ?? reader.unreadable(node, NOT_PYTHON)
}

function isLogical(node: SyntaxNode, reader: Reader): boolean {
  if (node.name !== 'BinaryExpression' && node.name !== 'UnaryExpression') return false
  const operator = operatorOf(node, reader)
  return operator === 'not' || operator === 'and' || operator === 'or' || COMPARISONS.has(operator)
}

/** The operator between (or before) the operands, in one spelling: `not  in` is `not in`. */
function operatorOf(node: SyntaxNode, reader: Reader): string {
  const nodes = children(node)
  const signs = node.name === 'UnaryExpression' ? nodes.slice(0, -1) : nodes.slice(1, -1)
  return signs.map(sign => reader.textOf(sign)).join(' ')
}

/** An operand, or an operator between operands. */
interface Item {
  readonly from: number
  readonly to: number
  /** Empty for an operand. */
  readonly operator: string
  readonly operand: SyntaxNode | null
}

/** Operands and operators in the order of the text, without recursion. */
function flatten(root: SyntaxNode, reader: Reader): Item[] {
  const result: Item[] = []
  const open: (Item | SyntaxNode)[] = [root]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if ('operator' in next) result.push(next)
    else if (!isLogical(next, reader)) result.push({ from: next.from, to: next.to, operator: '', operand: next })
    else {
      const nodes = children(next)
      const sign = nodes[next.name === 'UnaryExpression' ? 0 : 1]!
      open.push(nodes.at(-1)!, { from: sign.from, to: sign.to, operator: operatorOf(next, reader), operand: null })
      if (next.name === 'BinaryExpression') open.push(nodes[0]!)
    }
  }
  return result
}

/** Groups a flat list by precedence; undefined where an operand is missing. */
class Grouping {
  readonly #items: readonly Item[]
  readonly #reader: Reader
  #at = 0

  constructor(items: readonly Item[], reader: Reader) {
    this.#items = items
    this.#reader = reader
  }

  or(): Expression | undefined {
    return this.#boolean('or', () => this.#boolean('and', () => this.#not()))
  }

  #boolean(operator: 'and' | 'or', operand: () => Expression | undefined): Expression | undefined {
    const start = this.#at
    const operands: Expression[] = []
    do {
      const next = operand()
      if (!next) return undefined
      operands.push(next)
    } while (this.#take(operator))
    return operands.length === 1 ? operands[0] : { kind: 'boolean', span: this.#since(start), operator, operands }
  }

  #not(): Expression | undefined {
    const starts: number[] = []
    while (this.#take('not')) starts.push(this.#at - 1)
    let result = this.#comparison()
    if (!result) return undefined
    for (const start of starts.reverse()) result = { kind: 'unary', span: this.#since(start), operator: 'not', operand: result }
    return result
  }

  #comparison(): Expression | undefined {
    const start = this.#at
    const first = this.#operand()
    if (!first) return undefined
    const rest: { operator: string; operand: Expression }[] = []
    for (let next = this.#items[this.#at]; next && COMPARISONS.has(next.operator); next = this.#items[this.#at]) {
      this.#at++
      const operand = this.#operand()
      if (!operand) return undefined
      rest.push({ operator: next.operator, operand })
    }
    return rest.length === 0 ? first : { kind: 'comparison', span: this.#since(start), first, rest }
  }

  #operand(): Expression | undefined {
    const node = this.#items[this.#at++]?.operand
    return node ? this.#reader.read(node) : undefined
  }

  #take(operator: string): boolean {
    if (this.#items[this.#at]?.operator !== operator) return false
    this.#at++
    return true
  }

  /** From the item at an index to the last one that was taken, with the parentheses of both. */
  #since(start: number): Span {
    return this.#reader.span(this.#items[start]!.from, this.#items[this.#at - 1]!.to)
  }
}

function readSign(node: SyntaxNode, reader: Reader): Expression {
  const [sign, operand] = children(node)
  if (!sign || !operand) return reader.unreadable(node, NOT_PYTHON)
  return {
    kind: 'unary',
    span: reader.spanOf(node),
    operator: reader.textOf(sign) as '+' | '-' | '~',
    operand: reader.read(operand),
  }
}

function readArithmetic(node: SyntaxNode, reader: Reader): Expression {
  const rest: { operator: string; operand: Expression }[] = []
  let left: SyntaxNode = node
  // `**` groups from the right, and its left side is read as any other operand.
  while (left.name === 'BinaryExpression' && !isLogical(left, reader)) {
    const [operand, sign, right, ...more] = children(left)
    if (!operand || !sign || !right || more.length > 0) return reader.unreadable(node, NOT_PYTHON)
    rest.push({ operator: reader.textOf(sign), operand: reader.read(right) })
    left = operand
  }
  return { kind: 'arithmetic', span: reader.spanOf(node), first: reader.read(left), rest: rest.reverse() }
}
