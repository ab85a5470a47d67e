import { compatible, textsAfter } from './apply-edits.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { Fix } from './fix.ts'

/** What the compiler says of the project when some of its files hold other texts. */
export type Attempt = (texts: ReadonlyMap<string, string>) => {
  readonly diagnostics: readonly Diagnostic[]
  readonly textOf: (file: string) => string | undefined
}

/** A diagnostic with its fix. */
export type Fixable = Diagnostic & { readonly fix: Fix }

export interface Fixes {
  /** The files that change, with their new texts. */
  readonly texts: ReadonlyMap<string, string>
  /** What was fixed, each with the text in which its places are. */
  readonly fixed: readonly { readonly found: Fixable; readonly text: string }[]
}

/** One mistake can hide another, so it is looked again: as often as anybody makes mistakes in mistakes. */
const ROUNDS = 10

/**
 * The texts of input files after every fix that is surely right. A fix is taken only if the compiler, asked again, no longer has the diagnostic and
 * says nothing new of that place, or of that file and stage. Fixes of one round are tried together first, then one by one.
 *
 * @param mayWrite whether a file may be changed
 */
export function findFixes(attempt: Attempt, mayWrite: (file: string) => boolean): Fixes {
  let texts: ReadonlyMap<string, string> = new Map()
  let now = attempt(texts)
  const fixed: { found: Fixable; text: string }[] = []
  const refused = new Set<string>()

  function take(fixes: readonly Fixable[]): boolean {
    const edits = fixes.flatMap(({ fix }) => fix.edits)
    const next = new Map([...texts, ...textsAfter(edits, now.textOf)])
    const after = attempt(next)
    if (!isBetter(now.diagnostics, after.diagnostics, fixes)) return false
    fixed.push(...fixes.map(found => ({ found, text: now.textOf(found.fix.edits[0]!.at.file)! })))
    texts = next
    now = after
    return true
  }

  for (let round = 0; round < ROUNDS; round++) {
    const fixable = now.diagnostics.filter(isFixable).filter(d => !refused.has(keyOf(d)))
    const together = compatible(fixable.filter(({ fix }) => fix.edits.every(({ at }) => mayWrite(at.file))))
    if (together.length === 0) break
    if (take(together)) continue
    if (together.length === 1) refused.add(keyOf(together[0]!))
    else {
      // After one was taken the places of the others are new ones: they come again with the next round.
      const good = together.find(one => take([one]) || !refused.add(keyOf(one)))
      if (!good) break
    }
  }
  return { texts, fixed }
}

/** Whether a fix, made alone, is surely right: by the same rule. */
export function isSureFix(attempt: Attempt, found: Fixable): boolean {
  const now = attempt(new Map())
  return isBetter(now.diagnostics, attempt(textsAfter(found.fix.edits, now.textOf)).diagnostics, [found])
}

/** Whether a diagnostic is gone when some files hold other texts, and nothing but hints came in its place. */
export function isGone(attempt: Attempt, found: Diagnostic, texts: ReadonlyMap<string, string>): boolean {
  const before = attempt(new Map()).diagnostics
  const after = attempt(texts).diagnostics
  const known = new Set(before.map(keyOf))
  const isKnown = (d: Diagnostic) => d.severity === 'hint' || known.has(keyOf(d))
  return count(after, keyOf(found)) < count(before, keyOf(found)) && after.every(isKnown)
}

export const isFixable = (d: Diagnostic): d is Fixable => d.fix !== undefined
const keyOf = ({ code, at, message }: Diagnostic): string => JSON.stringify([code, at?.file, message])
const count = (some: readonly Diagnostic[], key: string): number => some.filter(d => keyOf(d) === key).length
const stageOf = ({ code }: Diagnostic): number => Number(code[2])

/** Whether what was fixed is gone and nothing came in its place. A mistake that only now can be seen, in another file or a later stage, is not an objection. */
function isBetter(before: readonly Diagnostic[], after: readonly Diagnostic[], fixes: readonly Fixable[]): boolean {
  for (const key of new Set(fixes.map(keyOf))) {
    const gone = fixes.filter(d => keyOf(d) === key).length
    if (count(after, key) > count(before, key) - gone) return false
  }
  const known = new Set(before.map(keyOf))
  return after
    .filter(d => d.severity !== 'hint' && !known.has(keyOf(d)))
    .every(d =>
      fixes.every(
        made => !made.fix.edits.some(({ at }) => at.file === d.at?.file) || (stageOf(d) > stageOf(made) && !isNear(d, made)),
      ),
    )
}

/** Whether something new is where a fix was made; earlier fixes of the file may have moved it a little. */
function isNear({ at, severity }: Diagnostic, { fix }: Fixable): boolean {
  const grown = fix.edits.reduce((sum, edit) => sum + edit.text.length, 0)
  return severity === 'error' && fix.edits.some(edit => Math.abs(edit.at.start - at!.start) <= grown)
}
