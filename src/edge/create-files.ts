import { folderOf, nameOf } from '../paths/path-parts.ts'
import { Anchor } from './anchor.ts'
import { ownDraft, removeDraft, writeDraft } from './draft.ts'
import { type FileSystem, fileSystem, ifThere, systemError } from './file-system.ts'
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
 * renamed, in their order; so after a kill each is whole or not there. What is at such a place already stays. No link below the folder is followed: a
 * checkout may bring `templates -> /elsewhere`.
 *
 * @param folder one that is there
 */
export function createFiles(folder: string, files: readonly NewFile[], fs: FileSystem = fileSystem): NotCreated | undefined {
  const made: string[] = []
  const started: string[] = []
  const placed: string[] = []
  let anchor: Anchor | undefined
  let path = ''
  try {
    path = files[0]?.path ?? ''
    anchor = Anchor.at(folder, fs)
    for (const file of files) {
      path = file.path
      const target = `${anchor.make(folderOf(path), made)}/${nameOf(path)}`
      if (ifThere(() => fs.lstatSync(target))) throw alreadyThere(target)
      started.push(path)
      writeDraft(target, file.text, undefined, fs)
    }
    for (const file of files) {
      path = file.path
      const target = `${anchor.make(folderOf(path), made)}/${nameOf(path)}`
      fs.renameSync(ownDraft(target), target)
      placed.push(path)
    }
    return undefined
  } catch (error) {
    const { code } = systemError(error)
    for (const file of started) removeBelow(anchor, file, ownDraft, fs)
    for (const file of placed) removeBelow(anchor, file, target => target, fs)
    anchor?.removeEmpty(made)
    return { path, problem: systemProblem(code) }
  } finally {
    anchor?.close()
  }
}

function removeBelow(anchor: Anchor | undefined, path: string, named: (target: string) => string, fs: FileSystem): void {
  const { path: parent } = anchor?.enter(folderOf(path)) ?? {}
  if (parent !== undefined) removeDraft(named(`${parent}/${nameOf(path)}`), fs)
}

const alreadyThere = (path: string) => Object.assign(new Error(), { code: 'EEXIST', syscall: 'open', path })
