import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The root of the git checkout that a folder is in: the nearest one with a `.git`, a folder or (in worktrees) a file. Undefined outside. */
export function repositoryRoot(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder
  const above = dirname(folder)
  return above === folder ? undefined : repositoryRoot(above)
}
