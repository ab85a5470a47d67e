import type { Pattern } from './pattern.ts'

/**
 * Whether a file that Docker selects arrives without its content. Docker judges a file twice: while walking (`ignoreWalk`), and again when it
 * opens it, then by all patterns on the file and on each folder above. A file refused then is sent empty, without a word.
 * `ab`, `!ab/f`, `a*` do that to `ab/f`: the last pattern was not compared with `ab`, which was excluded already.
 *
 * Port of tonistiigi/fsutil filter.go `Open`, send.go `sendFile` and moby/patternmatcher `MatchesOrParentMatches`.
 */
export function arrivesEmpty(patterns: readonly Pattern[], path: string): boolean {
  const folders: string[] = []
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) folders.push(path.slice(0, slash))
  let excluded = false
  for (const { exception, matches } of patterns) {
    if (exception !== excluded) continue
    const match = matches(path)
    // A pattern that Docker cannot use stops the opening, not the build.
    if (match === undefined) return true
    if (match || folders.some(folder => matches(folder))) excluded = !exception
  }
  return excluded
}
