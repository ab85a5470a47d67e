import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts'
import { printLine } from '../../diagnostics/print-line.ts'
import { printPretty } from '../../diagnostics/print-pretty.ts'
import { hasColor, isTerminal } from '../../edge/terminal.ts'
import { jsonText } from '../../quote/json.ts'
import type { Call } from '../command.ts'
import { printReport, type ReportForm, type Told } from './diagnostic-forms.ts'
import { toCwd } from './paths.ts'

/** Forms of `--format` that show all of each message. */
const MESSAGE_FORMS = ['pretty', 'line', 'json', 'sarif', 'github'] as const

/** The form for programs that was asked for, if any. A verb without another answer prints it on standard output, and nothing else there. */
export function reportForm({ args }: Call): ReportForm | undefined {
  const form = args.value('format')
  return form === 'json' || form === 'sarif' || form === 'github' || form === 'gitlab' ? form : undefined
}

/**
 * Tells the diagnostics in the form that was asked for, on standard error. A report for a program goes to standard output where the verb has no
 * other answer (`check`, `compile`), and is printed whole even when there is nothing to say.
 */
export function tell(
  call: Call,
  told: Told,
  diagnostics: readonly Diagnostic[],
  { answer = false }: { readonly answer?: boolean } = {},
): void {
  const { args, terminal } = call
  const chosen = args.has('quiet') ? diagnostics.filter(d => d.severity === 'error') : diagnostics
  const form = reportForm(call)
  if (form) {
    const text = printReport(form, call, told, chosen)
    if (answer) terminal.out(text)
    else if (chosen.length > 0) terminal.err(text)
  } else if (chosen.length > 0) tellPeople(call, told, chosen)
}

/**
 * Tells errors, and of all else the number: a verb that only reads is not asked about warnings. With `--verbose` or a form of messages it tells all, with
 * `--json` nothing, because the answer has them.
 *
 * @returns whether there is no error, so that the verb can answer
 */
export function tellBeside(call: Call, told: Told, diagnostics: readonly Diagnostic[]): boolean {
  const { args, terminal } = call
  const isAnswer = args.has('json') && !reportForm(call)
  if (args.has('verbose') || messageForm(call) !== undefined) tell(call, told, diagnostics)
  else if (!isAnswer) {
    tell(
      call,
      told,
      diagnostics.filter(({ severity }) => severity === 'error'),
    )
    const warnings = diagnostics.filter(({ severity }) => severity === 'warning').length
    if (warnings > 0 && !args.has('quiet'))
      terminal.err(
        `${warnings === 1 ? '1 warning' : `${warnings} warnings`}: \`--verbose\` shows ${warnings === 1 ? 'it' : 'them'}\n`,
      )
  }
  return !hasErrors(diagnostics)
}

/** `--format` where it is about messages: `graph` has forms of its own. */
function messageForm({ args }: Call): string | undefined {
  const form = args.value('format')
  return MESSAGE_FORMS.find(name => name === form)
}

function tellPeople(call: Call, { root, textOf }: Told, diagnostics: readonly Diagnostic[]): void {
  const { args, cwd, environment, terminal } = call
  const nameOf = (file: string) => toCwd(root, cwd, file)
  if (args.value('format') === 'line') {
    terminal.err(printLine(diagnostics, { textOf, nameOf }))
    return
  }
  const color = hasColor(2, args.value('color'), environment)
  // Hints are for a quiet hour: who looks on is told that there are some.
  const verbose = args.has('verbose')
  const shown = verbose ? diagnostics : diagnostics.filter(d => d.severity !== 'hint')
  const hidden = diagnostics.length - shown.length
  if (shown.length > 0) terminal.err(printPretty(shown, { textOf, nameOf, color, ...(verbose && { limit: Infinity }) }))
  if (hidden > 0 && isTerminal(2))
    terminal.err(`${hidden} ${hidden === 1 ? 'hint' : 'hints'}: \`--verbose\` shows ${hidden === 1 ? 'it' : 'them'}\n`)
}

/** Prints a result for programs. */
export function printJson({ terminal }: Call, result: unknown): void {
  terminal.out(`${jsonText(result, 2)}\n`)
}
