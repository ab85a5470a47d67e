import { appendFileSync, statSync } from 'node:fs'
import { systemError } from './file-system.ts'
import { systemProblem } from './system-problem.ts'

/** GitHub refuses a summary that is larger, all of it. */
export const MAX_SUMMARY_BYTES = 1024 * 1024

/**
 * Appends to the summary of a step of GitHub Actions. Earlier commands of the step may have written to the file.
 *
 * @param path the value of `GITHUB_STEP_SUMMARY`
 * @returns the reason why it was not written; undefined: it was
 */
export function appendStepSummary(path: string, text: string): string | undefined {
  try {
    const there = statSync(path, { throwIfNoEntry: false })
    if (there && !there.isFile()) return 'it is not a file'
    if ((there?.size ?? 0) + Buffer.byteLength(text) > MAX_SUMMARY_BYTES) return 'it would be larger than GitHub takes (1 MiB)'
    appendFileSync(path, text)
    return undefined
  } catch (error) {
    return systemProblem(systemError(error).code)
  }
}
