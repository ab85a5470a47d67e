import { toWellFormed } from '../quote/unwritable.ts'
import { filepathClean } from './filepath-clean.ts'
import { isWellFormedMatch } from './filepath-match.ts'
import { compilePattern, type Pattern } from './pattern.ts'
import { type Problem, problem } from './problem.ts'
import { trimSpace } from './trim-space.ts'

/**
 * Reads an ignore file as `docker build` does. Every bad line is reported, where Docker stops at the first.
 *
 * Port of moby/patternmatcher 0.6.1: ignorefile/ignorefile.go `ReadAll`, then patternmatcher.go `New`. Both trim and both clean, so that
 * `foo /`, `/ foo` and `/!foo` have meanings of their own. Then moby/buildkit session/filesync/filesync.go sends the patterns as gRPC headers:
 * percent-encoded when any of them is not ASCII, else as they are, and then a control character stops the build.
 */
export function parseDockerignore(text: string): { patterns: Pattern[] } | { problems: Problem[] } {
  const patterns: Pattern[] = []
  const problems: Problem[] = []
  const controls: Problem[] = []
  let ascii = true
  let begin = 0
  // Half of a surrogate pair is this character in a file; it must not match the other half of a pair in a path.
  const wellFormed = toWellFormed(text)
  for (const [index, written] of wellFormed.split('\n').entries()) {
    const line = index + 1
    const place = (from: number, length: number) => ({ line, column: from + 1, start: begin + from, end: begin + from + length })
    if (isTooLong(written)) problems.push(problem('long', `${written.slice(0, 40)}…`, place(0, written.length)))

    const raw = line === 1 ? written.replace(/^\ufeff/, '') : written
    const trimmed = raw.startsWith('#') ? '' : trimSpace(raw)
    if (trimmed) {
      const here = place(written.indexOf(trimmed), trimmed.length)
      const listed = readLine(trimmed)
      if (/[^\0-\x7f]/.test(listed)) ascii = false
      if (/[\0-\x1f\x7f]/.test(listed)) controls.push(problem('control', trimmed, here))

      const again = trimSpace(listed)
      const cleaned = again && filepathClean(again)
      const exception = cleaned.startsWith('!')
      const pattern = exception ? cleaned.slice(1) : cleaned
      if (exception && !pattern) problems.push(problem('lone', trimmed, here))
      else if (!isWellFormedMatch(pattern)) problems.push(problem('malformed', trimmed, here))
      else if (pattern) patterns.push({ text: pattern, exception, ...here, matches: compilePattern(pattern) })
    }
    begin += written.length + 1
  }
  if (ascii) problems.push(...controls)
  return problems.length ? { problems: problems.sort((a, b) => a.start - b.start) } : { patterns }
}

/** What `ReadAll` makes of a trimmed line: cleaned behind its `!`, without one leading slash. */
function readLine(trimmed: string): string {
  const exception = trimmed.startsWith('!')
  let pattern = exception ? trimSpace(trimmed.slice(1)) : trimmed
  if (pattern) pattern = filepathClean(pattern)
  if (pattern.length > 1 && pattern.startsWith('/')) pattern = pattern.slice(1)
  return exception ? `!${pattern}` : pattern
}

/** A line of more than 65,535 bytes stops Go's `bufio.Scanner`, comments included. */
function isTooLong(line: string): boolean {
  return line.length * 3 > 65_535 && new TextEncoder().encode(line).length > 65_535
}
