import { constants } from 'node:fs'
import { folderOf, nameOf } from '../paths/path-parts.ts'
import { type FileSystem, fileSystem, ifThere, systemError } from './file-system.ts'

/** A folder that was entered, or what is in the place of the first one that cannot be. */
export type Entered =
  | { readonly path: string; readonly found?: undefined }
  | { readonly path?: undefined; readonly found: 'nothing' | 'link' | 'file' | 'special file'; readonly at: string }

/**
 * A folder that stays the one that was looked at, whatever other processes put in its place. Files below it are reached from there, one name after the
 * other and never through a link.
 *
 * On Linux each folder is held open, and calls go through `/proc/self/fd/N/name`: a folder that is moved away or replaced by a link between a check and
 * an act takes the act with it. Elsewhere Node has no such way: each name is looked at right before the act, and a process that is faster than that is
 * followed. Junctions of Windows count as links.
 *
 * The path of an entered folder is good until the next one is entered. Close it in the end.
 */
export class Anchor {
  /** For system calls. */
  readonly path: string
  readonly #fs: FileSystem
  readonly #fd: number | undefined
  #chain: { readonly name: string; readonly fd: number }[] = []

  private constructor(path: string, fd: number | undefined, fs: FileSystem) {
    this.#fs = fs
    this.#fd = fd
    this.path = fd === undefined ? path : `${HELD}/${fd}`
  }

  /** Holds a folder that is there; links on the way to it are followed. */
  static at(path: string, fs: FileSystem = fileSystem): Anchor {
    if (!fs.holdsFolders) return new Anchor(path, undefined, fs)
    const fd = fs.openSync(path, constants.O_RDONLY | constants.O_DIRECTORY)
    return new Anchor(path, fd, fs)
  }

  /** Goes into a folder below, by its path with `/`; `.` is the folder itself. */
  enter(path: string): Entered {
    const names = path === '.' ? [] : path.split('/')
    return this.#fd === undefined ? this.#look(names) : this.#open(names)
  }

  /**
   * Goes into a folder below and makes what is missing on the way.
   *
   * @param made takes the paths of the new ones, outermost first
   * @throws where something else is in the place of a folder
   */
  make(path: string, made: string[]): string {
    for (;;) {
      const entered = this.enter(path)
      if (entered.path !== undefined) return entered.path
      const { found, at } = entered
      if (found !== 'nothing') throw inTheWay(at)
      const above = this.enter(folderOf(at))
      if (above.path === undefined) throw inTheWay(at)
      try {
        this.#fs.mkdirSync(`${above.path}/${nameOf(at)}`)
        made.push(at)
      } catch (error) {
        // Another run was faster.
        if (systemError(error).code !== 'EEXIST') throw Object.assign(error as Error, { path: at })
      }
    }
  }

  /** Holds a folder below on its own; undefined where it cannot be entered. */
  hold(path: string): Anchor | undefined {
    const entered = this.enter(path)
    // `/proc/self/fd/N` is a link to the folder that is held: followed, it is that one.
    return entered.path === undefined ? undefined : Anchor.at(entered.path, this.#fs)
  }

  /** Removes those of the folders below, given outermost first, that are empty. */
  removeEmpty(folders: readonly string[]): void {
    for (const folder of [...folders].reverse()) {
      try {
        const above = this.enter(folderOf(folder))
        if (above.path !== undefined) this.#fs.rmdirSync(`${above.path}/${nameOf(folder)}`)
      } catch (error) {
        // Not empty, not there, not ours: it stays.
        systemError(error)
      }
    }
  }

  close(): void {
    this.#leave(0)
    if (this.#fd !== undefined) this.#fs.closeSync(this.#fd)
  }

  #leave(depth: number): void {
    for (const { fd } of this.#chain.splice(depth).reverse()) this.#fs.closeSync(fd)
  }

  #open(names: readonly string[]): Entered {
    let depth = 0
    while (depth < this.#chain.length && this.#chain[depth]!.name === names[depth]) depth++
    this.#leave(depth)
    for (; depth < names.length; depth++) {
      const name = names[depth]!
      const path = `${this.#current}/${name}`
      try {
        this.#chain.push({ name, fd: this.#fs.openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW) })
      } catch (error) {
        const { code } = systemError(error)
        const at = names.slice(0, depth + 1).join('/')
        const found = code === 'ENOENT' ? 'nothing' : code === 'ENOTDIR' || code === 'ELOOP' ? this.#kind(path) : undefined
        if (found === undefined) throw Object.assign(error as Error, { path: at })
        return { found, at }
      }
    }
    return { path: this.#current }
  }

  get #current(): string {
    const last = this.#chain.at(-1)
    return last ? `${HELD}/${last.fd}` : this.path
  }

  #look(names: readonly string[]): Entered {
    let path = this.path
    for (const [i, name] of names.entries()) {
      path = `${path}/${name}`
      const found = this.#kind(path)
      if (found !== undefined) return { found, at: names.slice(0, i + 1).join('/') }
    }
    return { path }
  }

  /** What is at a path; undefined: a folder. */
  #kind(path: string): 'nothing' | 'link' | 'file' | 'special file' | undefined {
    const stats = ifThere(() => this.#fs.lstatSync(path, { throwIfNoEntry: false }))
    if (!stats) return 'nothing'
    if (stats.isDirectory()) return undefined
    return stats.isSymbolicLink() ? 'link' : stats.isFile() ? 'file' : 'special file'
  }
}

const HELD = '/proc/self/fd'

const inTheWay = (path: string) => Object.assign(new Error(), { code: 'ENOTDIR', syscall: 'open', path })
