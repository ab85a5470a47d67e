import type { Pattern } from './pattern.ts'

/** What Docker does with one file. */
export interface Verdict {
  readonly sent: boolean
  /** The pattern that decided, on the file or on a folder above it; undefined when none did (the file is sent). */
  readonly by: Pattern | undefined
  /** A pattern that Docker cannot use, found on the way to this file: the build fails. `by` is then undefined. */
  readonly refused?: Pattern
}

/**
 * Judges files of one context, each independently of the others, in time proportional to the number of patterns.
 *
 * Port of tonistiigi/fsutil filter.go `Walk` with moby/patternmatcher `MatchesUsingParentResults`. Docker walks the tree from the top. A folder
 * hands down which patterns matched it; but a pattern is only compared where it could change the state (an exception where the path is
 * excluded so far, any other where it is not), so what is handed down depends on the order. An excluded folder that no exception reaches is
 * not entered, unless some exception has a wildcard.
 *
 * @example const judge = ignoreWalk(patterns); judge('src/a.py').sent
 */
export function ignoreWalk(patterns: readonly Pattern[]): (path: string) => Verdict {
  const byDefault: Verdict = { sent: true, by: undefined }
  const verdicts = patterns.map((by): Verdict => ({ sent: by.exception, by }))
  const reached = exceptionPrefixes(patterns)
  const root: Folder = { matched: new Uint8Array(patterns.length), verdict: byDefault, closed: false }
  const folders = new Map<string, Folder>()

  /** The verdict on a path below a folder; writes which patterns matched into `matched`. */
  function judge(path: string, above: Folder, matched: Uint8Array | undefined): Verdict {
    let verdict = byDefault
    for (let i = 0; i < patterns.length; i++) {
      const pattern = patterns[i]!
      if (!above.matched[i]) {
        if (pattern.exception === verdict.sent) continue
        const match = pattern.matches(path)
        if (match === undefined) return { sent: false, by: undefined, refused: pattern }
        if (!match) continue
      }
      if (matched) matched[i] = 1
      verdict = verdicts[i]!
    }
    return verdict
  }

  function folder(path: string): Folder {
    const known = folders.get(path)
    if (known) return known
    const above = parent(path)
    let result = above
    if (!above.closed) {
      const matched = new Uint8Array(patterns.length)
      const verdict = judge(path, above, matched)
      const inside = `${path}/`
      result = {
        matched,
        verdict,
        closed: !!verdict.refused || (!verdict.sent && !!reached && !reached.some(p => p.startsWith(inside))),
      }
    }
    folders.set(path, result)
    return result
  }

  let last = { prefix: '', folder: root }
  function parent(path: string): Folder {
    const slash = path.lastIndexOf('/')
    if (slash < 0) return root
    // Files of one folder mostly come one after the other.
    if (slash + 1 !== last.prefix.length || !path.startsWith(last.prefix))
      last = { prefix: path.slice(0, slash + 1), folder: folder(path.slice(0, slash)) }
    return last.folder
  }

  return path => {
    const above = parent(path)
    return above.closed ? above.verdict : judge(path, above, undefined)
  }
}

interface Folder {
  /** Per pattern: it was compared with this folder, or one above, and matched. */
  readonly matched: Uint8Array
  readonly verdict: Verdict
  /** Docker does not look inside. */
  readonly closed: boolean
}

/** The texts of all exceptions, with a `/` at the end; undefined when one has a wildcard and may reach anywhere. */
export function exceptionPrefixes(patterns: readonly Pattern[]): string[] | undefined {
  const texts = patterns.filter(p => p.exception).map(p => p.text.replace(/\/\*\*$/, '').replace(/\/\*$/, ''))
  return texts.some(text => /[*[\]?^\\]/.test(text)) ? undefined : texts.map(text => `${text}/`)
}
