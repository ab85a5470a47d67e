import { terminalText } from '../quote/terminal-text.ts'
import type { Diagnostic } from './diagnostic.ts'
import { positions } from './position.ts'
import type { PrintOptions } from './print-pretty.ts'
import { sortDiagnostics } from './sort.ts'

/**
 * One line each, for editors and grep: `file:line:col: severity[CODE]: message`. What has no place starts with `dockcompile:`.
 *
 * @example pipelines/train.yaml:3:5: warning[DC2001]: unknown key `apt_package` in `settings.docker`
 */
export function printLine(diagnostics: readonly Diagnostic[], { textOf, nameOf = file => file }: PrintOptions): string {
  const place = positions(textOf)
  return sortDiagnostics(diagnostics)
    .map(({ code, severity, message, at }) => {
      const found = at && place(at)
      const where = at ? terminalText(nameOf(at.file)) + (found ? `:${found.line}:${found.column}` : '') : 'dockcompile'
      return `${where}: ${severity}[${code}]: ${terminalText(message)}\n`
    })
    .join('')
}
