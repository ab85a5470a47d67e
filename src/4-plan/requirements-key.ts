import { sha256 } from '../basics/sha256.ts'
import type { RequirementList } from '../model/plan.ts'
import { writtenLines } from '../requirements/logical-lines.ts'
import { resolvedPlatforms } from '../requirements/platforms.ts'

/**
 * What a resolved list in the lock file is kept under: the SHA-256 of an image's requirement lines in install order, its Python and its platforms
 * (none: that of most builders).
 */
export function requirementsKey(
  lists: readonly Pick<RequirementList, 'text' | 'constraints'>[],
  python: string,
  platforms: readonly string[],
): string {
  const lines = lists.flatMap(list => [
    ...writtenLines(list.text),
    ...writtenLines(list.constraints).map(line => `--constraint ${line}`),
  ])
  return sha256(JSON.stringify([lines, python, resolvedPlatforms(platforms)]))
}
