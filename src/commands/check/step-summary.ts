import { diffMarkdown } from '../../answers/diff/to-markdown.ts'
import { andMore } from '../../basics/and-more.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { positions } from '../../diagnostics/position.ts'
import { inOneLine } from '../../diagnostics/remarks.ts'
import { sortDiagnostics } from '../../diagnostics/sort.ts'
import type { OutputPlan } from '../../edge/plan-output.ts'
import { markdownCode, markdownMessage } from '../../quote/markdown-code.ts'
import type { Told } from '../shared/diagnostic-forms.ts'
import { diffOfPlans } from './diff-of-plans.ts'

/** So many messages are listed, and so much of each is shown. */
const MOST_MESSAGES = 20
const LONGEST_MESSAGE = 600

/** What a check found. */
export interface Found {
  readonly plans: readonly OutputPlan[]
  readonly diagnostics: readonly Diagnostic[]
  /** How many files are right. */
  readonly unchanged: number
}

/** With the next step, where files differ. */
export interface Outcome extends Found {
  readonly next: string
}

/**
 * The outcome of a check in Markdown, for the summary of a step and a comment on a pull request. Texts of the project are code: none of them is a link, a
 * mention or markup.
 *
 * @param nameOf a file's name from the repository's root
 */
export function stepSummary(
  { plans, diagnostics, unchanged, next }: Outcome,
  { textOf }: Told,
  nameOf: (file: string) => string,
): string {
  const differing = plans.filter(({ changes }) => changes.length > 0)
  const shown = sortDiagnostics(diagnostics).filter(({ severity, code }) => severity !== 'hint' && code !== 'DC6008')
  const failed = shown.some(({ severity }) => severity === 'error')
  const folders = andMore(
    differing.map(({ output }) => markdownCode(output.folder)),
    5,
  )
  const verdict =
    differing.length > 0
      ? `the output in ${folders} is out of date: ${next}.`
      : failed
        ? `${plans.length > 0 ? 'the output' : 'the input'} is wrong.`
        : `up to date: ${unchanged} files are what their configuration asks for.`
  const parts = [
    `### dockcompile check\n\n${verdict[0]!.toUpperCase()}${verdict.slice(1)}`,
    ...(differing.length > 0 ? [diffMarkdown(diffOfPlans(differing)).trimEnd()] : []),
    ...messages(shown, textOf, nameOf),
  ]
  return `${parts.join('\n\n')}\n`
}

function messages(all: readonly Diagnostic[], textOf: Told['textOf'], nameOf: (file: string) => string): string[] {
  if (all.length === 0) return []
  const placeOf = positions(textOf)
  const describe = inOneLine(textOf, nameOf)
  const lines = all.slice(0, MOST_MESSAGES).map(found => {
    const place = found.at && placeOf(found.at)
    const where = found.at ? `${markdownCode(`${nameOf(found.at.file)}${place ? `:${place.line}` : ''}`)} ` : ''
    const text = describe(found)
    const short = text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text
    return `- ${found.severity} ${found.code} ${where}${markdownMessage(short)}`
  })
  const more = all.length - lines.length
  return [[...lines, ...(more > 0 ? [`- and ${more} more: the log of the job lists them`] : [])].join('\n')]
}
