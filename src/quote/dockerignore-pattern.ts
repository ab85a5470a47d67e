import { showUnseen } from './unseen.ts'
import { isWellFormed } from './unwritable.ts'

/**
 * A `.dockerignore` pattern that matches exactly this path (and, for a folder, what is in it); put `!` before it for an exception. The path
 * is relative to the context, with `/`, without `.` and `..`. Undefined for control characters: the pattern travels in a gRPC header that
 * refuses them, and a line break ends the line.
 *
 * Grammar: moby/patternmatcher ignorefile.go (trims Unicode space at both ends, `#` and `!` in front) and patternmatcher.go `compile`.
 * It has no classes of its own: `[*]` becomes `[[^/]*]`, so `*` and `?` need a backslash. As soon as a pattern has a backslash or a bracket
 * it is a regular expression, in which `^`, `|` and `{` have a meaning. Classes are used for the rest, because on Windows `\` separates folders.
 */
export function dockerignorePattern(path: string): string | undefined {
  if (/[\0-\x1f\x7f]/.test(path) || !isWellFormed(path)) return undefined
  const escaped = path.replace(/[*?\\]/g, '\\$&').replaceAll('[', '[[]')
  // The grammar has no escapes: for a character that nobody sees stands a `?`, which matches that one and others.
  const pattern = showUnseen(escaped, () => '?')
    .replace(/^(?:[\s\x85!#])/, '[$&]')
    .replace(/[\s\x85]$/, '[$&]')
  return /[\\[\]]/.test(pattern) ? pattern.replace(/[\^|{]/g, '\\$&') : pattern
}
