import { type Details, diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Span } from '../sources/span.ts'

/** A pipeline, as far as its name and its place go. */
export interface Named {
  readonly name: string
  /** Its file or its code. */
  readonly file: string
  readonly at: Span | null
}

/** Reports each pipeline whose name another one has before it; true without any. */
export function uniqueNames(pipelines: readonly Named[], report: Report): boolean {
  const seen = new Map<string, Named>()
  let unique = true
  for (const pipeline of pipelines) {
    const other = seen.get(pipeline.name)
    if (other) {
      const details: Details = {
        help: 'give one of them another `name` in the project file',
        notes: other.at ? [{ message: `first used here`, at: other.at }] : [],
      }
      report(diagnostic('DC3006', pipeline.at, { name: pipeline.name, file: pipeline.file, other: other.file }, details))
      unique = false
    }
    seen.set(pipeline.name, pipeline)
  }
  return unique
}
