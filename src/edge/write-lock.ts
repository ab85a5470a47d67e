import { hostname } from 'node:os'
import { join } from 'node:path'
import { type FileSystem, fileSystem, ifThere, systemError } from './file-system.ts'
import { readPlain } from './read-plain.ts'

export const LOCK = '.dockcompile-lock'

/** Writing takes milliseconds: a lock of this age was left by a process that is gone, even if another one got its number. */
const OLD = 60_000

/** The folder is locked, or somebody holds it, or what is in the lock's place was made by no run: its name. */
export type Locked = { readonly unlock: () => void } | { readonly holder: string } | { readonly foreign: string }

/**
 * Keeps other processes from writing to a folder. Waits for one that does; after `patience` milliseconds gives up and names it.
 * The lock of a process that was killed is taken over.
 *
 * A lock is a file that nobody may write to, which git never checks out: a file that comes with a checkout is never a lock, whatever it says.
 */
export function lock(folder: string, fs: FileSystem = fileSystem, patience = 10_000): Locked {
  const path = join(folder, LOCK)
  const end = Date.now() + patience
  const draft = Draft.write(folder, fs)
  try {
    for (;;) {
      if (draft.place(path)) {
        const rest = state(second(path), draft, fs)
        if (rest === 'left' || typeof rest === 'object') release(second(path), fs)
        return { unlock: () => release(path, fs) }
      }
      const found = state(path, draft, fs)
      if (found === 'left') {
        if (!takeAway(path, draft, fs)) return { foreign: `${LOCK}-2` }
      } else if (found === 'foreign') return { foreign: LOCK }
      else if (found !== 'nothing' && Date.now() > end) return found
      else sleep(found === 'nothing' ? 1 : 20)
    }
  } finally {
    draft.remove()
  }
}

/** Whether a lock is in a folder, held or left behind, or the draft of one whose process is gone. */
export function isLocked(folder: string, fs: FileSystem = fileSystem): boolean {
  const path = join(folder, LOCK)
  return (
    [path, second(path)].some(p => ifThere(() => fs.lstatSync(p, { throwIfNoEntry: false }))) || abandoned(folder, fs).length > 0
  )
}

/** What is in the place of the lock of a folder and can neither be one nor be taken for a copy of one; undefined: nothing, or such a file. */
export function notALock(folder: string, fs: FileSystem = fileSystem): 'folder' | 'link' | 'special file' | undefined {
  const path = join(folder, LOCK)
  const stats = ifThere(() => fs.lstatSync(path))
  if (stats?.isSymbolicLink()) return HOLDER.test(fs.readlinkSync(path)) ? undefined : 'link'
  return !stats || stats.isFile() ? undefined : stats.isDirectory() ? 'folder' : 'special file'
}

const HOLDER = /^(\d+) (.*)$/

/**
 * Where a lock is written before it gets its name, since a hard link is made with its content in one step: there is no lock without a holder in it.
 */
class Draft {
  readonly #path: string
  readonly #fs: FileSystem
  /** Whether the disk keeps rights; where it does not, every file of the form of a lock is one. */
  readonly keepsRights: boolean

  private constructor(path: string, keepsRights: boolean, fs: FileSystem) {
    this.#path = path
    this.#fs = fs
    this.keepsRights = keepsRights
  }

  static write(folder: string, fs: FileSystem): Draft {
    for (const path of abandoned(folder, fs)) release(path, fs)
    const path = join(folder, `${LOCK}.${process.pid}${HOST}`)
    try {
      writeHolder(path, fs)
      return new Draft(path, !isWritable(fs.lstatSync(path)), fs)
    } catch (error) {
      release(path, fs)
      throw error
    }
  }

  /** Makes it the lock; false where something is in its place. */
  place(path: string): boolean {
    try {
      if (hasNoLinks) writeHolder(path, this.#fs)
      else this.#fs.linkSync(this.#path, path)
      return true
    } catch (error) {
      const { code } = systemError(error)
      if (code === 'EEXIST') return false
      if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(code!)) throw error
    }
    // Some network disks.
    try {
      writeHolder(path, this.#fs)
      return true
    } catch (error) {
      if (systemError(error).code === 'EEXIST') return false
      throw error
    }
  }

  remove(): void {
    release(this.#path, this.#fs)
  }
}

const HOST = `.${hostname().replace(/[^\w.-]/g, '_')}`

/** Drafts of locks whose processes are gone; one with our own number is of a process before us. */
function abandoned(folder: string, fs: FileSystem): string[] {
  return fs.readdirSync(folder).flatMap(name => {
    if (!name.startsWith(`${LOCK}.`) || !name.endsWith(HOST)) return []
    const pid = name.slice(LOCK.length + 1, -HOST.length)
    return /^\d+$/.test(pid) && (Number(pid) === process.pid || !isAlive(Number(pid))) ? [join(folder, name)] : []
  })
}

/** Windows forgets that nobody may write to a file when one of its two names is removed. */
const hasNoLinks = process.platform === 'win32'

const writeHolder = (path: string, fs: FileSystem) =>
  fs.writeFileSync(path, `${process.pid} ${hostname()}`, { flag: 'wx', mode: 0o444 })

const isWritable = ({ mode }: { readonly mode: number }) => (mode & 0o200) !== 0

/** What is in the place of a lock: one that is held, one that was left behind, or something that no run made. */
function state(path: string, { keepsRights }: Draft, fs: FileSystem): 'nothing' | 'left' | 'foreign' | { holder: string } {
  const stats = ifThere(() => fs.lstatSync(path, { throwIfNoEntry: false }))
  if (!stats) return 'nothing'
  const text = stats.isSymbolicLink() ? ifThere(() => fs.readlinkSync(path)) : readPlain(path, 1000, fs).bytes?.toString('utf8')
  if (text === undefined) return ifThere(() => fs.lstatSync(path)) ? 'foreign' : 'nothing'
  const [, pid, host] = HOLDER.exec(text) ?? []
  const genuine = stats.isFile() && !(keepsRights && isWritable(stats))
  // Where a lock is not made in one step, its holder may not be in it yet.
  if (pid === undefined && !(genuine && text === '')) return 'foreign'
  if (Date.now() - stats.mtimeMs > OLD) return 'left'
  // Ours, and we are not in there: a process before us had our number.
  if (host === hostname() && (Number(pid) === process.pid || !isAlive(Number(pid)))) return 'left'
  if (!genuine) return 'foreign'
  return { holder: pid === undefined ? 'a process' : host === hostname() ? `process ${pid}` : `process ${pid} on ${host}` }
}

/**
 * Removes a lock that nobody holds. Two processes may see that at once: only who has the second lock removes the first. False where something else is
 * in the place of the second one.
 */
function takeAway(path: string, draft: Draft, fs: FileSystem): boolean {
  if (!draft.place(second(path))) {
    const found = state(second(path), draft, fs)
    if (found === 'foreign') return false
    if (found === 'left') release(second(path), fs)
    else sleep(5)
    return true
  }
  if (state(path, draft, fs) === 'left') release(path, fs)
  release(second(path), fs)
  return true
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
