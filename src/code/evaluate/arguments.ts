import type { Span } from '../../sources/span.ts'
import type { Arguments, Value } from '../values/value.ts'
import type { Machine } from './machine.ts'
import { raise } from './stop.ts'

/** A function of Python's own, or a method: what it gives for arguments. Undefined: not in this form. */
export type Native = (machine: Machine, given: Arguments, at: Span) => Value | undefined

export const positional = (...values: readonly Value[]): Arguments => ({ positional: values, keywords: new Map() })

/**
 * The arguments under the names of a signature, in its order; undefined for those that were not given. Raises as Python does for one too many.
 *
 * @example named(given, ['object', 'default'], at) // [object, undefined]
 */
export function named(given: Arguments, names: readonly string[], at: Span): (Value | undefined)[] {
  if (given.positional.length > names.length) raise('TypeError', `at most ${names.length} arguments are expected`, at)
  const values: (Value | undefined)[] = names.map((_, i) => given.positional[i])
  for (const [name, { value }] of given.keywords) {
    const place = names.indexOf(name)
    if (place < 0) raise('TypeError', `there is no argument \`${name}\``, at)
    if (values[place] !== undefined) raise('TypeError', `the argument \`${name}\` is given twice`, at)
    values[place] = value
  }
  return values
}
