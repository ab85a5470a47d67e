import type { Span } from '../sources/span.ts'

/** The one right answer to a diagnostic, as edits of input files: what `check --fix` applies, and editors offer. */
export interface Fix {
  /** What it does, in the imperative: ``write `apt_packages` ``. */
  readonly title: string
  /** They do not overlap. */
  readonly edits: readonly Edit[]
}

/** A stretch of a file, and what is there afterwards. */
export interface Edit {
  readonly at: Span
  readonly text: string
}
