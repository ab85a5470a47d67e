import { partsOf } from './survey/parts-of.ts'
import type { Attribute, Block, Statement } from './syntax/tree.ts'

const METHOD = 'with_options'

/**
 * The callees `….with_options` of calls that are statements of their own: the method changes nothing, and nobody takes the copy that it gives.
 *
 * @param text the file; only bodies that name the method are parsed
 * @example lostOptions(tree.body, 'training.with_options(settings=s)\ntraining()\n') // the attribute `training.with_options`
 */
export function lostOptions(body: Block, text: string): Attribute[] {
  if (!text.slice(body.span.start, body.span.end).includes(METHOD)) return []
  return body.statements.flatMap(statement => [
    ...lostBy(statement),
    ...partsOf(statement).blocks.flatMap(inner => lostOptions(inner, text)),
  ])
}

function lostBy(statement: Statement): Attribute[] {
  if (statement.kind !== 'expression' || statement.value.kind !== 'call') return []
  const { callee } = statement.value
  if (callee.kind !== 'attribute' || callee.name !== METHOD) return []
  return [callee]
}
