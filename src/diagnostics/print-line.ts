import { terminalText } from '../quote/terminal-text.ts'
import type { Diagnostic } from './diagnostic.ts'
import { positions } from './position.ts'
import type { PrintOptions } from './print-pretty.ts'
import { remarksOf } from './remarks.ts'
import { sortDiagnostics } from './sort.ts'

/**
 * One line each, for editors and grep: `file:line:col: severity[CODE]: message; label; note: …; help: …`. What has no place starts with `dockcompile:`.
 *
 * @example pipelines/train.yaml:3:5: warning[DC2001]: unknown key `apt_package` in `settings.docker`; did you mean `apt_packages`?
 */
export function printLine(diagnostics: readonly Diagnostic[], { textOf, nameOf = file => file }: PrintOptions): string {
  const place = positions(textOf)
  const remarks = remarksOf(textOf, nameOf)
  return sortDiagnostics(diagnostics)
    .map(found => {
      const { code, severity, message, at } = found
      const start = at && place(at)
      const where = at ? terminalText(nameOf(at.file)) + (start ? `:${start.line}:${start.column}` : '') : 'dockcompile'
      const said = [message, ...remarks(found).map(each => each.replaceAll('\n', ' '))].join('; ')
      return `${where}: ${severity}[${code}]: ${terminalText(said)}\n`
    })
    .join('')
}
