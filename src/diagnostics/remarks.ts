import type { Span } from '../sources/span.ts'
import type { Diagnostic } from './diagnostic.ts'
import { positions, type TextOf } from './position.ts'

/**
 * All that a diagnostic says besides its sentence, for forms that show no source line: the label, the notes with their places, the help. No form leaves
 * one of them out.
 *
 * @param nameOf how a file is called there
 * @example remarksOf(textOf, nameOf)(found) // ['did you mean `user`?', 'note: first used here (a.yaml:3:5)', 'help: write it once']
 */
export function remarksOf(textOf: TextOf, nameOf: (file: string) => string): (diagnostic: Diagnostic) => string[] {
  const placeOf = positions(textOf)
  const where = (at: Span) => {
    const place = placeOf(at)
    return nameOf(at.file) + (place ? `:${place.line}:${place.column}` : '')
  }
  return ({ label, notes = [], help }) => [
    ...(label === undefined ? [] : [label]),
    ...notes.map(({ message, at }) => `note: ${message}${at ? ` (${where(at)})` : ''}`),
    ...(help === undefined ? [] : [`help: ${help}`]),
  ]
}

/** The sentence of a diagnostic with all its remarks, in one line. */
export function inOneLine(textOf: TextOf, nameOf: (file: string) => string): (diagnostic: Diagnostic) => string {
  const remarks = remarksOf(textOf, nameOf)
  return found => [found.message, ...remarks(found)].join('; ').replaceAll('\n', ' ')
}
