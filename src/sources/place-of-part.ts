import { readText } from './read-text.ts'
import type { Sources } from './sources.ts'
import type { Span } from './span.ts'

/** Where a part of a written value is; the whole value where the part is not there as it is (escapes, variables, folded lines). */
export function placeOfPart({ span }: { readonly span: Span }, part: string, sources: Sources): Span {
  const start = sources.read(span.file)?.slice(span.start, span.end).indexOf(part) ?? -1
  return start < 0 ? span : { file: span.file, start: span.start + start, end: span.start + start + part.length }
}

/** The beginning of a file, for what is nowhere in it as it is. */
export const startOf = (file: string): Span => ({ file, start: 0, end: 0 })

/**
 * Where a file, if there is one, gives a name its value; where the value is at all when the name is not on its line; null when it is not there as
 * it is.
 */
export function locateInFile(file: string | null, name: string | undefined, value: string, sources: Sources): Span | null {
  if (file === null) return null
  const text = readText(sources, file)
  let first: Span | null = null
  for (let start = text.indexOf(value); start !== -1 && value !== ''; start = text.indexOf(value, start + value.length)) {
    const span = { file, start, end: start + value.length }
    const line = text.slice(text.lastIndexOf('\n', start) + 1, start)
    if (name === undefined || line.includes(name)) return span
    first ??= span
  }
  return first
}
