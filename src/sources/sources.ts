import { sha256 } from '../basics/sha256.ts'
import type { Damage } from './damage.ts'

/**
 * What the compiler may read: the only way in for files. Backed by the disk in the command line, by a `Map` in tests and browsers.
 *
 * Paths are relative to the project root and use `/` (`../x` and absolute ones only where the user named them on the command line).
 */
export interface Sources {
  /** The file's text (UTF-8, byte order mark kept); undefined where `status` is not `file`. */
  read(path: string): string | undefined
  status(path: string): PathStatus
  /** Names in a folder in code-point order, folders ending in `/`; undefined where `status` is not `folder`. */
  list(path: string): readonly string[] | undefined
  /** The SHA-256 of the bytes of a file that is not a text, or larger than `read` takes; undefined where there is none. Absent: there are only texts. */
  sha256?(path: string): string | undefined
  /** What is wrong with a file whose status is `binary`, as far as it is known. Absent: there are only texts. */
  damage?(path: string): Damage | undefined
  /** Files that match a glob (fast-glob's syntax), in code-point order. */
  glob(pattern: string): readonly string[]
}

/** The SHA-256 of a file in hexadecimal, of a text with Unix line ends: git may have changed them. Undefined where nothing can be read. */
export function hashOf(sources: Sources, path: string): string | undefined {
  const text = sources.read(path)
  return text === undefined ? sources.sha256?.(path) : sha256(text.replaceAll('\r\n', '\n'))
}

/**
 * `missing`: nothing is there (or a link leads nowhere). `loop`: links that lead in a circle. `special`: a device, a pipe or a socket. `unreadable`: no permission. `binary`: not UTF-8; `utf-16`: text in that encoding.
 * `too-large`: above the limit of 10 MB. `outside`: above the project root, and not named by the user; `linked-outside`: a link that leads there.
 */
export type PathStatus =
  | 'file'
  | 'folder'
  | 'missing'
  | 'loop'
  | 'special'
  | 'unreadable'
  | 'binary'
  | 'utf-16'
  | 'too-large'
  | 'outside'
  | 'linked-outside'

/** What a status means for a file that is needed. */
export const STATUS_WORDS: Readonly<Record<PathStatus, string>> = {
  file: 'is a file',
  folder: 'is a folder',
  missing: 'does not exist',
  loop: 'is a link that leads in a circle',
  special: 'is not a regular file',
  unreadable: 'cannot be read: no permission',
  binary: 'is not UTF-8 text',
  'utf-16': 'is UTF-16 text, as PowerShell writes it, and not UTF-8',
  'too-large': 'is larger than 10 MB',
  outside: 'is outside the project root',
  'linked-outside': 'is a link that leads out of the project root',
}

/** What to do about a file with that status that is needed. */
export const STATUS_HELP = {
  folder: 'name a file in it',
  unreadable: 'give yourself the right to read it',
  binary: 'save it as UTF-8 text',
  'utf-16': 'save it as UTF-8 text',
  'too-large': 'files of this kind have at most 10 MB',
  special: 'name a regular file',
  loop: 'make the link point to the file itself',
  outside: 'move the project file up, to a folder that holds it, or name the file on the command line',
  'linked-outside': 'put a copy of the file in the place of the link',
} as const
