import { isWellFormed } from './unwritable.ts'

/**
 * A `COPY`/`ADD` source that stands for exactly this path of the context: glob characters lose their meaning. Undefined for control
 * characters: the path travels in a gRPC header that refuses them.
 *
 * Three programs read the source, with three grammars, and only a one-element class `[\*]` means the same in all of them:
 * - tonistiigi/fsutil copy/copy.go: without an unescaped `*`, `?` or `[` the path is taken literally, backslashes included;
 * - Go's `filepath.Match` for the wildcards;
 * - moby/patternmatcher, which chooses the files to send: no classes of its own (`[*]` becomes `[[^/]*]`), spaces trimmed at both ends,
 *   `!` in front is an exception, and any of these makes a regular expression of the pattern, in which `^`, `|` and `{` have a meaning.
 */
export function copyGlob(path: string): string | undefined {
  if (/[\0-\x1f\x7f]/.test(path) || !isWellFormed(path)) return undefined
  const glob = path
    .replace(/[*?[\\]/g, '[\\$&]')
    .replace(/^(?:[\s\x85]|!)/, '[$&]')
    .replace(/[\s\x85]$/, '[$&]')
  return glob === path ? glob : glob.replace(/[\^|{]/g, '[\\$&]')
}
