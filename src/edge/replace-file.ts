import { basename, dirname, join } from 'node:path'
import { type FileSystem, fileSystem, ifThere, systemError } from './file-system.ts'
import { systemProblem } from './system-problem.ts'

/** Writes a file whole or not at all, with the rights that it had: beside its place, then renamed. Gives the reason where it cannot. */
export function replaceFile(path: string, text: string, fs: FileSystem = fileSystem): string | undefined {
  const temporary = draftOf(path)
  try {
    const old = ifThere(() => fs.lstatSync(path))
    // Renaming would put a plain file in the place of a link, a pipe or a device: of /dev/null, for one.
    if (old && !old.isFile()) return notPlain(old)
    ifThere(() => fs.unlinkSync(temporary))
    // `wx`: never through a link that somebody put there.
    fs.writeFileSync(temporary, text, { flag: 'wx', ...(old && { mode: old.mode & 0o777 }) })
    fs.renameSync(temporary, path)
    return undefined
  } catch (error) {
    const { code } = systemError(error)
    removeDraft(temporary, fs)
    return systemProblem(code)
  }
}

/** What else than a plain file is there, in words. */
export function notPlain(stats: { isDirectory(): boolean; isSymbolicLink(): boolean }): string {
  return stats.isDirectory() ? 'it is a folder' : stats.isSymbolicLink() ? 'it is a link' : 'it is no regular file'
}

/** Where a file is written before it is renamed: in the same folder, since that works within a file system only. */
export const draftOf = (path: string): string => join(dirname(path), `.${basename(path)}.dockcompile-tmp`)

/** Removes a draft, if it is there and can be removed: where nothing can be written, that may fail as well. */
export function removeDraft(path: string, fs: FileSystem): void {
  try {
    fs.unlinkSync(path)
  } catch (error) {
    systemError(error)
  }
}
