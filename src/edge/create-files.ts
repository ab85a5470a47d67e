import { dirname, join } from 'node:path'
import { type FileSystem, fileSystem, ifThere, systemError } from './file-system.ts'
import { draftOf, removeDraft } from './replace-file.ts'
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
  let path = ''
  try {
    for (const file of files) {
      path = file.path
      const target = join(folder, path)
      if (ifThere(() => fs.lstatSync(target))) throw isThere(target)
      makeFolder(dirname(target), made, fs)
      removeDraft(draftOf(target), fs)
      // `wx`: never through a link that somebody put there.
      fs.writeFileSync(draftOf(target), file.text, { flag: 'wx' })
    }
    for (const file of files) {
      path = file.path
      fs.renameSync(draftOf(join(folder, path)), join(folder, path))
    }
    return undefined
  } catch (error) {
    const { code } = systemError(error)
    for (const file of files) removeDraft(draftOf(join(folder, file.path)), fs)
    for (const one of made.reverse()) removeEmpty(one, fs)
    return { path, problem: systemProblem(code) }
  }
}

const isThere = (path: string) => Object.assign(new Error(), { code: 'EEXIST', syscall: 'open', path })

/** Makes a folder and those above it, and notes the new ones, outermost first. */
function makeFolder(path: string, made: string[], fs: FileSystem): void {
  if (ifThere(() => fs.statSync(path))) return
  makeFolder(dirname(path), made, fs)
  fs.mkdirSync(path)
  made.push(path)
}

function removeEmpty(folder: string, fs: FileSystem): void {
  try {
    fs.rmdirSync(folder)
  } catch (error) {
    systemError(error)
  }
}
