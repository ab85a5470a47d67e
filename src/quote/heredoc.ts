import { breakCommands } from './ci-command.ts'
import { fitsDockerfile } from './dockerfile-value.ts'
import { unwritable } from './unwritable.ts'

/** The body of a heredoc, and the word that ends it. */
interface Heredoc {
  readonly lines: readonly string[]
  readonly end: string
}

/**
 * A text as the body of `COPY <<'EOF' /file`, which makes a file with these lines: nothing is expanded where the word is quoted, and none of the lines
 * equals the word. Undefined for a text that cannot be there as it is; builds and `show` print the lines, so a command for a CI system cannot.
 *
 * Grammar: moby/buildkit frontend/dockerfile/parser/parser.go, `Parse`: the lines up to the first that equals the word, without looking for
 * comments, escapes or continued lines.
 *
 * @example heredoc('boto3\nEOF') // { lines: ['boto3', 'EOF'], end: 'EOF2' }
 */
export function heredoc(text: string): Heredoc | undefined {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  if (!lines.every(isHeredocLine)) return undefined
  let end = 'EOF'
  for (let n = 2; lines.includes(end); n++) end = `EOF${n}`
  return { lines, end }
}

/** Whether a line can be in the body of a heredoc. */
function isHeredocLine(line: string): boolean {
  return unwritable(line) === undefined && fitsDockerfile(line) && breakCommands(line, () => '') === line
}
