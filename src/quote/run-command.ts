import { jsonText } from './json.ts'
import { fileText } from './terminal-text.ts'

/**
 * What a command that somebody wrote would be besides a command, as the text of a `RUN`; undefined: nothing, it can be written as it is.
 *
 * Grammar: moby/buildkit frontend/dockerfile/parser, split_command.go `extractBuilderFlags` (words that begin with `--`, after any space of Unicode)
 * and parser.go (comment lines, heredocs, the `\` at the end of a line).
 *
 * @example takenFor('--mount=type=ssh git fetch') // 'begins with `--`, …'
 */
export function takenFor(command: string): string | undefined {
  if (/[\n\r]/.test(command)) return 'has a line break, which ends the instruction'
  if (/^[^\x21-\x7e]*--/.test(command)) return 'begins with `--`, which makes it flags of the RUN'
  if (/^[^\x21-\x7e]*#/.test(command)) return 'begins with `#`, which makes it a comment'
  if (command.includes('<<')) return 'has `<<`, which begins a heredoc'
  if (/\\[^\x21-\x7e]*$/.test(command)) return 'ends with `\\`, which continues the line'
  return undefined
}

/**
 * A shell command as RUN takes it: as it is, or, where it would be taken for something else or nobody would see a character of it, in the exec form,
 * which holds any text and has escapes.
 */
export function runCommand(command: string): string {
  const isPlain = takenFor(command) === undefined && fileText(command) === command
  return isPlain ? command : jsonText(['/bin/sh', '-ec', command])
}
