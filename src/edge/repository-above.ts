import { statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { slashes } from './disk.ts'

/**
 * The nearest folder above a project root that holds `.zen`, ZenML's mark of a repository: there ZenML's source root is.
 *
 * @param root the project root, absolute
 * @param top the last folder that is looked into; absent: that of the file system
 * @returns the way there, `..` or `../..`; undefined when there is none, or the root has one itself
 */
export function repositoryAbove(root: string, top?: string): string | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    if (isFolder(join(folder, '.zen'))) return folder === root ? undefined : slashes(relative(root, folder))
    if (folder === top || dirname(folder) === folder) return undefined
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  } catch {
    return false
  }
}
