import { dirname } from 'node:path'
import { type FileSystem, ifThere, systemError } from './file-system.ts'

/**
 * Makes a folder and those above it, and notes the new ones, outermost first.
 *
 * @param there folders that are known to be there; what is found or made is added
 */
export function makeFolder(path: string, made: string[], fs: FileSystem, there = new Set<string>()): void {
  if (there.has(path)) return
  if (!ifThere(() => fs.statSync(path, { throwIfNoEntry: false }))) {
    makeFolder(dirname(path), made, fs, there)
    try {
      fs.mkdirSync(path)
      made.push(path)
    } catch (error) {
      // Another run was faster.
      if (systemError(error).code !== 'EEXIST') throw error
    }
  }
  there.add(path)
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
