import { lstatSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { byCodePoint } from '../basics/order.ts'
import type { FoundFile } from '../sources/found-file.ts'
import { slashes } from './disk.ts'

/** What folders hold, by absolute path: several walks over one tree read it once. */
export type KnownFolders = Map<string, Listed | undefined>

interface Listed {
  readonly folders: readonly string[]
  readonly files: readonly FoundFile[]
}

/**
 * The files below a folder, as a builder's client finds them: links as links, no sockets, pipes and devices.
 *
 * @param enter whether to look into a folder below it
 * @param unreadable is called for folders that cannot be read
 */
export function walk(
  root: string,
  known: KnownFolders,
  enter: (path: string) => boolean,
  unreadable: (path: string) => void,
): FoundFile[] {
  const found: FoundFile[] = []
  const visit = (path: string): void => {
    const folder = join(root, path)
    if (!known.has(folder)) known.set(folder, listed(folder))
    const here = known.get(folder)
    if (!here) {
      unreadable(path)
      return
    }
    const inner = (name: string) => (path === '' ? name : `${path}/${name}`)
    for (const file of here.files) found.push({ ...file, path: inner(file.path) })
    for (const name of here.folders) if (enter(inner(name))) visit(inner(name))
  }
  visit('')
  return found
}

function listed(folder: string): Listed | undefined {
  try {
    const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => byCodePoint(a.name, b.name))
    return {
      folders: entries.filter(e => e.isDirectory()).map(e => e.name),
      files: entries
        .filter(e => e.isFile() || e.isSymbolicLink())
        .map(e => (e.isFile() ? { path: e.name, bytes: size(join(folder, e.name)) } : linkAt(folder, e.name))),
    }
  } catch {
    return undefined
  }
}

const size = (path: string): number => lstatSync(path, { throwIfNoEntry: false })?.size ?? 0

function linkAt(folder: string, name: string): FoundFile {
  try {
    return { path: name, bytes: 0, link: slashes(readlinkSync(join(folder, name))) }
  } catch {
    // It is gone since the folder was read.
    return { path: name, bytes: 0 }
  }
}
