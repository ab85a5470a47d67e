import { resolve } from 'node:path'
import type { Call, Command } from '../../src/commands/command.ts'
import { parseArguments } from '../../src/commands/shared/arguments.ts'

/** The call that a command line (without the verb) makes in a folder; what it says goes to `said`. */
export function callIn(folder: string, line: string, said = { out: '', err: '' }): Call {
  const args = parseArguments(words(line))
  const terminal = {
    out(text: string) {
      said.out += text
    },
    err(text: string) {
      said.err += text
    },
  }
  return { args, words: args.words, cwd: resolve(folder), environment: {}, terminal }
}

/** Runs a command in this process: much faster than a new one, and a crash is an exception. */
export async function runIn(folder: string, command: Command, line = ''): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' }
  const code = await command.run(callIn(folder, line, said))
  return { code, ...said }
}

/** A command line in words, as a shell takes it apart: quotes hold blanks. */
function words(line: string): string[] {
  const found = line.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? []
  return found.map(word => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'))
}
