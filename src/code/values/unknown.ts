import type { Span } from '../../sources/span.ts'
import type { Unknown } from './value.ts'

/** An expression in a message is cut after so many letters. */
const MAX_SHOWN = 60

/** A value that cannot be known. `text` is the source of `at`. */
export function unknown(text: string, at: Span, reason: string, root?: string): Unknown {
  const expression = text.replace(/\s+/g, ' ')
  const shown = expression.length > MAX_SHOWN ? `${expression.slice(0, MAX_SHOWN - 1)}…` : expression
  return { kind: 'unknown', at, expression: shown, reason, ...(root !== undefined && { root }) }
}
