import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** A file below a folder; a link is one of no bytes, and nobody looks behind it. */
export interface FoundFile {
  /** Relative to the folder, with `/`. */
  readonly path: string
  readonly bytes: number
}

/**
 * The files below a folder, as a builder's client finds them: links as links, no sockets, pipes and devices.
 *
 * @param enter whether to look into a folder below it
 * @param unreadable is told of folders that cannot be read
 */
export function walk(folder: string, enter: (path: string) => boolean, unreadable: (path: string) => void): FoundFile[] {
  const found: FoundFile[] = []
  const visit = (path: string): void => {
    for (const entry of entries(path)) {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`
      if (entry.isDirectory()) {
        if (enter(inner)) visit(inner)
      } else if (entry.isFile()) found.push({ path: inner, bytes: size(inner) })
      else if (entry.isSymbolicLink()) found.push({ path: inner, bytes: 0 })
    }
  }
  const entries = (path: string) => {
    try {
      return readdirSync(join(folder, path), { withFileTypes: true })
    } catch {
      unreadable(path)
      return []
    }
  }
  const size = (path: string): number => lstatSync(join(folder, path), { throwIfNoEntry: false })?.size ?? 0
  visit('')
  return found
}
