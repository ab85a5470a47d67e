import { MAX_OUTPUT_BYTES, MAX_OUTPUT_FILES, MAX_OUTPUT_VALUES, shown } from '../basics/limits.ts'
import { byCodePoint } from '../basics/order.ts'
import { sha256 } from '../basics/sha256.ts'
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import type { Artifact, Output, WithOthers } from '../model/artifact.ts'
import { folderOf, nameOf } from '../paths/path-parts.ts'
import { Anchor } from './anchor.ts'
import { type FileSystem, fileSystem, ifThere } from './file-system.ts'
import {
  add,
  BAKE_FILE,
  hasConflict,
  hasManyValues,
  JOURNAL,
  type KnownFiles,
  MANIFEST,
  type OldManifest,
  readJournal,
  readManifest,
} from './known-files.ts'
import { MOVE_FOLDER, outputPlace } from './output-place.ts'
import { type Plain, readPlain } from './read-plain.ts'
import { isLocked, LOCK, notALock } from './write-lock.ts'

/** How an output folder differs from what it should hold. Paths are relative to the project root. */
export interface OutputPlan {
  readonly output: Output
  /** The files that the folder should hold; in a narrowed run, manifest and bake file keep the parts of the other pipelines. */
  readonly files: readonly Artifact[]
  /** Files of others that stay, by their paths in the output folder. */
  readonly kept: ReadonlySet<string>
  /** In code-point order. */
  readonly changes: readonly Change[]
  readonly unchanged: readonly string[]
  /** Why nothing can be written. */
  readonly problems: readonly Diagnostic[]
  /** An earlier run did not finish, or another one is writing now. */
  readonly unfinished: { readonly journal: boolean; readonly lock: boolean }
  /** Every content of ours that the folder may hold, and every path that it had, by paths in the output folder. */
  readonly known: KnownFiles
  /** The paths among them that an unfinished run may have left drafts of. */
  readonly drafts: readonly string[]
}

export interface Change {
  readonly path: string
  /** What is there now; undefined: nothing, or no plain file. */
  readonly before: Uint8Array | undefined
  /** What will be there; undefined: nothing, the file is of an earlier run. */
  readonly after: string | undefined
}

/** An output folder's path without a slash at its end. */
export const folderOfOutput = ({ folder }: Output): string => folder.replace(/(?<=[^/]|^\/)(?<!\/\/)\/+$/, '')

/**
 * Compares an output with the disk and writes nothing. `force` gives up what was changed by hand in files that this run writes.
 *
 * @param held the output folder, where it is held already
 */
export function planOutput(root: string, output: Output, force: boolean, fs: FileSystem = fileSystem, held?: Anchor): OutputPlan {
  if (held) return new Comparison(output, force, held, fs).plan()
  const place = outputPlace(root, folderOfOutput(output), fs)
  if ('problem' in place) return nothingThere(output, [{ ...place.problem, at: output.at ?? null }])
  const anchor = Anchor.at(root, fs)
  try {
    const folder = anchor.hold(place.path)
    if (!folder) return nothingThere(output, tooLarge(output.folder, output.files))
    try {
      return new Comparison(output, force, folder, fs).plan()
    } finally {
      folder.close()
    }
  } finally {
    anchor.close()
  }
}

function nothingThere(output: Output, problems: readonly Diagnostic[]): OutputPlan {
  const { files } = output
  const changes = files.map(f => ({ path: f.path, before: undefined, after: f.text }))
  const unfinished = { journal: false, lock: false }
  return { output, files, kept: new Set(), changes, unchanged: [], problems, unfinished, known: new Map(), drafts: [] }
}

/** An output that the next run could not read again. */
function tooLarge(folder: string, files: readonly Artifact[]): Diagnostic[] {
  const help = 'split the project'
  if (files.length > MAX_OUTPUT_FILES) return [overLimit(folder, 'would have too many files', shown(MAX_OUTPUT_FILES), help)]
  return files.flatMap(({ path, text }) => {
    if (text.length > MAX_OUTPUT_BYTES / 4 && Buffer.byteLength(text) > MAX_OUTPUT_BYTES)
      return [overLimit(path, 'would be too large', SIZE, help)]
    return nameOf(path) === MANIFEST && hasManyValues(text)
      ? [overLimit(path, 'would hold too many values', shown(MAX_OUTPUT_VALUES), help)]
      : []
  })
}

const overLimit = (path: string, problem: string, limit: string, help: string) =>
  diagnostic('DC1018', null, { what: `\`${path}\` ${problem}`, limit }, { help })

const SIZE = `${shown(MAX_OUTPUT_BYTES / 1_000_000)} MB`
const NOT_OURS = 'dockcompile writes no such file: restore it from git, or delete it and compile again'
const EDITED = 'put the change into the inputs, or run `dockcompile --force` to overwrite it'
const STALE = 'nothing needs this file any more: delete it, or run `dockcompile --force` to leave it there as yours'

/** Why the output of pipelines that were not named cannot stay. */
function cannotKeep(manifest: string, problem: Extract<WithOthers, { problem: unknown }>['problem']): Diagnostic {
  if ('unreadable' in problem) {
    const params = { problem: `\`${manifest}\` or the bake file beside it is missing or damaged` }
    return diagnostic('DC6017', null, params, { help: 'compile all pipelines: run `dockcompile` without FILES' })
  }
  const { pipeline, image } = problem
  const params = { problem: `the image \`${image}\` changes, and the pipeline \`${pipeline}\` uses it as well` }
  const help = 'compile all pipelines: `dockcompile` without FILES also says what keeps the other one from being compiled'
  return diagnostic('DC6017', null, params, { help })
}

type Verdict = 'ours' | 'edited' | 'foreign'

/** One comparison of an output with its folder on the disk. */
class Comparison {
  readonly #output: Output
  readonly #files: readonly Artifact[]
  readonly #kept: ReadonlySet<string>
  readonly #force: boolean
  readonly #anchor: Anchor
  readonly #fs: FileSystem
  readonly #folder: string
  readonly #problems: Diagnostic[] = []
  readonly #changes: Change[] = []
  readonly #unchanged: string[] = []
  readonly #manifestAfter: string | undefined
  readonly #manifestBefore: string | undefined
  readonly #journal: string | undefined
  // Reading the old manifest is left out while all files are as they should be.
  #old: OldManifest | undefined
  #known: KnownFiles | undefined

  constructor(output: Output, force: boolean, anchor: Anchor, fs: FileSystem) {
    this.#output = output
    this.#force = force
    this.#anchor = anchor
    this.#fs = fs
    this.#folder = folderOfOutput(output)
    this.#manifestBefore = this.#bookkeeping(MANIFEST, this.#read(MANIFEST))
    const { files, kept } = this.#withOthers()
    this.#files = files
    this.#kept = kept
    this.#manifestAfter = files.find(f => f.path === this.#inProject(MANIFEST))?.text
    const journal = this.#read(JOURNAL)
    this.#journal = this.#bookkeeping(JOURNAL, journal)
    this.#inTheWay(JOURNAL, journal)
  }

  plan(): OutputPlan {
    const output = this.#output
    const lock = isLocked(this.#anchor.path, this.#fs)
    const journal = this.#journal !== undefined
    if (lock) this.#inTheWay(LOCK, { found: notALock(this.#anchor.path, this.#fs) ?? 'nothing' })
    this.#problems.push(...tooLarge(output.folder, this.#files))
    const result = (known: KnownFiles, drafts: readonly string[]): OutputPlan => ({
      output,
      files: this.#files,
      kept: this.#kept,
      changes: this.#changes.sort((a, b) => byCodePoint(a.path, b.path)),
      unchanged: this.#unchanged,
      problems: once(this.#problems),
      unfinished: { journal, lock },
      known,
      drafts,
    })
    // Nobody knows then which files are ours.
    if (this.#problems.some(({ code }) => code === 'DC1018' || code === 'DC6017')) return result(new Map(), [])
    for (const { path, text } of this.#files) this.#wanted(path, text)
    // The manifest is as it should be: it knows of no more files than were just looked at.
    const same = this.#manifestBefore !== undefined && this.#manifestBefore === this.#manifestAfter
    if (!same || journal) this.#stale()
    const known = this.#changes.length > 0 || journal ? this.#knownFiles() : new Map()
    return result(known, journal ? [MANIFEST, ...[...readJournal(this.#journal).keys()].filter(this.#mayBeThere())] : [])
  }

  /** The files to write, with the parts of other pipelines that stay. */
  #withOthers(): Exclude<WithOthers, { problem: unknown }> {
    const { files, withOthers } = this.#output
    const nothing = { files, kept: new Set<string>() }
    if (!withOthers || this.#problems.length > 0) return nothing
    const found = withOthers({ manifest: this.#manifestBefore, bake: this.#bookkeeping(BAKE_FILE, this.#read(BAKE_FILE)) })
    if (!('problem' in found)) return found
    this.#problems.push(cannotKeep(this.#inProject(MANIFEST), found.problem))
    return nothing
  }

  #inProject(name: string): string {
    return this.#folder === '.' ? name : `${this.#folder}/${name}`
  }

  #inFolder(path: string): string {
    return this.#folder === '.' ? path : path.slice(this.#folder.length + 1)
  }

  /** A file of the output; nothing, where its folder cannot be entered. */
  #read(name: string): Plain {
    const folder = this.#anchor.enter(folderOf(name))
    return folder.path === undefined
      ? { found: 'nothing' }
      : readPlain(`${folder.path}/${nameOf(name)}`, MAX_OUTPUT_BYTES, this.#fs)
  }

  /** The text of the manifest or the journal. One that is too much to be ours says nothing. */
  #bookkeeping(name: string, { bytes, found }: Plain): string | undefined {
    const path = this.#inProject(name)
    if (found === 'too large') this.#problems.push(overLimit(path, 'is too large', SIZE, NOT_OURS))
    const text = bytes?.toString('utf8')
    if (text === undefined || !hasManyValues(text)) return text
    this.#problems.push(overLimit(path, 'holds too many values', shown(MAX_OUTPUT_VALUES), NOT_OURS))
    return undefined
  }

  #inTheWay(name: string, { found }: Plain): void {
    if (found !== 'folder' && found !== 'link' && found !== 'special file') return
    const path = this.#inProject(name)
    this.#problems.push(diagnostic('DC6003', null, { path, found, wanted: 'file' }, { help: 'move it away' }))
  }

  #oldManifest(): OldManifest {
    this.#old ??= readManifest(this.#manifestBefore)
    return this.#old
  }

  #knownFiles(): KnownFiles {
    if (this.#known) return this.#known
    const known: KnownFiles = new Map()
    const isThere = this.#mayBeThere()
    for (const [path, hashes] of [...readJournal(this.#journal), ...this.#oldManifest().known])
      if (isThere(path)) for (const hash of hashes) add(known, path, hash)
    this.#known = known
    return known
  }

  /** Leaves out, by one look, the files of images that have no folder: a manifest may name a hundred thousand. */
  #mayBeThere(): (name: string) => boolean {
    const { path } = this.#anchor.enter('images')
    const folders = new Set(path === undefined ? [] : this.#fs.readdirSync(path).map(name => name.toLowerCase()))
    return name => !name.startsWith('images/') || folders.has(name.split('/', 2)[1]!.toLowerCase())
  }

  #wanted(path: string, text: string): void {
    const name = this.#inFolder(path)
    const folder = this.#anchor.enter(folderOf(name))
    if (folder.path === undefined) {
      if (folder.found !== 'nothing') {
        const params = { path: this.#inProject(folder.at), found: folder.found, wanted: 'folder' } as const
        this.#problems.push(diagnostic('DC6003', null, params, { help: MOVE_FOLDER }))
      }
      this.#changes.push({ path, before: undefined, after: text })
      return
    }
    const there = readPlain(`${folder.path}/${nameOf(name)}`, MAX_OUTPUT_BYTES, this.#fs)
    if (there.bytes?.equals(Buffer.from(text))) {
      this.#unchanged.push(path)
      return
    }
    this.#inTheWay(name, there)
    const verdict = this.#verdict(name, there, true)
    if (verdict === 'foreign')
      this.#problems.push(
        diagnostic('DC6002', null, { path }, { help: 'move or delete it, or choose another folder with `output`' }),
      )
    if (verdict === 'edited' && !this.#force) this.#problems.push(diagnostic('DC6001', null, { path }, { help: EDITED }))
    this.#changes.push({ path, before: there.bytes, after: text })
  }

  /** Files of earlier runs that nothing needs any more. Content that no hash proves to be ours stays, with `force` as well. */
  #stale(): void {
    const wanted = new Set([...this.#files.map(f => this.#inFolder(f.path)), ...this.#kept])
    const caseless = new Map([...wanted].map(name => [name.toLowerCase(), name]))
    if (this.#oldManifest().known.size > MAX_OUTPUT_FILES * 2) {
      this.#problems.push(overLimit(this.#inProject(MANIFEST), 'names too many files', shown(MAX_OUTPUT_FILES), NOT_OURS))
      return
    }
    const isManifestOurs = ['ours', 'conflict'].includes(this.#oldManifest().kind)
    for (const name of new Set([...this.#knownFiles().keys(), ...(isManifestOurs ? [MANIFEST] : [])])) {
      if (wanted.has(name)) continue
      const there = this.#read(name)
      const twin = caseless.get(name.toLowerCase())
      // A link or a folder at this place is somebody else's.
      if (!(there.bytes || there.found === 'too large') || (twin !== undefined && this.#isSame(name, twin))) continue
      const path = this.#inProject(name)
      if (this.#verdict(name, there, false) === 'ours') this.#changes.push({ path, before: there.bytes, after: undefined })
      else if (!this.#force) {
        this.#problems.push(diagnostic('DC6001', null, { path }, { help: STALE }))
        this.#changes.push({ path, before: there.bytes, after: undefined })
      }
    }
  }

  /** Whether two names are one file, on a disk that does not tell upper from lower case. */
  #isSame(a: string, b: string): boolean {
    const [one, other] = [a, b].map(name => {
      const folder = this.#anchor.enter(folderOf(name))
      return folder.path === undefined ? undefined : ifThere(() => this.#fs.lstatSync(`${folder.path}/${nameOf(name)}`))
    })
    return one !== undefined && one.ino === other?.ino && one.dev === other.dev
  }

  /** Whose a file is; undefined: there is none. */
  #verdict(name: string, { bytes, found }: Plain, wanted: boolean): Verdict | undefined {
    if (found !== undefined && found !== 'too large') return undefined
    const hashes = this.#knownFiles().get(name)
    if (!bytes) return hashes ? 'edited' : 'foreign'
    if (name === MANIFEST) return this.#ownManifest(bytes, wanted)
    return hashes ? own(bytes, hashes, wanted) : 'foreign'
  }

  #ownManifest(bytes: Buffer, wanted: boolean): Verdict {
    if (this.#knownFiles().get(MANIFEST)?.has(sha256(bytes))) return 'ours'
    const { kind } = this.#oldManifest()
    if (kind === 'foreign') return 'foreign'
    if (kind === 'conflict') return wanted ? 'ours' : 'edited'
    const after = this.#manifestAfter
    // No hash of its own tells an edit of the manifest; new line breaks and the like do.
    const relaid = kind === 'ours' && after !== undefined && relay(bytes.toString('utf8')) === relay(after)
    return kind === 'damaged' || (relaid && !sameLines(bytes, after)) ? 'edited' : 'ours'
  }
}

/** @param wanted whether this run writes the file, so that what a merge left in it can be written anew */
function own(bytes: Buffer, hashes: ReadonlySet<string>, wanted: boolean): Verdict {
  if (hashes.has(sha256(bytes))) return 'ours'
  const text = bytes.toString('utf8')
  // A checkout by git on Windows.
  if (text.includes('\r\n') && hashes.has(sha256(text.replaceAll('\r\n', '\n')))) return 'ours'
  return wanted && hasConflict(text) ? 'ours' : 'edited'
}

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
