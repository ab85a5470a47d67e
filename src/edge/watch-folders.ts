import { type FSWatcher, realpathSync, statSync, watch } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Folders whose events are reported. */
export interface FolderWatch {
  /** Watches these paths from now on: absolute, of folders, or of files that are there or may come. */
  follow(paths: readonly string[]): void
  close(): void
}

/** How often is looked where the system reports nothing. In milliseconds. */
const POLL = 1000

/**
 * Reports that something may have changed near some paths.
 *
 * Folders are watched, not files: an editor that saves by putting a new file in the place of the old one leaves nothing to watch of the old one, and a
 * thousand files are in a few folders. For what is not there yet, the nearest folder above it is watched.
 *
 * @param notice is called for each event, often several times for one change
 * @param cannot gets, once, the reason why the system reports nothing; then `notice` is called every second
 */
export function watchFolders(notice: () => void, cannot: (problem: string) => void): FolderWatch {
  const open = new Map<string, FSWatcher>()
  let timer: NodeJS.Timeout | undefined
  const poll = (error: unknown) => {
    if (timer) return
    timer = setInterval(notice, POLL)
    cannot(`the system says ${(error as NodeJS.ErrnoException).code ?? error}`)
  }
  const start = (folder: string): FSWatcher | undefined => {
    try {
      const watcher = watch(folder, notice)
      watcher.on('error', error => {
        // Windows says so of a folder that was deleted; the next `follow` opens what is there instead.
        if ((error as NodeJS.ErrnoException).code === 'EPERM') notice()
        else poll(error)
      })
      return watcher
    } catch (error) {
      poll(error)
      return undefined
    }
  }
  return {
    follow(paths) {
      const wanted = new Map(paths.flatMap(foldersNear).map(folder => [identity(folder), folder]))
      for (const [key, watcher] of open) {
        if (wanted.has(key)) continue
        watcher.close()
        open.delete(key)
      }
      for (const [key, folder] of wanted) {
        const watcher = open.has(key) ? undefined : start(folder)
        if (watcher) open.set(key, watcher)
      }
    },
    close() {
      clearInterval(timer)
      for (const watcher of open.values()) watcher.close()
      open.clear()
    },
  }
}

/** The folders in which a change of a path shows: where its name is, and where a link leads. */
function foldersNear(path: string): string[] {
  let folder = isFolder(path) ? path : dirname(path)
  while (!isFolder(folder) && dirname(folder) !== folder) folder = dirname(folder)
  try {
    const target = realpathSync.native(path)
    return target === resolve(path) ? [folder] : [folder, isFolder(target) ? target : dirname(target)]
  } catch {
    return [folder]
  }
}

const isFolder = (path: string): boolean => {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

/** A folder that was deleted and made again is another one. */
function identity(folder: string): string {
  try {
    const { dev, ino } = statSync(folder)
    return `${folder}\n${dev}:${ino}`
  } catch {
    return folder
  }
}
