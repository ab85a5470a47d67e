import { basename, dirname, join } from 'node:path'
import { type FileSystem, fileSystem, ifThere, systemError } from './file-system.ts'

/** Writes a file whole or not at all, with the rights that it had: beside its place, then renamed. Gives the system's reason where it cannot. */
export function replaceFile(path: string, text: string, fs: FileSystem = fileSystem): string | undefined {
  const temporary = join(dirname(path), `.${basename(path)}.dockcompile-tmp`)
  try {
    const old = ifThere(() => fs.lstatSync(path))
    if (old?.isSymbolicLink()) return 'it is a link'
    ifThere(() => fs.unlinkSync(temporary))
    // `wx`: never through a link that somebody put there.
    fs.writeFileSync(temporary, text, { flag: 'wx', ...(old && { mode: old.mode & 0o777 }) })
    fs.renameSync(temporary, path)
    return undefined
  } catch (error) {
    const { code } = systemError(error)
    ifThere(() => fs.unlinkSync(temporary))
    return `the system says ${code}`
  }
}
