import { byCodePoint } from '../basics/order.ts'
import type { FileConflict } from './lock-file.ts'

/** What the wheels of a package write on one platform: by path, texts that are equal where the content is; several where several wheels fit. */
export type WrittenFiles = ReadonlyMap<string, ReadonlySet<string>>

/**
 * The files that several packages write with different content, together for the same packages.
 *
 * @param platforms for each platform what each package writes, by name
 */
export function fileConflicts(platforms: readonly ReadonlyMap<string, WrittenFiles>[]): FileConflict[] {
  const found = new Map<string, Set<string>>()
  for (const packages of platforms)
    for (const [path, writers] of writersByPath(packages)) {
      if (writers.length < 2 || new Set(writers.flatMap(name => [...packages.get(name)!.get(path)!])).size < 2) continue
      const key = [...writers].sort(byCodePoint).join(' ')
      found.set(key, (found.get(key) ?? new Set()).add(path))
    }
  return [...found]
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([key, paths]) => ({ packages: key.split(' '), file: [...paths].sort(byCodePoint)[0]!, count: paths.size }))
}

function writersByPath(packages: ReadonlyMap<string, WrittenFiles>): Map<string, string[]> {
  const writers = new Map<string, string[]>()
  for (const [name, files] of packages)
    for (const path of files.keys()) {
      const known = writers.get(path)
      if (known) known.push(name)
      else writers.set(path, [name])
    }
  return writers
}
