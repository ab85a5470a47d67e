import {
  closeSync,
  existsSync,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'

/** What writing needs of `node:fs`; tests put a failing one in its place. Name by name: of the whole module a copy would be made at each start. */
export const fileSystem = {
  closeSync,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  /** Whether a folder can be held open, and files reached through it. In a sandbox there may be no /proc. */
  holdsFolders: process.platform === 'linux' && existsSync('/proc/self/fd'),
}

export type FileSystem = typeof fileSystem

/** A failed call of the operating system; anything else that was thrown is our bug and goes on. */
export function systemError(error: unknown): NodeJS.ErrnoException {
  // Not by `syscall`, which not every runtime gives. Codes of the runtime itself (`ERR_INVALID_ARG_TYPE`) have more than letters.
  if (error instanceof Error && 'code' in error && /^E[A-Z0-9]+$/.test(String(error.code))) return error as NodeJS.ErrnoException
  throw error
}

/** Whether something is at a path, a link to nowhere too. */
export function isThere(path: string, from: FileSystem = fileSystem): boolean {
  try {
    return from.lstatSync(path) !== undefined
  } catch (error) {
    systemError(error)
    return false
  }
}

/** Runs a call that may find nothing: undefined where no such file or folder is. */
export function ifThere<T>(call: () => T): T | undefined {
  try {
    return call()
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemError(error).code!)) return undefined
    throw error
  }
}
