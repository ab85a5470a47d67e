import type { RequirementList } from '../model/plan.ts'
import { sha256 } from '../model/sha256.ts'
import type { Workspace } from '../model/workspace.ts'
import { requirementLines } from './requirements.ts'

/** What a resolved list in the lock file is kept under: the SHA-256 of an image's requirement lines in install order, its Python and the platforms. */
export function requirementsKey(
  lists: readonly Pick<RequirementList, 'text'>[],
  { python, project }: Pick<Workspace, 'python' | 'project'>,
): string {
  const platforms = project.bake.platforms.length ? project.bake.platforms : ['linux/amd64']
  return sha256(JSON.stringify([lists.flatMap(list => requirementLines(list.text)), python, platforms]))
}
