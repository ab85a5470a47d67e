import type { Lock } from '../model/workspace.ts'
import { logicalLines } from '../requirements/logical-lines.ts'
import { packageName } from '../requirements/package-name.ts'

/** Which resolved lists of a lock file name a package: one, several of them, or all. */
export type InLists = 'one' | 'some' | 'all'

/** How many lists name each package. */
const COUNTS = new WeakMap<Lock, ReadonlyMap<string, number>>()

/**
 * Which lists of a lock file name a package, in whatever version: an edit of a pin moves nothing in the images of other lists.
 *
 * @example inLists(lock)('numpy') // 'all'
 */
export function inLists(lock: Lock): (name: string) => InLists {
  const counts = COUNTS.get(lock) ?? counted(lock)
  COUNTS.set(lock, counts)
  return name => {
    const count = counts.get(name) ?? 0
    return count <= 1 ? 'one' : count === lock.requirements.size ? 'all' : 'some'
  }
}

function counted({ requirements }: Lock): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of requirements.values()) {
    const names = new Set(logicalLines(text).flatMap(line => packageName(line.text) ?? []))
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}
