import type { Span } from '../sources/span.ts'
import { type Position, positions, type TextOf } from './position.ts'

/** A stretch of a file by lines and columns from 1; `end` is the position behind the last character. */
export interface Region {
  readonly start: Position
  readonly end: Position
}

/** A function that finds the lines and columns of spans; null where the file's text is not known. */
export function regions(textOf: TextOf): (span: Span) => Region | null {
  const place = positions(textOf)
  return span => {
    const start = place(span)
    const end = place({ ...span, start: Math.max(span.start, span.end) })
    if (!start || !end) return null
    return { start: { line: start.line, column: start.column }, end: { line: end.line, column: end.column } }
  }
}
