import type { Report } from '../diagnostics/diagnostic.ts'
import type { AskedOutput } from '../model/plan.ts'
import type { Workspace } from '../model/workspace.ts'
import type { Sources } from '../sources/sources.ts'

/** All that decisions about images are taken from, and who is told what comes up. */
export interface Planning {
  readonly workspace: Workspace
  readonly sources: Sources
  readonly report: Report
  /** Is told of each output of a command that the inputs ask the lock file for. */
  readonly ask: (output: AskedOutput) => void
}
