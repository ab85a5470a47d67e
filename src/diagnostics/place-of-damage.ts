import type { Sources } from '../sources/sources.ts'
import type { Span } from '../sources/span.ts'
import type { Note } from './diagnostic.ts'

/**
 * The place of a message about a file that cannot be used: the first byte that is not UTF-8 (in UTF-16 that is the first one), with the place that names the file as a note, or else the place
 * that names it.
 *
 * @param named null: the command line names it
 */
export function placeOfDamage(
  file: string,
  named: Span | null,
  sources: Sources,
): { readonly at: Span | null; readonly notes?: readonly Note[] } {
  const damage = ['binary', 'utf-16'].includes(sources.status(file)) ? sources.damage?.(file) : undefined
  if (!damage) return { at: named }
  const notes = named === null ? [] : [{ message: 'the file is named here', at: named }]
  return { at: { file, start: damage.at, end: damage.at + 1 }, notes }
}
