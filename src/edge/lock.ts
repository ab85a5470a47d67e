import { hostname } from 'node:os'
import { join } from 'node:path'
import { type FileSystem, fileSystem, ifThere, systemError } from './file-system.ts'

export const LOCK = '.dockcompile-lock'

/** Writing takes milliseconds: a lock of this age was left by a process that is gone, even if another one got its number. */
const OLD = 60_000

/**
 * Keeps other processes from writing to a folder. Waits for one that does; after `patience` milliseconds gives up and names it.
 * The lock of a process that was killed is taken over.
 */
export function lock(
  folder: string,
  fs: FileSystem = fileSystem,
  patience = 10_000,
): { unlock: () => void } | { holder: string } {
  const path = join(folder, LOCK)
  const end = Date.now() + patience
  for (;;) {
    if (take(path, fs)) {
      release(second(path), fs)
      return { unlock: () => release(path, fs) }
    }
    const holder = liveHolder(path, fs)
    if (holder === undefined) takeAway(path, fs)
    else if (Date.now() > end) return { holder }
    else sleep(20)
  }
}

/** Whether a lock lies in a folder, held or left behind. */
export function isLocked(folder: string, fs: FileSystem = fileSystem): boolean {
  const path = join(folder, LOCK)
  return [path, second(path)].some(p => ifThere(() => fs.lstatSync(p)) !== undefined)
}

/** What is in the place of the lock of a folder and cannot be one; undefined: nothing, or a lock. */
export function notALock(folder: string, fs: FileSystem = fileSystem): 'folder' | 'link' | 'special file' | undefined {
  const path = join(folder, LOCK)
  const stats = ifThere(() => fs.lstatSync(path))
  if (stats?.isSymbolicLink()) return HOLDER.test(fs.readlinkSync(path)) ? undefined : 'link'
  return !stats || stats.isFile() ? undefined : stats.isDirectory() ? 'folder' : 'special file'
}

const HOLDER = /^(\d+) (.*)$/

/** A link to nowhere, since that is made with its content in one step: there is no lock without a name in it. */
function take(path: string, fs: FileSystem): boolean {
  const holder = `${process.pid} ${hostname()}`
  try {
    fs.symlinkSync(holder, path)
    return true
  } catch (error) {
    const { code } = systemError(error)
    if (code === 'EEXIST') return false
    if (code !== 'EPERM' && code !== 'ENOSYS' && code !== 'ENOTSUP') throw error
  }
  // Windows and some network disks.
  try {
    fs.writeFileSync(path, holder, { flag: 'wx' })
    return true
  } catch (error) {
    if (systemError(error).code === 'EEXIST') return false
    throw error
  }
}

/** Who holds a lock, as far as it is known; undefined: nobody any more. */
function liveHolder(path: string, fs: FileSystem): string | undefined {
  const stats = ifThere(() => fs.lstatSync(path))
  const text = stats && ifThere(() => (stats.isSymbolicLink() ? fs.readlinkSync(path) : fs.readFileSync(path, 'utf8')))
  if (text === undefined || Date.now() - stats!.mtimeMs > OLD) return undefined
  const [, pid, host] = HOLDER.exec(text) ?? []
  if (host !== hostname()) return pid === undefined ? 'a process' : `process ${pid} on ${host}`
  // Ours, and we are not in there: a process before us had our number.
  return Number(pid) !== process.pid && isAlive(Number(pid)) ? `process ${pid}` : undefined
}

/** Removes a lock that nobody holds. Two processes may see that at once: only who has the second lock removes the first. */
function takeAway(path: string, fs: FileSystem): void {
  if (!take(second(path), fs)) {
    if (liveHolder(second(path), fs) === undefined) release(second(path), fs)
    else sleep(5)
    return
  }
  if (liveHolder(path, fs) === undefined) release(path, fs)
  release(second(path), fs)
}

/** A lock that cannot be removed is seen as left behind by the next run. */
function release(path: string, fs: FileSystem): void {
  try {
    fs.unlinkSync(path)
  } catch (error) {
    systemError(error)
  }
}

const second = (path: string) => `${path}-2`

/** Whether a process of this machine runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const sleep = (milliseconds: number) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
