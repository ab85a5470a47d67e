import { basename, dirname, join } from 'node:path'
import { type FileSystem, fileSystem, ifThere, systemError } from './file-system.ts'

/** Writes a file whole or not at all: beside its place, then renamed. Gives the system's reason where it cannot. */
export function replaceFile(path: string, text: string, fs: FileSystem = fileSystem): string | undefined {
  const temporary = join(dirname(path), `.${basename(path)}.dockcompile-tmp`)
  try {
    if (ifThere(() => fs.lstatSync(path))?.isSymbolicLink()) return 'it is a link'
    ifThere(() => fs.unlinkSync(temporary))
    // `wx`: never through a link that somebody put there.
    fs.writeFileSync(temporary, text, { flag: 'wx' })
    fs.renameSync(temporary, path)
    return undefined
  } catch (error) {
    const { code } = systemError(error)
    ifThere(() => fs.unlinkSync(temporary))
    return `the system says ${code}`
  }
}
