import { appendStepSummary } from '../../edge/step-summary.ts'
import { workflowText } from '../../quote/github-annotation.ts'
import { terminalText } from '../../quote/terminal-text.ts'
import type { Call } from '../command.ts'
import { namesInRepository, type Told } from '../shared/diagnostic-forms.ts'
import { differencesForPeople, summaryLine } from './for-people.ts'
import { type Outcome, stepSummary } from './step-summary.ts'

/**
 * What the log and the summary of a step have besides annotations: the difference in a group, which GitHub folds, and the outcome as Markdown. No text of
 * the project is a command in it: `terminalText` and `fileText` break them.
 */
export function tellGithub(call: Call, told: Told, found: Outcome): void {
  const { args, environment, terminal } = call
  const difference = differencesForPeople(call, found.plans)
  if (difference !== '' && !args.has('quiet')) {
    terminal.out(`::group::${workflowText('Difference between the files on disk and the output of dockcompile')}\n`)
    terminal.out(difference)
    terminal.out(`::endgroup::\n${summaryLine(found.plans, `: ${found.next}`)}`)
  }
  const path = environment.GITHUB_STEP_SUMMARY
  if (path === undefined || path === '') return
  const problem = appendStepSummary(path, stepSummary(found, told, namesInRepository(call, told)))
  if (problem !== undefined) terminal.out(`the summary of this step was not written: ${terminalText(problem)}\n`)
}
