import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import type { Edit } from '../../diagnostics/fix.ts'

/** Something that an editor offers to do. */
export interface Action {
  /** In the imperative. */
  readonly title: string
  /** `all`: it is asked for by name, for a whole document. */
  readonly kind: 'fix' | 'all'
  /** What it does away with. */
  readonly diagnostics: readonly Diagnostic[]
  readonly edits: readonly Edit[]
  /** A file that it makes, relative to the project root, with its text. */
  readonly creates?: { readonly path: string; readonly text: string }
  /** The one that is meant when nobody chooses. */
  readonly preferred?: true
}
