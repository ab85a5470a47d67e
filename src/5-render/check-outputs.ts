import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Output } from '../model/artifact.ts'
import type { Span } from '../model/span.ts'
import type { Workspace } from '../model/workspace.ts'
import { checkSharedTags } from './shared-tags.ts'

/** A line of `.gitignore`, and the generated file that it hides. */
export interface HiddenOutput {
  readonly at: Span
  readonly pattern: string
  readonly path: string
}

/**
 * Reports what only the outputs of all stacks show.
 *
 * @param workspaces what each of the outputs was made from
 * @param hiddenBy finds the line of `.gitignore` that hides an output
 */
export function checkOutputs(
  outputs: readonly Output[],
  workspaces: readonly Workspace[],
  hiddenBy: (output: Output) => HiddenOutput | undefined,
  report: Report,
): void {
  checkSharedTags(outputs, workspaces, report)
  for (const output of outputs) {
    const hidden = hiddenBy(output)
    if (!hidden) continue
    const help = 'remove the line, or write to another folder with `output`; if the files are not to be checked in, allow DC6007'
    report(diagnostic('DC6007', hidden.at, { path: hidden.path, pattern: hidden.pattern }, { help }))
  }
}
