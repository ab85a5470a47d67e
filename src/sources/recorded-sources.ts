import { byCodePoint } from '../basics/order.ts'
import type { Sources } from './sources.ts'

/** The glob for what lies in a folder: to list one is to ask for all of its names. */
export const namesIn = (folder: string): string => (folder === '.' ? '*' : `${folder.replace(/[*?[\]{}()!\\]/g, '\\$&')}/*`)

/** Sources that remember what was asked for, paths, globs, texts and files that are not UTF-8, and that ask the disk once per path. */
export function recordReads(sources: Sources): {
  readonly recorded: Sources
  readonly reads: () => string[]
  readonly globs: () => string[]
  readonly texts: ReadonlyMap<string, string | undefined>
  readonly damaged: ReadonlyMap<string, string>
} {
  const paths = new Set<string>()
  const patterns = new Set<string>()
  const statuses = new Map<string, ReturnType<Sources['status']>>()
  const texts = new Map<string, string | undefined>()
  const damaged = new Map<string, string>()
  const hashes = new Map<string, string | undefined>()
  const once = <T>(known: Map<string, T>, path: string, ask: (path: string) => T): T => {
    paths.add(path)
    const found = known.get(path)
    if (found !== undefined || known.has(path)) return found as T
    const answer = ask(path)
    known.set(path, answer)
    return answer
  }
  const recorded: Sources = {
    read: path => once(texts, path, p => sources.read(p)),
    sha256: path => once(hashes, path, p => sources.sha256?.(p)),
    damage: path => {
      const damage = sources.damage?.(path)
      if (damage) damaged.set(path, damage.text)
      return damage
    },
    status: path => once(statuses, path, p => sources.status(p)),
    list: path => {
      paths.add(path)
      patterns.add(namesIn(path))
      return sources.list(path)
    },
    glob: pattern => {
      patterns.add(pattern)
      const matches = sources.glob(pattern)
      for (const match of matches) paths.add(match)
      return matches
    },
  }
  return { recorded, reads: () => [...paths].sort(byCodePoint), globs: () => [...patterns].sort(byCodePoint), texts, damaged }
}
