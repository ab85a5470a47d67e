import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { printLine } from '../diagnostics/print-line.ts'
import { printPretty } from '../diagnostics/print-pretty.ts'
import { toJson } from '../diagnostics/to-json.ts'
import { hasColor, isTerminal } from '../edge/terminal.ts'
import type { Call } from './command.ts'
import { toCwd } from './paths.ts'
import type { Project } from './project.ts'

/** Tells the diagnostics on standard error, in the form that was asked for. */
export function tell(
  { args, cwd, environment, terminal }: Call,
  { root, textOf }: Project,
  diagnostics: readonly Diagnostic[],
): void {
  const told = args.has('quiet') ? diagnostics.filter(d => d.severity === 'error') : diagnostics
  if (told.length === 0) return
  const nameOf = (file: string) => toCwd(root, cwd, file)
  const format = args.value('format')
  if (format === 'json') terminal.err(`${JSON.stringify(toJson(told, textOf))}\n`)
  else if (format === 'line') terminal.err(printLine(told, { textOf, nameOf }))
  else {
    const color = hasColor(2, args.value('color'), environment)
    // Hints are for a quiet hour: who looks on is told that there are some.
    const verbose = args.has('verbose')
    const shown = verbose ? told : told.filter(d => d.severity !== 'hint')
    const hidden = told.length - shown.length
    if (shown.length > 0) terminal.err(printPretty(shown, { textOf, nameOf, color, ...(verbose && { limit: Infinity }) }))
    if (hidden > 0 && isTerminal(2))
      terminal.err(`${hidden} ${hidden === 1 ? 'hint' : 'hints'}: \`--verbose\` shows ${hidden === 1 ? 'it' : 'them'}\n`)
  }
}

/** Prints a result for programs. */
export function printJson({ terminal }: Call, result: unknown): void {
  terminal.out(`${JSON.stringify(result, null, 2)}\n`)
}
