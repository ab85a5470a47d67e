import { isUtf8 } from 'node:buffer'
import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { posix, resolve, sep } from 'node:path'
import { byCodePoint } from '../basics/order.ts'
import { type Damage, damageIn, isUtf16 } from '../sources/damage.ts'
import type { PathStatus, Sources } from '../sources/sources.ts'
import { fastGlob } from './fast-glob.ts'
import { hashOfFile } from './hash-of-file.ts'
import { readPlain } from './read-plain.ts'

const LIMIT = 10 * 1024 * 1024

/**
 * The files below a folder, for the compiler. Nothing above it can be read, not by `..` and not through links,
 * but for the paths in `allowed` (relative to it, or absolute) and what is below those.
 *
 * Each file is read once: a compilation sees one state of it.
 */
export function diskSources(root: string, allowed: readonly string[] = []): Sources {
  const realRoot = real(root)
  const open = allowed.map(path => posix.normalize(slashes(path)).replace(/(.)\/$/, '$1'))
  const realOpen = open.map(path => real(resolve(root, path)))
  const seen = new Map<string, { status: PathStatus; text?: string }>()

  function look(path: string): { status: PathStatus; text?: string } {
    const name = posix.normalize(slashes(path))
    const known = seen.get(name)
    if (known) return known
    const found = open.some(p => isWithin(name, p, '/')) || !isAbove(name) ? inspect(name) : { status: 'outside' as const }
    seen.set(name, found)
    return found
  }

  function inspect(name: string): { status: PathStatus; text?: string } {
    const path = resolve(root, name)
    try {
      const target = realpathSync.native(path)
      if (![realRoot, ...realOpen].some(folder => isWithin(target, folder, sep))) return { status: 'linked-outside' }
      const status = kind(statSync(target))
      if (status !== 'file') return { status }
      const { bytes, found } = readPlain(target, LIMIT)
      // Another process put something else there.
      if (!bytes) return { status: found === 'too large' ? 'too-large' : 'missing' }
      // First: ASCII text in UTF-16 is valid UTF-8 as well, with a zero byte beside each letter.
      if (isUtf16(bytes)) return { status: 'utf-16' }
      return isUtf8(bytes) ? { status, text: bytes.toString('utf8') } : { status: 'binary' }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      return { status: REFUSALS[code!] ?? 'missing' }
    }
  }

  const status = (path: string) => look(path).status

  return {
    status,
    read: path => look(path).text,
    sha256: path => (['binary', 'utf-16', 'too-large'].includes(status(path)) ? hashed(resolve(root, path)) : undefined),

    damage: path => (['binary', 'utf-16'].includes(status(path)) ? damageOf(resolve(root, path)) : undefined),
    list(path) {
      if (status(path) !== 'folder') return undefined
      try {
        return readdirSync(resolve(root, path))
          .map(name => (status(posix.join(slashes(path), name)) === 'folder' ? `${name}/` : name))
          .sort(byCodePoint)
      } catch {
        return undefined
      }
    },

    glob(pattern) {
      if (pattern === '' || pattern.includes('\0')) return []
      const plain = !/[*?[\]{}()!\\]/.test(pattern)
      // A plain name (or `train (1).yaml`, which is a glob for other files): whoever reads it says what is wrong with it.
      if (plain || status(pattern) === 'file')
        return ['missing', 'folder'].includes(status(pattern)) ? [] : [posix.normalize(pattern)]
      if (isAbove(posix.normalize(pattern)) && !open.some(p => isWithin(pattern, p, '/'))) return []
      return fastGlob()
        .sync(pattern, {
          cwd: root,
          dot: false,
          followSymbolicLinks: false,
          ignore: ['**/node_modules/**'],
          objectMode: true,
          // `onlyFiles` would leave out links to files, too.
          onlyFiles: false,
          suppressErrors: true,
        })
        .filter(e => e.dirent.isFile() || (e.dirent.isSymbolicLink() && !['missing', 'folder'].includes(status(e.path))))
        .map(e => posix.normalize(e.path))
        .sort(byCodePoint)
    },
  }
}

/** What an error of the system says about a path; every other one says that nothing is there. */
const REFUSALS: Readonly<Record<string, PathStatus>> = { EACCES: 'unreadable', EPERM: 'unreadable', ELOOP: 'loop' }

function kind(stats: Stats): PathStatus {
  if (stats.isDirectory()) return 'folder'
  if (!stats.isFile()) return 'special'
  return stats.size > LIMIT ? 'too-large' : 'file'
}

/** A relative path that leads upwards, or an absolute one. */
const isAbove = (path: string) => path === '..' || path.startsWith('../') || path.startsWith('/') || /^[A-Za-z]:/.test(path)

/** Whether a path is a folder or is in it. Both are free of `..`. */
export function isWithin(path: string, folder: string, separator: string = sep): boolean {
  return path === folder || path.startsWith(folder.endsWith(separator) ? folder : folder + separator)
}

/** A path as it is written in files: `\` is a separator on Windows only. */
export const slashes = (path: string): string => (sep === '\\' ? path.replaceAll('\\', '/') : path)

function damageOf(path: string): Damage | undefined {
  try {
    const { bytes } = readPlain(realpathSync.native(path), LIMIT)
    return bytes && damageIn(bytes)
  } catch {
    return undefined
  }
}

function hashed(path: string): string | undefined {
  try {
    return hashOfFile(path)
  } catch {
    return undefined
  }
}

function real(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return resolve(path)
  }
}
