import type { Code } from '../diagnostics/codes.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'

/** Warnings that only follow from another mistake, and what that is: one mistake, one message. */
const FOLLOWS: Partial<Readonly<Record<Code, (others: readonly Diagnostic[], found: Diagnostic) => boolean>>> = {
  // A key that ZenML ignores is said before the version is known; where this version refuses it, that is the one message.
  DC2001: (others, { severity, at }) =>
    severity !== 'error' && others.some(d => d.severity === 'error' && d.at?.file === at?.file && d.at?.start === at?.start),
  // The list is not installed: perhaps because of a key that nothing reads, in any case not the first thing to mend.
  DC4014: others => others.some(d => d.severity === 'error' || MISREAD.has(d.code)),
  // A value of the wrong form has a message with the right one.
  DC4105: (others, { at }) => others.some(d => d.code === 'DC2002' && d.at?.file === at?.file && d.at?.start === at?.start),
  // A name that is none is no known parent either.
  DC4025: others => others.some(d => d.code === 'DC4023'),
}

/** A part of a file has no effect. */
const MISREAD: ReadonlySet<Code> = new Set<Code>(['DC1002', 'DC2001', 'DC3012', 'DC4017'])

/** The diagnostics without those that follow from others. */
export function withoutConsequences(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.filter(d => !FOLLOWS[d.code]?.(diagnostics, d))
}
