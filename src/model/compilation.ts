import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Output } from './artifact.ts'
import type { BuildPlan } from './plan.ts'
import type { Workspace } from './workspace.ts'

/** What `compile` gives: either complete outputs, or none and at least one diagnostic of severity `error`. */
export interface Compilation {
  /** One per stack; empty when there was an error. */
  readonly outputs: readonly Output[]
  /** The decisions behind the outputs, one per stack that could be planned. */
  readonly plans: readonly BuildPlan[]
  /** What the plans were made from, in their order. */
  readonly workspaces: readonly Workspace[]
  /** Every stack whose inputs could be put together, also where an error kept it from being planned. */
  readonly resolved: readonly Workspace[]
  /** Sorted by file, place and code; each once. */
  readonly diagnostics: readonly Diagnostic[]
  /** Every path that was read or looked for, in code-point order: the depfile and the watch list. */
  readonly reads: readonly string[]
  /** Every glob whose matches were asked for: a new file may be one. */
  readonly globs: readonly string[]
  /** The stack files that were read: nothing shows lines of them. */
  readonly stackFiles: readonly string[]
  /** One sentence for each stack that needs no image, saying why. */
  readonly remarks: readonly string[]
}
