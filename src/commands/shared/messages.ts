import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { printLine } from '../../diagnostics/print-line.ts'
import { printPretty } from '../../diagnostics/print-pretty.ts'
import { hasColor, isTerminal } from '../../edge/terminal.ts'
import { jsonText } from '../../quote/json.ts'
import type { Call } from '../command.ts'
import { printReport, type ReportForm, type Told } from './diagnostic-forms.ts'
import { toCwd } from './paths.ts'

/** The form for programs that was asked for, if any. A verb without another answer prints it on standard output, and nothing else there. */
export function reportForm({ args }: Call): ReportForm | undefined {
  const form = args.value('format')
  return form === 'json' || form === 'sarif' || form === 'github' ? form : undefined
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

function tellPeople(call: Call, { root, textOf }: Told, diagnostics: readonly Diagnostic[]): void {
  const { args, cwd, environment, terminal } = call
  const nameOf = (file: string) => toCwd(root, cwd, file)
  if (args.value('format') === 'line') {
    terminal.err(printLine(diagnostics, { textOf, nameOf }))
    return
  }
  const color = hasColor(2, args.value('color'), environment)
  // Hints can wait: a person at a terminal sees that there are some.
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
