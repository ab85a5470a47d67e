import { workflowProperty, workflowText } from '../quote/github-annotation.ts'
import { terminalText } from '../quote/terminal-text.ts'
import { codes } from './codes.ts'
import type { Severity } from './definition.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { TextOf } from './position.ts'
import { printLine } from './print-line.ts'
import { regions } from './region.ts'
import { remarksOf } from './remarks.ts'
import { SEVERITIES, sortDiagnostics } from './sort.ts'

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', hint: 'notice' }

/** GitHub shows ten errors and ten warnings of a step, and drops the rest. */
const MOST_ANNOTATIONS = 10

/** How files are called. */
interface GithubOptions {
  /** A file's name from the repository's root. */
  readonly nameOf?: (file: string) => string
  /** The file of an annotation without a place. */
  readonly home?: string | undefined
}

/**
 * Workflow commands that GitHub Actions shows as annotations on the lines of a pull request: at most ten, the gravest first. The last of them counts those
 * that are left over, which follow as lines in a group of the log.
 *
 * @example ::warning file=train.yaml,line=3,endLine=3,col=5,endColumn=16,title=DC2001 unknown key::unknown key `apt_package`%0Ahelp: …
 */
export function printGithub(
  diagnostics: readonly Diagnostic[],
  textOf: TextOf,
  { nameOf = file => file, home }: GithubOptions = {},
): string {
  const regionOf = regions(textOf)
  const remarks = remarksOf(textOf, nameOf)
  const sorted = sortDiagnostics(diagnostics).sort((a, b) => rank(a) - rank(b))
  const shown = sorted.length > MOST_ANNOTATIONS ? sorted.slice(0, MOST_ANNOTATIONS - 1) : sorted
  const rest = sorted.slice(shown.length)
  const commands = shown.map(found => {
    const { code, severity, message, at } = found
    const region = at && regionOf(at)
    const file = at?.file ?? home
    const properties = [
      ...(file === undefined ? [] : [`file=${workflowProperty(terminalText(nameOf(file)))}`]),
      ...(region ? placed(region.start, region.end) : []),
      `title=${workflowProperty(`${code} ${codes[code].title}`)}`,
    ]
    return `::${COMMANDS[severity]} ${properties.join(',')}::${workflowText(logLines([message, ...remarks(found)]))}\n`
  })
  return commands.join('') + (rest.length > 0 ? leftOver(rest, printLine(rest, { textOf, nameOf })) : '')
}

/** An output that is out of date comes first: there is one for each stack. */
const rank = ({ code, severity }: Diagnostic): number => (code === 'DC6008' ? -1 : SEVERITIES.indexOf(severity))

function leftOver(rest: readonly Diagnostic[], lines: string): string {
  const more = `${rest.length} more messages`
  return `::${COMMANDS[rest[0]!.severity]} title=dockcompile::${more}: the log of this step lists them\n::group::${more}\n${lines}::endgroup::\n`
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
