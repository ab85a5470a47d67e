import type { Stats } from 'node:fs'
import { join, posix, resolve } from 'node:path'
import { OUTPUT_INSIDE } from '../3-resolve/output-folders.ts'
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import type { Output } from '../model/artifact.ts'
import { byCodePoint } from '../model/order.ts'
import { sha256 } from '../model/sha256.ts'
import { isWithin } from './disk.ts'
import { type FileSystem, fileSystem, ifThere } from './file-system.ts'
import {
  add,
  hasConflict,
  JOURNAL,
  type KnownFiles,
  MANIFEST,
  type OldManifest,
  readJournal,
  readManifest,
} from './known-files.ts'
import { isLocked, LOCK, notALock } from './lock.ts'

/** How an output folder differs from what it should hold. Paths are relative to the project root. */
export interface OutputPlan {
  readonly output: Output
  /** In code-point order. */
  readonly changes: readonly Change[]
  readonly unchanged: readonly string[]
  /** Why nothing can be written. */
  readonly problems: readonly Diagnostic[]
  /** An earlier run did not finish, or another one is writing now. */
  readonly unfinished: { readonly journal: boolean; readonly lock: boolean }
  /** Every content of ours that the folder may hold, and every path that it had, by paths in the output folder. */
  readonly known: KnownFiles
}

export interface Change {
  readonly path: string
  /** What is there now; undefined: nothing, or no plain file. */
  readonly before: Uint8Array | undefined
  /** What will be there; undefined: nothing, the file is of an earlier run. */
  readonly after: string | undefined
}

/** Compares an output with the disk and writes nothing. `force` gives up what was changed by hand in files that dockcompile wrote. */
export function planOutput(root: string, output: Output, force: boolean, fs: FileSystem = fileSystem): OutputPlan {
  const folder = output.folder.replace(/(?<=[^/]|^\/)(?<!\/\/)\/+$/, '')
  const folders = new Folders(root, fs)
  const blocked = isWithin(resolve(root, folder), resolve(root)) ? folders.look(folder).problem : leadsOutside(folder)
  if (blocked)
    return {
      output,
      changes: allNew(output),
      unchanged: [],
      problems: [{ ...blocked, at: output.at ?? null }],
      unfinished: { journal: false, lock: false },
      known: new Map(),
    }

  const inFolder = (name: string) => (folder === '.' ? name : `${folder}/${name}`)
  const text = (name: string) => ifThere(() => readPlain(join(root, inFolder(name)), fs)?.toString('utf8'))
  const manifestBefore = text(MANIFEST)
  const journalFile = folders.look(folder).exists ? inspect(root, inFolder(JOURNAL), fs) : NOTHING
  const journal = journalFile.bytes?.toString('utf8')
  const unfinished = { journal: journal !== undefined, lock: isLocked(join(root, folder), fs) }

  const manifestPath = inFolder(MANIFEST)
  const manifestAfter = output.files.find(f => f.path === manifestPath)?.text
  const changes: Change[] = []
  const unchanged: string[] = []
  const problems: Diagnostic[] = []
  const inTheWay = (path: string, found: 'folder' | 'link' | 'special file' | undefined) => {
    if (found) problems.push(diagnostic('DC6003', null, { path, found, wanted: 'file' }, { help: 'move it away' }))
  }
  inTheWay(inFolder(JOURNAL), journalFile.found)
  if (unfinished.lock) inTheWay(inFolder(LOCK), notALock(join(root, folder), fs))
  // Reading the old manifest is left out while all files are as they should be.
  let old: OldManifest | undefined
  let known: KnownFiles | undefined
  const oldManifest = () => (old ??= readManifest(manifestBefore))
  const knownFiles = () => {
    if (known) return known
    known = readJournal(journal)
    for (const [path, hashes] of oldManifest().known) for (const hash of hashes) add(known, path, hash)
    return known
  }

  /** Whether the file may be replaced or removed; reports it if not. */
  function isOurs(path: string, bytes: Buffer, wanted: boolean): boolean {
    const name = folder === '.' ? path : path.slice(folder.length + 1)
    const verdict = name === MANIFEST ? ownManifest(bytes) : own(bytes, knownFiles().get(name), oldManifest().kind === 'conflict')
    if (verdict === 'ours' || (verdict === 'edited' && force)) return true
    problems.push(
      verdict === 'edited'
        ? diagnostic('DC6001', null, { path }, { help: wanted ? EDITED : STALE })
        : diagnostic('DC6002', null, { path }, { help: 'move or delete it, or choose another folder with `output`' }),
    )
    return false
  }

  function ownManifest(bytes: Buffer): Verdict {
    if (knownFiles().get(MANIFEST)?.has(sha256(bytes))) return 'ours'
    const { kind } = oldManifest()
    if (kind === 'foreign') return 'foreign'
    // No hash of its own tells an edit of the manifest; new line breaks and the like do.
    const relaid = kind === 'ours' && manifestAfter !== undefined && relay(bytes.toString('utf8')) === relay(manifestAfter)
    return kind === 'damaged' || (relaid && !sameLines(bytes, manifestAfter)) ? 'edited' : 'ours'
  }

  for (const { path, text } of output.files) {
    const parent = folders.look(posix.dirname(path))
    const { bytes, found } = parent.exists ? inspect(root, path, fs) : NOTHING
    if (bytes?.equals(Buffer.from(text))) unchanged.push(path)
    else {
      if (parent.problem) problems.push(parent.problem)
      inTheWay(path, found)
      if (bytes) isOurs(path, bytes, true)
      changes.push({ path, before: bytes, after: text })
    }
  }

  // The manifest is as it should be: it knows of no more files than were just looked at.
  const same = manifestBefore !== undefined && manifestBefore === manifestAfter
  if (!same || unfinished.journal) {
    const wanted = new Set(output.files.map(f => f.path))
    const stale = new Set([
      ...knownFiles().keys(),
      ...(oldManifest().kind === 'ours' || oldManifest().kind === 'conflict' ? [MANIFEST] : []),
    ])
    for (const path of [...stale].map(inFolder)) {
      if (wanted.has(path)) continue
      const { bytes } = inspect(root, path, fs)
      // A link or a folder at this place is somebody else's.
      if (!bytes || folders.look(posix.dirname(path)).problem) continue
      isOurs(path, bytes, false)
      changes.push({ path, before: bytes, after: undefined })
    }
  }
  changes.sort((a, b) => byCodePoint(a.path, b.path))
  return {
    output,
    changes,
    unchanged,
    problems: once(problems),
    unfinished,
    known: changes.length > 0 || unfinished.journal ? knownFiles() : new Map(),
  }
}

const EDITED = 'put the change into the inputs, or run again with `--force` to overwrite it'
const STALE = 'nothing needs this file any more: delete it, or run again with `--force`'

type Verdict = 'ours' | 'edited' | 'foreign'

function own(bytes: Buffer, hashes: ReadonlySet<string> | undefined, merging: boolean): Verdict {
  if (!hashes) return 'foreign'
  if (hashes.has(sha256(bytes))) return 'ours'
  const text = bytes.toString('utf8')
  // A checkout by git on Windows.
  if (text.includes('\r\n') && hashes.has(sha256(text.replaceAll('\r\n', '\n')))) return 'ours'
  // Both sides of a merge wrote the file: git left markers, or joined the two to a third content.
  return hasConflict(text) || (merging && hashes.size > 1) ? 'ours' : 'edited'
}

/** What is at a path: a plain file's bytes, or what else is in the way. */
function inspect(root: string, path: string, fs: FileSystem): Found {
  const stats = ifThere(() => fs.lstatSync(`${root}/${path}`, { throwIfNoEntry: false }))
  if (!stats) return NOTHING
  if (stats.isSymbolicLink()) return { found: 'link' }
  if (stats.isDirectory()) return { found: 'folder' }
  if (!stats.isFile()) return { found: 'special file' }
  const bytes = ifThere(() => fs.readFileSync(`${root}/${path}`))
  return bytes ? { bytes } : NOTHING
}

interface Found {
  readonly bytes?: Buffer | undefined
  readonly found?: 'folder' | 'link' | 'special file' | undefined
}

const NOTHING: Found = {}

const readPlain = (path: string, fs: FileSystem) => (fs.statSync(path).isFile() ? fs.readFileSync(path) : undefined)

const leadsOutside = (folder: string) => diagnostic('DC6004', null, { path: folder }, { help: OUTPUT_INSIDE })

interface Folder {
  readonly exists: boolean
  /** Why it cannot take files, there or not yet. */
  readonly problem?: Diagnostic
}

/** The folders below the root, each looked at once: an output has as many as it has images. */
class Folders {
  readonly #root: string
  readonly #fs: FileSystem
  readonly #seen = new Map<string, Folder>()

  constructor(root: string, fs: FileSystem) {
    this.#root = resolve(root)
    this.#fs = fs
  }

  /** @param path relative to the root, with `/` */
  look(path: string): Folder {
    const known = this.#seen.get(path)
    if (known) return known
    const found = this.#inspect(path)
    this.#seen.set(path, found)
    return found
  }

  #inspect(path: string): Folder {
    const above = posix.dirname(path)
    const parent = above === path ? undefined : this.look(above)
    // What lies in a folder that is not there needs no look of its own.
    if (parent && !parent.exists) return parent
    const full = resolve(this.#root, path)
    const stats = ifThere(() => this.#fs.lstatSync(full, { throwIfNoEntry: false }))
    if (!stats) return { exists: false, ...(parent?.problem && { problem: parent.problem }) }
    const problem = parent?.problem ?? (stats.isSymbolicLink() ? this.#link(path, full) : notAFolder(path, stats))
    return { exists: true, ...(problem && { problem }) }
  }

  #link(path: string, full: string): Diagnostic | undefined {
    const stats = ifThere(() => this.#fs.statSync(full))
    if (!stats)
      return diagnostic('DC6003', null, { path, found: 'link', wanted: 'folder' }, { help: 'it leads nowhere: remove it' })
    const { native } = this.#fs.realpathSync
    return notAFolder(path, stats) ?? (isWithin(native(full), native(this.#root)) ? undefined : leadsOutside(path))
  }
}

function notAFolder(path: string, stats: Stats): Diagnostic | undefined {
  if (stats.isDirectory()) return undefined
  const help = 'move it away, or choose another folder with `output`'
  const found = stats.isFile() ? 'file' : 'special file'
  return diagnostic('DC6003', null, { path, found, wanted: 'folder' }, { help })
}

const allNew = (output: Output): Change[] => output.files.map(f => ({ path: f.path, before: undefined, after: f.text }))

const relay = (text: string) => {
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    return undefined
  }
}
const sameLines = (bytes: Buffer, text: string | undefined) => bytes.toString('utf8').replaceAll('\r\n', '\n') === text

function once(problems: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>()
  return problems.filter(({ message }) => !seen.has(message) && seen.add(message))
}
