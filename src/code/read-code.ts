import type { Report } from '../diagnostics/diagnostic.ts'
import type { CodePipeline } from '../model/code.ts'
import type { Document } from '../model/document.ts'
import type { Sources } from '../sources/sources.ts'
import type { Span } from '../sources/span.ts'

/** What reading code depends on besides the code. */
export interface CodeContext {
  readonly sources: Sources
  /** Relative to the project root; `.` for the root itself. */
  readonly sourceRoot: string
  /** Values of the environment that are known. */
  readonly variables: ReadonlyMap<string, string>
  /** `3.11` */
  readonly python: string
  /** `zenml.integrations.constants`: `MLFLOW` → `mlflow`. */
  readonly constants: ReadonlyMap<string, string>
  /** The parsed run configuration of the entry, for its `parameters`. */
  readonly file: Document | undefined
  /** Reads a config file that the code names; undefined where that is impossible, which is reported at `at`. */
  readonly config: (path: string, at: Span) => Document | undefined
}

/** What an entry of the project file asks for: a pipeline of a file, or all of them. */
export interface CodeEntry {
  readonly file: string
  readonly name: string | null
  readonly at: Span | null
}

/**
 * The pipelines that `pipelines/training.py:training_pipeline` or `pipelines/training.py` means. Mistakes, and unknown values that are needed whatever
 * comes, are reported.
 */
export function readCode(_entry: CodeEntry, _context: CodeContext, _report: Report): readonly CodePipeline[] {
  return []
}
