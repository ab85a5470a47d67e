import { findCredentials } from '../../diagnostics/credentials.ts'
import { type Diagnostic, diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { positions } from '../../diagnostics/position.ts'
import { redact } from '../../diagnostics/redact.ts'
import { packageCatalogs } from '../../edge/catalogs.ts'
import { lastLines, type Ran, run } from '../../edge/run.ts'
import { knownCommand } from '../../freeze/known-command.ts'
import type { AskedOutput } from '../../model/plan.ts'
import type { Span } from '../../model/span.ts'
import { terminalText } from '../../quote/terminal-text.ts'
import type { Call } from '../command.ts'
import { toCwd } from '../paths.ts'
import type { Project } from '../project.ts'

/**
 * Runs the commands that are asked for, each once, from the project root. ZenML's own run as they are; one that somebody wrote in a file is code of
 * theirs, and runs only after a yes.
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
  const known = zenmlCommands()
  const written = asked.filter(({ commands }) => commands.some(line => knownCommand(line, known) === undefined))
  if (!(await agreed(call, written, { root, textOf }))) {
    for (const { commands, at } of written)
      report(diagnostic('DC6010', at, { command: commands[0]! }, { help: 'read it, then run `dockcompile freeze --yes`' }))
    return outputs
  }
  for (const { commands, at } of asked) {
    const failures: Diagnostic[] = []
    for (const command of commands) {
      if (outputs.has(command)) break
      if (!call.args.has('quiet')) call.terminal.err(`running ${terminalText(redact(command))}\n`)
      const ran = await run(knownCommand(command, known) ?? { shell: command }, { cwd: root, environment: call.environment })
      if (ran.problem === undefined) {
        if (isShareable(command, ran.stdout, at, report)) outputs.set(command, ran.stdout)
        failures.length = 0
        break
      }
      failures.push(failure(command, ran, at))
    }
    failures.forEach(report)
  }
  return outputs
}

/** Every command that ZenML runs unasked. The newest release knows all of them. */
function zenmlCommands(): string[] {
  const catalogs = packageCatalogs()
  const { generator } = catalogs.load(catalogs.versions.at(-1)!)
  return [...Object.values(generator.replicate_commands), ...(generator.pyproject_export_commands ?? [])]
}

async function agreed(
  call: Call,
  written: readonly AskedOutput[],
  { root, textOf }: Pick<Project, 'root' | 'textOf'>,
): Promise<boolean> {
  if (written.length === 0) return true
  const place = positions(textOf)
  const lines = written.map(({ commands, at }) => {
    const found = at && place(at)
    const where = at && found ? `  (${toCwd(root, call.cwd, at.file)}:${found.line})` : ''
    return `  ${terminalText(redact(commands[0]!))}${where}\n`
  })
  call.terminal.err(`${written.length === 1 ? 'a command' : 'commands'} of these files:\n${lines.join('')}`)
  if (call.args.has('yes')) return true
  return (await call.terminal.confirm?.(written.length === 1 ? 'run it?' : 'run them?')) ?? false
}

function failure(command: string, { problem, stderr }: Ran, at: Span | null): Diagnostic {
  const notes = lastLines(stderr, 5).map(line => ({ message: terminalText(redact(line)) }))
  const help = 'run it by hand in the project root; `dockcompile freeze` needs what it prints'
  return diagnostic('DC6011', at, { command, problem: problem! }, { notes, help })
}

/** The lock file is checked in: nobody's password may go there, and what exists on one machine only is of no use in an image. */
function isShareable(command: string, output: string, at: Span | null, report: Report): boolean {
  const lineOf = (offset: number) => output.slice(0, offset).split('\n').length
  const [credential] = findCredentials(output)
  if (credential) {
    const help = 'give it to the installs with `secrets` in the project file, and keep it out of the requirements'
    report(diagnostic('DC6014', at, { command, what: credential.name, line: lineOf(credential.start) }, { help }))
    return false
  }
  for (const line of output.split(/\r?\n/)) {
    if (!/^(?:-e\s+|--editable[\s=]+)?(?:file:|[A-Za-z]:[\\/]|\/)|@\s*file:/.test(line.trim())) continue
    const help = 'no image has that file: install the package from an index, or include the code'
    report(diagnostic('DC6015', at, { command, line: terminalText(line.trim()) }, { help }))
  }
  return true
}
