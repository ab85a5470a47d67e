import { findCredentials } from '../../credentials/credentials.ts'
import { redactLine } from '../../credentials/redact.ts'
import { type Diagnostic, diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { packageCatalogs } from '../../edge/catalogs.ts'
import { type Program, programOf } from '../../edge/programs.ts'
import { lastLines, type Ran, run } from '../../edge/run.ts'
import { codeOfTheProject } from '../../freeze/code-of-the-project.ts'
import { knownCommand } from '../../freeze/known-command.ts'
import type { AskedOutput } from '../../model/plan.ts'
import { terminalText } from '../../quote/terminal-text.ts'
import type { Span } from '../../sources/span.ts'
import type { Call } from '../command.ts'
import type { Project } from '../shared/project.ts'
import { agreed } from './agreed.ts'

/** A command, and how it is run. */
interface Planned {
  readonly command: string
  readonly program: Program
  /** What of the project it may run; undefined: nothing. */
  readonly runs: string | undefined
}

/**
 * Runs the commands that are asked for, each once. One that may run code of the project, because somebody wrote it in a file or by way of a build
 * backend, runs only after a yes.
 *
 * @returns the outputs by command line; a command without an output is missing and was reported
 */
export async function captureOutputs(
  call: Call,
  { root, textOf }: Project,
  asked: readonly AskedOutput[],
  report: Report,
): Promise<Map<string, string>> {
  const outputs = new Map<string, string>()
  const plan = planner(root, call.environment)
  const all = asked.map(({ commands, at }) => ({ commands: commands.map(plan), at }))
  const risky = all.flatMap(({ commands, at }) => {
    const shown = commands.flatMap(({ command, runs }) => (runs === undefined ? [] : [{ command, runs }]))
    return shown.length > 0 ? [{ commands: shown, at }] : []
  })
  if (!(await agreed(call, risky, { root, textOf }, report))) return outputs
  for (const { commands, at } of all) {
    const failures: Diagnostic[] = []
    for (const { command, program } of commands) {
      if (outputs.has(command)) break
      if (!call.args.has('quiet')) call.terminal.err(`running ${terminalText(redactLine(command))}\n`)
      const ran = await run(program, { root, environment: call.environment })
      if (ran.problem === undefined) {
        if (isShareable(command, ran.stdout, at, report)) outputs.set(command, ran.stdout)
        failures.length = 0
        break
      }
      failures.push(failure(command, ran, at, 'run it by hand in the project root; `dockcompile freeze` needs what it prints'))
    }
    failures.forEach(report)
  }
  return outputs
}

function planner(root: string, environment: NodeJS.ProcessEnv): (command: string) => Planned {
  const known = zenmlCommands()
  return command => {
    const words = knownCommand(command, known)
    const runs = codeOfTheProject(words, words && programOf(words[0]!, root, environment))
    const program: Program = runs === undefined ? { trusted: 'pip', words: words!.slice(1) } : { agreed: words ?? command }
    return { command, program, runs }
  }
}

/** Every command that ZenML itself runs. The newest release knows all of them. */
function zenmlCommands(): string[] {
  const catalogs = packageCatalogs()
  const { generator } = catalogs.load(catalogs.versions.at(-1)!)
  return [...Object.values(generator.replicate_commands), ...(generator.pyproject_export_commands ?? [])]
}

/** A command that gave no answer, with the last lines that it said. */
export function failure(command: string, { problem, stderr }: Ran, at: Span | null, help: string): Diagnostic {
  const notes = lastLines(stderr, 5).map(line => ({ message: terminalText(redactLine(line)) }))
  return diagnostic('DC6011', at, { command: redactLine(command), problem: problem! }, { notes, help })
}

/** Whether an output holds what nobody may see; reported. */
export function holdsCredential(
  command: string,
  output: string,
  { at, help }: { readonly at: Span | null; readonly help: string },
  report: Report,
): boolean {
  const [credential] = findCredentials(output)
  if (!credential) return false
  const line = output.slice(0, credential.start).split('\n').length
  report(diagnostic('DC6014', at, { command, what: credential.name, line }, { help }))
  return true
}

/** The lock file is checked in: nobody's password may go there, and what exists on one machine only is of no use in an image. */
function isShareable(command: string, output: string, at: Span | null, report: Report): boolean {
  const help = 'give it to the installs with `secrets` in the project file, and keep it out of the requirements'
  if (holdsCredential(command, output, { at, help }, report)) return false
  for (const line of output.split(/\r?\n/)) {
    if (!/^(?:-e\s+|--editable[\s=]+)?(?:file:|[A-Za-z]:[\\/]|\/)|@\s*file:/.test(line.trim())) continue
    const help = 'no image has that file: install the package from an index, or include the code'
    report(diagnostic('DC6015', at, { command: redactLine(command), line: terminalText(redactLine(line.trim())) }, { help }))
  }
  return true
}
