import { dirname, join } from 'node:path'
import { ownDraft, removeDraft, writeDraft } from './draft.ts'
import { type FileSystem, fileSystem, ifThere, systemError } from './file-system.ts'
import { makeFolder, removeEmpty } from './folders.ts'
import { systemProblem } from './system-problem.ts'

/** A file that is to be made; its path is relative to a folder, with `/`. */
export interface NewFile {
  readonly path: string
  readonly text: string
}

/** Which file cannot be made, and the reason. */
export interface NotCreated {
  readonly path: string
  readonly problem: string
}

/**
 * Makes files that are not there yet, and their folders: all of them, or none where one cannot be made. All are written beside their places first and then
 * renamed, in their order; so after a kill each is whole or not there. What is at such a place already stays.
 */
export function createFiles(folder: string, files: readonly NewFile[], fs: FileSystem = fileSystem): NotCreated | undefined {
  const made: string[] = []
  const placed: string[] = []
  let path = ''
  try {
    for (const file of files) {
      path = file.path
      const target = join(folder, path)
      if (ifThere(() => fs.lstatSync(target))) throw alreadyThere(target)
      makeFolder(dirname(target), made, fs)
      writeDraft(target, file.text, undefined, fs)
    }
    for (const file of files) {
      path = file.path
      fs.renameSync(ownDraft(join(folder, path)), join(folder, path))
      placed.push(join(folder, path))
    }
    return undefined
  } catch (error) {
    const { code } = systemError(error)
    for (const file of files) removeDraft(ownDraft(join(folder, file.path)), fs)
    for (const file of placed) removeDraft(file, fs)
    removeEmpty(made, fs)
    return { path, problem: systemProblem(code) }
  }
}

const alreadyThere = (path: string) => Object.assign(new Error(), { code: 'EEXIST', syscall: 'open', path })
