import { breakCommands } from './ci-command.ts'
import { unwritable } from './unwritable.ts'

/**
 * One argument of a POSIX shell command in a `RUN` line: plain when it is made of characters without meaning, else in single quotes.
 * Undefined for what a `RUN` line cannot hold (`unwritable` says why).
 *
 * Grammar: POSIX.1-2024, Shell Command Language 2.2.2: everything is literal between single quotes, a quote itself is written `'\''`.
 * `=` is plain here although `NAME=value` before a command is an assignment, and `~` is not: it may stand for a home folder.
 * A `RUN` line is searched for heredocs too; `<<` inside of single quotes starts none (parser.go, `heredocsFromLine`).
 */
export function shellWord(text: string): string | undefined {
  const isPlain = /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) && breakCommands(text, () => '') === text
  if (isPlain) return text
  if (unwritable(text)) return undefined
  // `''` between two quoted parts is nothing to a shell, and breaks what a CI system takes for a command.
  return `'${breakCommands(text.replaceAll("'", `'\\''`), character => `${character}''`)}'`
}
