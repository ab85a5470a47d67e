import { workflowProperty, workflowText } from '../quote/workflow-command.ts'
import type { Diagnostic, Severity } from './diagnostic.ts'
import type { TextOf } from './position.ts'
import { toJson } from './to-json.ts'

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', hint: 'notice' }

/**
 * Workflow commands that GitHub Actions shows as annotations on the lines of a pull request. `nameOf` gives a file's name from the repository's root.
 *
 * @example ::warning file=train.yaml,line=3,col=5,title=DC2001::unknown key `apt_package`%0Ahelp: …
 */
export function printGithub(diagnostics: readonly Diagnostic[], textOf: TextOf, nameOf = (file: string): string => file): string {
  return toJson(diagnostics, textOf)
    .map(({ code, severity, message, file, line, column, help }) => {
      const properties = [
        ...(file === null ? [] : [`file=${workflowProperty(nameOf(file))}`]),
        ...(line === null ? [] : [`line=${line}`, `col=${column}`]),
        `title=${code}`,
      ]
      return `::${COMMANDS[severity]} ${properties.join(',')}::${workflowText(help === null ? message : `${message}\n${help}`)}\n`
    })
    .join('')
}
