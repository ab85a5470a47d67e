import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { byCodePoint } from '../basics/order.ts'
import { namesIn } from '../sources/recorded-sources.ts'
import type { Sources } from '../sources/sources.ts'

/** What a compilation saw of the disk, so that a later look can say what changed. */
export interface Seen {
  /** Sources that note what they are asked for. */
  around(sources: Sources): Sources
  /** Notes a file beside what the compiler reads; absolute or relative to the root. */
  note(path: string): void
  /** Every path that was noted, there or not. */
  paths(): string[]
  /** Every glob that was noted. */
  globs(): string[]
  /** The paths that are not as they were, and globs with other matches, in code-point order. */
  changes(now: Sources): string[]
}

/** Looks at each file before the compiler does: whatever changes after that is noticed. */
export function seeing(root: string): Seen {
  const marks = new Map<string, string>()
  const matches = new Map<string, string>()
  const note = (path: string) => void (marks.has(path) || marks.set(path, mark(resolve(root, path))))
  const found = (sources: Sources, pattern: string) => sources.glob(pattern).join('\n')
  return {
    note,
    paths: () => [...marks.keys()],
    globs: () => [...matches.keys()],
    around: sources => ({
      read(path) {
        note(path)
        return sources.read(path)
      },
      status(path) {
        note(path)
        return sources.status(path)
      },
      sha256(path) {
        note(path)
        return sources.sha256?.(path)
      },
      list(path) {
        const pattern = namesIn(path)
        if (!matches.has(pattern)) matches.set(pattern, found(sources, pattern))
        return sources.list(path)
      },
      glob(pattern) {
        const answer = sources.glob(pattern)
        matches.set(pattern, answer.join('\n'))
        return answer
      },
    }),
    changes(now) {
      const paths = [...marks].filter(([path, before]) => mark(resolve(root, path)) !== before).map(([path]) => path)
      const globs = [...matches].flatMap(([pattern, before]) => difference(before, found(now, pattern)))
      return [...new Set([...paths, ...globs])].sort(byCodePoint)
    },
  }
}

/** Equal for a file that nobody touched. Of a folder only that it is one: what is in it has marks of its own. */
function mark(path: string): string {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
    if (!stats) return 'missing'
    return stats.isFile() ? [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs, stats.mode].join(' ') : `${stats.mode}`
  } catch (error) {
    return `${(error as NodeJS.ErrnoException).code}`
  }
}

/** Lines that are in one of two texts only. */
function difference(before: string, after: string): string[] {
  if (before === after) return []
  const [a, b] = [new Set(before.split('\n')), new Set(after.split('\n'))]
  return [...a, ...b].filter(line => line !== '' && a.has(line) !== b.has(line))
}
