import { firstTime } from '../basics/first-time.ts'
import { groupBy } from '../basics/group-by.ts'
import type { Code } from '../diagnostics/codes.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { isSamePlace, type Span } from '../sources/span.ts'

/** Warnings that only follow from another mistake, and what that is: one mistake, one message. */
const FOLLOWS: Partial<Readonly<Record<Code, (others: readonly Diagnostic[], found: Diagnostic) => boolean>>> = {
  // A key that ZenML ignores is said before the version is known; where this version refuses it, that is the one message.
  DC2001: (others, { severity, at }) => severity !== 'error' && others.some(d => d.severity === 'error' && isSamePlace(d.at, at)),
  // The list is not installed: perhaps because of a key that nothing reads, in any case not the first thing to fix.
  DC4014: others => others.some(d => d.severity === 'error' || MISREAD.has(d.code)),
  // Who names the code has its settings and its steps.
  DC2054: others => others.some(d => d.code === 'DC3078'),
  // A value of the wrong form has a message with the right one.
  DC4105: (others, { at }) => others.some(d => d.code === 'DC2002' && isSamePlace(d.at, at)),
  // A name that is none is not a known parent either.
  DC4025: others => others.some(d => d.code === 'DC4023' || d.code === 'DC4090'),
  DC4121: others => others.some(isParentName),
  DC4120: (others, { at }) => others.some(d => d.code === 'DC4023' && isSamePlace(d.at, at)),
}

const isParentName = ({ code, message }: Diagnostic): boolean => code === 'DC4023' && message.endsWith('a parent image')

/** A part of a file has no effect. */
const MISREAD: ReadonlySet<Code> = new Set<Code>(['DC1002', 'DC2001', 'DC3012', 'DC4017'])

/** Messages about a file that several places name, or several images have. */
const ABOUT_A_FILE: ReadonlySet<Code> = new Set<Code>(['DC4004', 'DC4005', 'DC4165'])
const SHOWN = 3
/** A lock file that was never written, or is old: the way out is one for all images. */
const ABOUT_THE_LOCK: Code = 'DC4032'

/** The diagnostics without those that follow from others, and with one for a file that several places name. */
export function withoutConsequences(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const own = diagnostics.filter(d => !FOLLOWS[d.code]?.(diagnostics, d))
  if (!own.some(({ code }) => ABOUT_A_FILE.has(code) || code === ABOUT_THE_LOCK)) return own
  const keyOf = ({ code, message }: Diagnostic, i: number): string =>
    ABOUT_A_FILE.has(code) ? `${code}\n${message}` : code === ABOUT_THE_LOCK ? code : String(i)
  const keys = new Map(own.map((d, i) => [d, keyOf(d, i)]))
  return groupBy(own, d => keys.get(d)!).map(all => (all[0]!.code === ABOUT_THE_LOCK ? andOtherImages(all) : together(all)))
}

function andOtherImages([first, ...others]: readonly Diagnostic[]): Diagnostic {
  if (others.length === 0) return first!
  return { ...first!, notes: [{ message: `nor for ${others.length === 1 ? 'another image' : `${others.length} other images`}` }] }
}

/** The first of them, with the places of the others. */
function together(all: readonly Diagnostic[]): Diagnostic {
  const [first, ...others] = all as [Diagnostic, ...Diagnostic[]]
  const known = firstTime<string>()
  const isNew = ({ file, start }: Span) => known(`${file}:${start}`)
  // A message that is placed in the file itself says in its notes who names it.
  const placesOf = ({ at, notes = [] }: Diagnostic) => [...(at ? [at] : []), ...notes.flatMap(note => note.at ?? [])]
  placesOf(first).forEach(isNew)
  const places = others.flatMap(placesOf).filter(isNew)
  if (places.length === 0) return first
  const more = places.length - SHOWN
  const notes = places.slice(0, SHOWN).map(at => ({ message: 'named here as well', at }))
  return { ...first, notes: [...(first.notes ?? []), ...notes, ...(more > 0 ? [{ message: `and in ${more} more places` }] : [])] }
}
