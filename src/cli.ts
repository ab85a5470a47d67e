import { lstatSync } from 'node:fs'
import { resolve } from 'node:path'
import { help, overview, version } from './commands/help.ts'
import { type Arguments, allowOnly, checkChoices, parseArguments, UsageError } from './commands/shared/arguments.ts'
import { verbs } from './commands/verbs.ts'
import { suggest } from './diagnostics/suggest.ts'
import { isThere } from './edge/file-system.ts'
import { progressOn } from './edge/progress.ts'
import { Stopwatch } from './edge/stopwatch.ts'
import { BrokenOutput, isTerminal, terminal as standardTerminal, type Terminal } from './edge/terminal.ts'
import { terminalWidth } from './edge/terminal-width.ts'

/** The program: takes the words after `dockcompile`, gives the exit code (0 done, 1 the input is wrong or differs, 2 the call or the program is wrong). */
export async function main(argv: readonly string[], terminal: Terminal = standardTerminal): Promise<number> {
  try {
    return await run(argv, terminal)
  } catch (error) {
    if (error instanceof UsageError) terminal.err(await usage(error, argv))
    else if (error instanceof BrokenOutput) terminal.err(`error: ${error.message}\n`)
    else terminal.err(await internalError(error, argv.includes('--verbose') || argv.includes('-v')))
    return 2
  }
}

async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const args = parseArguments(argv)
  const [first] = args.words
  const isVerb = first !== undefined && Object.hasOwn(verbs, first)
  if (args.has('version')) {
    terminal.out(version())
    return 0
  }
  if (args.has('help')) {
    const columns = terminalWidth(process.env)
    terminal.out(isVerb && first !== 'help' ? await help(first, verbs[first]!, columns) : overview(columns))
    return 0
  }
  const cwd = currentFolder()
  if (!isVerb && first !== undefined) await refuseTypo(first, cwd)
  const name = isVerb ? first : 'compile'
  const command = await verbs[name]!.load()
  allowOnly(args, name, command.flags)
  checkChoices(args, command.ownFlags)
  const words = isVerb ? args.words.slice(1) : args.words
  const stopwatch = args.has('timing') ? new Stopwatch() : undefined
  const progress = isWatched(args, terminal) ? progressOn(terminal) : undefined
  const call = { args, words, cwd, environment: process.env, terminal: progress?.terminal ?? terminal, stopwatch, progress }
  try {
    return await command.run(call)
  } finally {
    progress?.end()
    if (stopwatch) terminal.err(stopwatch.report())
  }
}

/** Whether somebody sits there who would like to know what takes so long. */
function isWatched(args: Arguments, terminal: Terminal): boolean {
  return terminal === standardTerminal && !args.has('quiet') && process.env.TERM !== 'dumb' && isTerminal(2)
}

function currentFolder(): string {
  try {
    return process.cwd()
  } catch {
    throw new UsageError('the current folder does not exist any more', { help: ['go to another folder: `cd`'] })
  }
}

/** `dockcompile chek` means a command, not a pipeline file of that name; `dockcompile build` does so even beside a folder `build`. */
async function refuseTypo(word: string, cwd: string): Promise<void> {
  if (word === '-' || /[./\\]/.test(word)) return
  // A link counts as a file: reading it says where it leads.
  const path = resolve(cwd, word)
  const isFound = isThere(path)
  if (isFound && !lstatSync(path).isDirectory()) return
  const { wayOfOtherTool } = await import('./commands/shared/words-of-other-tools.ts')
  const way = wayOfOtherTool(word)
  if (way !== undefined) throw new UsageError(`dockcompile has no command \`${word}\``, { help: [way] })
  if (!isFound) throw new UsageError(`unknown command \`${word}\``, { word, candidates: Object.keys(verbs) })
}

async function usage({ message, wayOut }: UsageError, argv: readonly string[]): Promise<string> {
  const { terminalText } = await import('./quote/terminal-text.ts')
  const { word, candidates = [], help = [] } = wayOut
  const nearest = word === undefined ? undefined : suggest(word, candidates)
  const ways = [...(nearest === undefined ? [] : [`did you mean \`${nearest}\`?`]), ...help]
  const verb = argv.find(typed => Object.hasOwn(verbs, typed))
  const whole =
    verb === undefined ? '`dockcompile --help` lists the commands' : `\`dockcompile ${verb} --help\` shows how to call it`
  const lines = (ways.length > 0 ? ways : [whole]).map(way => `  = help: ${terminalText(way)}\n`)
  return `error: ${terminalText(message)}\n${lines.join('')}`
}

async function internalError(error: unknown, verbose: boolean): Promise<string> {
  const { fileText } = await import('./quote/terminal-text.ts')
  const { redact } = await import('./credentials/redact.ts')
  const message = error instanceof Error ? error.message : String(error)
  const stack = verbose && error instanceof Error ? `${error.stack}\n` : ''
  const way = `please report it with what you ran${verbose ? '' : ' (--verbose shows where it comes from)'}`
  return redact(fileText(`internal error: ${message}\n${way}\n${stack}`))
}
