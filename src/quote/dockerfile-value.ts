import { breakCommands } from './ci-command.ts'
import { unwritable } from './unwritable.ts'

/**
 * A value for `ENV`, `LABEL` or `ARG` in double quotes, so that BuildKit reads back exactly this text: `ENV KEY="…"`.
 * Undefined for what no line can hold (`unwritable` says why); such a value can only travel as a build argument.
 *
 * Grammar: moby/buildkit frontend/dockerfile/shell/lex.go, `processDoubleQuote`: in double quotes `\` escapes `"`, `$` and itself; quoted parts that touch are
 * one word, so that what a CI system takes for a command is broken by `""` in it: builds and `show` print these lines.
 *
 * @example dockerfileValue('a "b" $c') // '"a \\"b\\" \\$c"'
 * @example dockerfileValue('::error::x') // '":"":error::x"'
 */
export function dockerfileValue(text: string): string | undefined {
  if (unwritable(text)) return undefined
  const escaped = text.replace(/["$\\]/g, '\\$&')
  return `"${breakCommands(escaped, character => `${character}""`)}"`
}

/** The longest line in bytes, without its line break, that BuildKit's parser takes (bufio.Scanner's buffer of 64 KiB). */
const longestDockerfileLine = 65_535

/** False for a line that stops the build with "dockerfile line greater than max allowed size". Each physical line counts for itself. */
export function fitsDockerfile(line: string): boolean {
  // UTF-8 needs at most three bytes for a UTF-16 unit, so most lines need no counting.
  return line.length * 3 <= longestDockerfileLine || new TextEncoder().encode(line).length <= longestDockerfileLine
}
