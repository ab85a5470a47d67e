import { workflowProperty, workflowText } from '../quote/github-annotation.ts'
import { terminalText } from '../quote/terminal-text.ts'
import { codes } from './codes.ts'
import type { Severity } from './definition.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { TextOf } from './position.ts'
import { regions } from './region.ts'
import { remarksOf } from './remarks.ts'
import { sortDiagnostics } from './sort.ts'

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', hint: 'notice' }

/**
 * Workflow commands that GitHub Actions shows as annotations on the lines of a pull request. `nameOf` gives a file's name from the repository's root.
 *
 * @example ::warning file=train.yaml,line=3,endLine=3,col=5,endColumn=16,title=DC2001 unknown key::unknown key `apt_package`%0Ahelp: …
 */
export function printGithub(diagnostics: readonly Diagnostic[], textOf: TextOf, nameOf = (file: string): string => file): string {
  const regionOf = regions(textOf)
  const remarks = remarksOf(textOf, nameOf)
  return sortDiagnostics(diagnostics)
    .map(found => {
      const { code, severity, message, at } = found
      const region = at && regionOf(at)
      const properties = [
        ...(at ? [`file=${workflowProperty(terminalText(nameOf(at.file)))}`] : []),
        ...(region ? placed(region.start, region.end) : []),
        `title=${workflowProperty(`${code} ${codes[code].title}`)}`,
      ]
      return `::${COMMANDS[severity]} ${properties.join(',')}::${workflowText(logLines([message, ...remarks(found)]))}\n`
    })
    .join('')
}

interface Place {
  readonly line: number
  readonly column: number
}

/** GitHub wants columns only where start and end share a line. */
function placed(start: Place, end: Place): string[] {
  if (start.line !== end.line) return [`line=${start.line}`, `endLine=${end.line}`]
  const columns = [`col=${start.column}`, ...(end.column > start.column ? [`endColumn=${end.column}`] : [])]
  return [`line=${start.line}`, `endLine=${end.line}`, ...columns]
}

/** A workflow's log is shown in colours: what would act on a terminal acts there as well. */
const logLines = (texts: readonly string[]) =>
  texts
    .flatMap(text => text.split('\n'))
    .map(terminalText)
    .join('\n')
