import { dirname } from 'node:path'
import { type FileSystem, ifThere, systemError } from './file-system.ts'

/** Makes a folder and those above it, and notes the new ones, outermost first. */
export function makeFolder(path: string, made: string[], fs: FileSystem): void {
  if (ifThere(() => fs.statSync(path, { throwIfNoEntry: false }))) return
  makeFolder(dirname(path), made, fs)
  try {
    fs.mkdirSync(path)
    made.push(path)
  } catch (error) {
    // Another run was faster.
    if (systemError(error).code !== 'EEXIST') throw error
  }
}

/** Removes those of the folders, given outermost first, that are empty. */
export function removeEmpty(folders: readonly string[], fs: FileSystem): void {
  for (const folder of [...folders].reverse()) {
    try {
      fs.rmdirSync(folder)
    } catch (error) {
      // Not empty, not there, not ours: it stays.
      systemError(error)
    }
  }
}
