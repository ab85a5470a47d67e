import { ownDraft, removeDraft, writeDraft } from './draft.ts'
import { type FileSystem, fileSystem, ifThere, systemError } from './file-system.ts'
import { systemProblem } from './system-problem.ts'

/** Writes a file whole or not at all, with the rights that it had: beside its place, then renamed. Gives the reason where it cannot. */
export function replaceFile(path: string, text: string, fs: FileSystem = fileSystem): string | undefined {
  try {
    const old = ifThere(() => fs.lstatSync(path))
    // Renaming would put a plain file in the place of a link, a pipe or a device: of /dev/null, for one.
    if (old && !old.isFile()) return notPlain(old)
    writeDraft(path, text, old && old.mode & 0o777, fs)
    fs.renameSync(ownDraft(path), path)
    return undefined
  } catch (error) {
    const { code } = systemError(error)
    removeDraft(ownDraft(path), fs)
    return systemProblem(code)
  }
}

/** What else than a plain file is there, in words. */
export function notPlain(stats: { isDirectory(): boolean; isSymbolicLink(): boolean }): string {
  return stats.isDirectory() ? 'it is a folder' : stats.isSymbolicLink() ? 'it is a link' : 'it is not a regular file'
}
