import type { Span } from '../../sources/span.ts'
import type { Unknown } from './value.ts'

/** An expression in a message is cut after so many letters. */
const MAX_SHOWN = 60

/** A value that cannot be known. `text` is the source of `at`. */
export function unknown(text: string, at: Span, reason: string, root?: string): Unknown {
  return { kind: 'unknown', at, expression: onOneLine(text), reason, ...(root !== undefined && { root }) }
}

/** An expression on one line, cut where it is long. */
export function onOneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN - 1)}…` : line
}
