import type { SyntaxNode } from '@lezer/common'
import type { Span } from '../../sources/span.ts'
import type { Expression, Name, Unreadable } from './tree.ts'

/** What reading a part of a file needs of the whole. */
export interface Reader {
  readonly text: string
  span(from: number, to: number): Span
  spanOf(node: SyntaxNode): Span
  textOf(node: SyntaxNode): string
  unreadable(node: SyntaxNode, reason: string): Unreadable
  name(node: SyntaxNode): Name
  read(node: SyntaxNode): Expression
  /** `a`, `a, b`, `a,`, `*a, b`: one expression, or a tuple without parentheses. */
  readList(nodes: readonly SyntaxNode[]): Expression
}

export const NOT_PYTHON = 'it is not valid Python'

/** Children that say something: comments are left out. */
export function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) if (child.name !== 'Comment') found.push(child)
  return found
}

/** What is between the brackets of a node. */
export const inner = (node: SyntaxNode): SyntaxNode[] => children(node).slice(1, -1)

/** The parts of a list between its commas; the empty one after the last comma is none. */
export function split(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [[]]
  for (const node of nodes) {
    if (node.name === ',') parts.push([])
    else parts.at(-1)!.push(node)
  }
  return parts.filter(part => part.length > 0)
}
