import type { Code } from '../diagnostics/codes.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'

/** Warnings that only follow from another mistake, and what that is: one mistake, one message. */
const FOLLOWS: Partial<Readonly<Record<Code, (others: readonly Diagnostic[]) => boolean>>> = {
  // The list is not installed: perhaps because of a key that nothing reads, in any case not the first thing to mend.
  DC4014: others => others.some(d => d.severity === 'error' || MISREAD.has(d.code)),
  // A name that is none is no known parent either.
  DC4025: others => others.some(d => d.code === 'DC4023'),
}

/** A part of a file has no effect. */
const MISREAD: ReadonlySet<Code> = new Set<Code>(['DC1002', 'DC2001', 'DC3012', 'DC4017'])

/** The diagnostics without those that follow from others. */
export function withoutConsequences(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.filter(d => !FOLLOWS[d.code]?.(diagnostics))
}
