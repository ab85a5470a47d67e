import { MAX_OUTPUT_VALUES } from '../basics/limits.ts'

/** The contents that dockcompile may have given to a file, by its path in the output folder: sha256 in hexadecimal. */
export type KnownFiles = Map<string, Set<string>>

export const MANIFEST = 'manifest.json'
export const BAKE_FILE = 'docker-bake.json'
export const JOURNAL = '.dockcompile-journal.json'

/**
 * What a manifest says about the files that were written with it.
 *
 * `conflict` is a manifest with git's conflict markers: the files of both sides are known. `damaged` was ours once and is not JSON any more.
 * A manifest comes with a checkout. It only says which contents of which files may be ours: a file is ours when its content has such a hash.
 */
export type OldManifest = { readonly kind: 'none' | 'foreign' | 'ours' | 'conflict' | 'damaged'; readonly known: KnownFiles }

export function readManifest(text: string | undefined): OldManifest {
  if (text === undefined) return { kind: 'none', known: new Map() }
  const manifest = parse(text)
  if (manifest !== undefined) {
    return manifest.generator === 'dockcompile'
      ? { kind: 'ours', known: fromFiles(manifest.files) }
      : { kind: 'foreign', known: new Map() }
  }
  if (!/"generator":\s*"dockcompile"/.test(text)) return { kind: 'foreign', known: new Map() }
  return { kind: hasConflict(text) ? 'conflict' : 'damaged', known: fromText(text) }
}

/** The folder of all outputs that a manifest of ours names; undefined where its output is the only one. */
export function outputsIn(text: string): unknown {
  const manifest = parse(text)
  return manifest?.generator === 'dockcompile' ? manifest.outputs : undefined
}

/** The journal of a run that did not finish. */
export function readJournal(text: string | undefined): KnownFiles {
  const read = text === undefined ? undefined : parse(text)
  const journal = read?.version === 1 ? read : undefined
  const known = fromFiles(journal?.old)
  for (const [path, hashes] of fromFiles(journal?.new)) for (const hash of hashes) add(known, path, hash)
  return known
}

/** The journal of a run about to write: for each file what may be there before and what will be there after it. */
export function journalText(before: KnownFiles, after: ReadonlyMap<string, string>): string {
  const old = Object.fromEntries([...before].map(([path, hashes]) => [path, [...hashes]]))
  return `${JSON.stringify({ version: 1, old, new: Object.fromEntries(after) }, null, 2)}\n`
}

export function add(known: KnownFiles, path: string, hash: string): void {
  const hashes = known.get(path)
  if (hashes) hashes.add(hash)
  else known.set(path, new Set([hash]))
}

/** Whether a text has git's conflict markers. */
export function hasConflict(text: string): boolean {
  let rest = text
  for (const marker of [/^<{7}(?: |\r?$)/m, /^={7}\r?$/m, /^>{7}(?: |\r?$)/m]) {
    const found = marker.exec(rest)
    if (!found) return false
    rest = rest.slice(found.index + found[0].length)
  }
  return true
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return undefined
  }
}

const HASH = /^(?:sha256:)?[0-9a-f]{64}$/

function fromFiles(files: unknown): KnownFiles {
  const known: KnownFiles = new Map()
  if (typeof files !== 'object' || files === null) return known
  for (const [path, value] of Object.entries(files)) {
    for (const hash of Array.isArray(value) ? value : [value]) {
      if (typeof hash === 'string' && HASH.test(hash) && isOurName(path)) add(known, path, hash.slice(-64))
    }
  }
  return known
}

/** The entries of `files`, out of a text that is not JSON. Other texts that look like one name no file of ours. */
function fromText(text: string): KnownFiles {
  const known: KnownFiles = new Map()
  for (const [, path, hash] of text.matchAll(/"([^"\\]+)":\s*"(?:sha256:)?([0-9a-f]{64})"/g))
    if (isOurName(path!)) add(known, path!, hash!)
  return known
}

/**
 * Whether a path in the output folder is one that dockcompile writes. Manifest and journal come with a checkout: no other file is ours, whatever they say
 * and whatever is in it.
 */
export const isOurName = (path: string): boolean => OURS.test(path)
const OURS =
  /^(?:docker-bake\.json|manifest\.json|images\/[A-Za-z0-9_-]{1,200}\/(?:(?:parent\.)?Dockerfile(?:\.dockerignore)?|requirements\/[a-z0-9_-]{1,100}\.txt|\.zenml_[a-z_]{1,100}_requirements|(?:files\/)?zenml_[a-z_]{1,100}\.py))$/

/** Whether a text would take long to parse, by a count of what makes the parser's values: keys, lists and mappings. */
export function hasManyValues(text: string, limit: number = MAX_OUTPUT_VALUES): boolean {
  if (text.length < limit) return false
  let count = 0
  for (const _ of text.matchAll(/"\s*:|[[{]/g)) if (++count > limit) return true
  return false
}
