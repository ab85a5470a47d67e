import { constants } from 'node:fs'
import { type FileSystem, fileSystem, ifThere } from './file-system.ts'

/** The bytes of a plain file, or what else was found in its place. */
export type Plain =
  | { readonly bytes: Buffer; readonly found?: undefined }
  | { readonly bytes?: undefined; readonly found: 'nothing' | 'folder' | 'link' | 'special file' | 'too large' }

/**
 * Reads a plain file of a limited size. Nothing is read before its kind and its size are known: a link is not followed, a pipe is not waited for, and a
 * file that another process exchanges or lengthens meanwhile counts as too large, or as not there.
 *
 * @param limit in bytes
 * @throws what the system says, but for a file that is not there
 */
export function readPlain(path: string, limit: number, fs: FileSystem = fileSystem): Plain {
  const before = ifThere(() => fs.lstatSync(path, { throwIfNoEntry: false }))
  if (!before) return { found: 'nothing' }
  if (before.isSymbolicLink()) return { found: 'link' }
  if (before.isDirectory()) return { found: 'folder' }
  if (!before.isFile()) return { found: 'special file' }
  if (before.size > limit) return { found: 'too large' }
  const fd = ifThere(() => fs.openSync(path, READ))
  if (fd === undefined) return { found: 'nothing' }
  try {
    const { ino, dev, size } = fs.fstatSync(fd)
    if (ino !== before.ino || dev !== before.dev) return { found: 'nothing' }
    return readAll(fd, Math.min(size, limit), fs)
  } finally {
    fs.closeSync(fd)
  }
}

/** Windows knows neither: there `lstat` alone tells, and a pipe has no name in a folder. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

function readAll(fd: number, size: number, fs: FileSystem): Plain {
  // One byte more than there should be: who gets it has another file than was looked at.
  const buffer = Buffer.allocUnsafe(size + 1)
  let length = 0
  while (length <= size) {
    const read = fs.readSync(fd, buffer, length, size + 1 - length, null)
    length += read
    // A file ends where fewer bytes come than were asked for; a network may say so in several answers.
    if (read === 0 || length === size) return { bytes: buffer.subarray(0, length) }
  }
  return { found: 'too large' }
}
