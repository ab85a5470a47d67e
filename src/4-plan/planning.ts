import type { Report } from '../diagnostics/diagnostic.ts'
import type { AskedOutput } from '../model/plan.ts'
import type { WorkspaceBase } from '../model/workspace.ts'
import type { Sources } from '../sources/sources.ts'

/** All that decisions about images are taken from, and where problems are reported. */
export interface Planning {
  readonly workspace: WorkspaceBase
  readonly sources: Sources
  readonly report: Report
  /** Notes each output of a command that the inputs ask the lock file for. */
  readonly ask: (output: AskedOutput) => void
}
