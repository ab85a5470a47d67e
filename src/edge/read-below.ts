import { folderOf, nameOf } from '../paths/path-parts.ts'
import { Anchor } from './anchor.ts'
import { type FileSystem, fileSystem, systemError } from './file-system.ts'
import { type Plain, readPlain } from './read-plain.ts'

/**
 * Reads a plain file below a folder, by its path with `/`. That path may come from a manifest, so it neither leads upwards nor through a link.
 *
 * @param limit in bytes
 * @returns nothing as well where it cannot be read
 */
export function readBelow(folder: string, path: string, limit: number, fs: FileSystem = fileSystem): Plain {
  if (path.split('/').some(name => ['', '.', '..'].includes(name)) || /[\\\0:]/.test(path)) return { found: 'nothing' }
  let anchor: Anchor | undefined
  try {
    anchor = Anchor.at(folder, fs)
    const inner = anchor.enter(folderOf(path))
    return inner.path === undefined ? { found: 'nothing' } : readPlain(`${inner.path}/${nameOf(path)}`, limit, fs)
  } catch (error) {
    systemError(error)
    return { found: 'nothing' }
  } finally {
    anchor?.close()
  }
}
