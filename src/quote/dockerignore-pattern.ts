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
  const pattern = path
    .replace(/[*?\\]/g, '\\$&')
    .replaceAll('[', '[[]')
    .replace(/^(?:[\s\x85!#])/, '[$&]')
    .replace(/[\s\x85]$/, '[$&]')
  // It has no escapes either: for a character that nobody sees stands a `?`, which matches that one and others.
  const shown = showUnseen(pattern, () => '?')
  return /[\\[\]]/.test(shown) ? shown.replace(/[\^|{]/g, '\\$&') : shown
}
