import { redactLine } from '../../credentials/redact.ts'
import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { positions } from '../../diagnostics/position.ts'
import { terminalText } from '../../quote/terminal-text.ts'
import type { Span } from '../../sources/span.ts'
import type { Call } from '../command.ts'
import { toCwd } from '../shared/paths.ts'
import type { Project } from '../shared/project.ts'

/** Commands that answer one question, the first that works, and the place that asks it. */
export interface Risky {
  /** At least one, with what of the project each may run, in words that follow `it`. */
  readonly commands: readonly { readonly command: string; readonly runs: string }[]
  readonly at: Span | null
}

/** Shows commands that may run code of the project, and asks. Without a yes each of them is reported. */
export async function agreed(
  call: Call,
  risky: readonly Risky[],
  { root, textOf }: Pick<Project, 'root' | 'textOf'>,
  report: Report,
): Promise<boolean> {
  if (risky.length === 0) return true
  const place = positions(textOf)
  const lines = risky.flatMap(({ commands, at }) => {
    const found = at && place(at)
    const where = at && found ? `  (${toCwd(root, call.cwd, at.file)}:${found.line})` : ''
    return commands.map(({ command, runs }) => `  ${terminalText(redactLine(command))}${where}\n    it ${terminalText(runs)}\n`)
  })
  const [head, question] =
    lines.length === 1
      ? ['a command that may run code of this project', 'run it?']
      : ['commands that may run code of this project', 'run them?']
  call.terminal.err(`${head}:\n${lines.join('')}`)
  if (call.args.has('yes') || (await call.terminal.confirm?.(question))) return true
  const help = 'read it, then run `dockcompile freeze --yes`'
  for (const { commands, at } of risky) report(diagnostic('DC6010', at, commands[0]!, { help }))
  return false
}
