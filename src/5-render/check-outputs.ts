import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { HiddenOutput, Output } from '../model/artifact.ts'
import type { Workspace } from '../model/workspace.ts'
import { checkSharedTags } from './shared-tags.ts'

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
