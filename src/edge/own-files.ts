import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import ignore, { type Ignore } from 'ignore'
import { byCodePoint } from '../basics/order.ts'
import { mayMatch } from './hidden-by-git.ts'
import { readPlain } from './read-plain.ts'

/** Which files of a project are looked for, and how far. */
export interface Search {
  /** Whether a file of this name is wanted. */
  readonly wanted: (name: string) => boolean
  /** A file above it is left out. In bytes. */
  readonly mostBytes: number
  /** As many wanted files are found at most, and as many folders are looked into. */
  readonly most: number
  /** Whether to look into a folder, by its name and what is in it. */
  readonly enter?: (folder: string, names: ReadonlySet<string>) => boolean
}

export interface OwnFiles {
  /** Relative to the root, in code-point order. */
  readonly files: readonly string[]
  /** The folders that were looked into; `.` is the root. */
  readonly folders: readonly string[]
  /** Whether a limit cut the search. */
  readonly cut: boolean
}

/** Folders that hold nothing of a project's own, whatever git thinks of them. */
const FOREIGN: ReadonlySet<string> = new Set(['node_modules', 'site-packages', '__pycache__'])

/**
 * The files of a project that its people wrote: none of hidden folders, virtual environments, installed packages and folders that git ignores. The
 * nearest to the root come first, so that a limit cuts what lies deepest. No link to a folder is followed.
 */
export function ownFiles(root: string, { wanted, mostBytes, most, enter }: Search): OwnFiles {
  const files: string[] = []
  const folders: string[] = []
  const hidden: HiddenFolders[] = []
  let level = ['']
  while (level.length > 0) {
    const next: string[] = []
    for (const folder of level) {
      if (folders.length >= most) return { files: files.sort(byCodePoint), folders, cut: true }
      const entries = entriesOf(join(root, folder))
      const names = new Set(entries.map(entry => entry.name))
      // A virtual environment says so itself.
      if (names.has('pyvenv.cfg') || (folder !== '' && enter?.(folder, names) === false)) continue
      folders.push(folder || '.')
      if (names.has('.gitignore')) hidden.push(hiddenFolders(root, folder))
      for (const entry of entries) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`
        if (entry.isDirectory()) {
          if (!entry.name.startsWith('.') && !FOREIGN.has(entry.name) && !hidden.some(hides => hides(path))) next.push(path)
        } else if (wanted(entry.name) && size(join(root, path)) <= mostBytes) {
          if (files.length >= most) return { files: files.sort(byCodePoint), folders, cut: true }
          files.push(path)
        }
      }
    }
    level = next
  }
  return { files: files.sort(byCodePoint), folders, cut: false }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => byCodePoint(a.name, b.name))
  } catch {
    return []
  }
}

/** Of a plain file, or of the one that a link leads to; above every limit for anything else. */
function size(path: string): number {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    return found?.isFile() ? found.size : Infinity
  } catch {
    return Infinity
  }
}

/** In bytes: nobody writes such a file by hand. */
const MOST_RULES = 1024 * 1024

/** Whether a folder, by its path from the root, is one that a `.gitignore` hides. */
type HiddenFolders = (path: string) => boolean

function hiddenFolders(root: string, folder: string): HiddenFolders {
  const lines = linesOf(join(root, folder, '.gitignore'))
  const start = folder === '' ? '' : `${folder}/`
  let rules: Ignore | undefined
  return path => {
    if (!path.startsWith(start)) return false
    const inner = path.slice(start.length)
    // Loading the package takes longer than most searches.
    if (!lines.some(line => mayMatch(line, inner))) return false
    rules ??= ignore().add(lines)
    return rules.ignores(`${inner}/`)
  }
}

function linesOf(path: string): string[] {
  try {
    return (readPlain(path, MOST_RULES).bytes?.toString() ?? '').split(/\r?\n/)
  } catch {
    return []
  }
}
