import { lastAtMost } from '../basics/last-at-most.ts'
import type { Span } from '../sources/span.ts'

/** Gives the text of an input file; undefined where there is none (any more). */
export type TextOf = (file: string) => string | undefined

/** Where a span starts. Both numbers count from 1; the column counts UTF-16 units, as editors do. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** A function that finds the line and column of spans; null where the file's text is not known. It remembers the lines of each file. */
export function positions(
  textOf: TextOf,
): (span: Span) => (Position & { readonly lineText: string; readonly lineStart: number }) | null {
  const files = new Map<string, { text: string; starts: number[] } | null>()
  return ({ file, start }) => {
    let known = files.get(file)
    if (known === undefined) {
      const text = textOf(file)
      known = text === undefined ? null : { text, starts: lineStarts(text) }
      files.set(file, known)
    }
    if (!known) return null
    const { text, starts } = known
    const offset = Math.min(Math.max(start, starts[0]!), text.length)
    const line = lastAtMost(starts, offset)
    const lineText = text.slice(starts[line]!, starts[line + 1] ?? text.length).replace(/\r?\n$/, '')
    return { line: line + 1, column: offset - starts[line]! + 1, lineText, lineStart: starts[line]! }
  }
}

function lineStarts(text: string): number[] {
  // A byte order mark is not a character of the first line.
  const starts = [text.startsWith('\ufeff') ? 1 : 0]
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) starts.push(i + 1)
  return starts
}
