import type { Expression } from './tree.ts'

/** The last part of a dotted name; undefined for every other expression. */
export function lastName(expression: Expression): string | undefined {
  return expression.kind === 'name' || expression.kind === 'attribute' ? expression.name : undefined
}
