/** The contents that dockcompile may have given to a file, by its path in the output folder: sha256 in hexadecimal. */
export type KnownFiles = Map<string, Set<string>>

export const MANIFEST = 'manifest.json'
export const JOURNAL = '.dockcompile-journal.json'

/**
 * What a manifest says about the files that were written with it.
 *
 * `conflict` is a manifest with git's conflict markers: the files of both sides are known. `damaged` was ours once and is no JSON any more.
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

/** The journal of a run that did not finish. */
export function readJournal(text: string | undefined): KnownFiles {
  const journal = text === undefined ? undefined : parse(text)
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

function fromFiles(files: unknown): KnownFiles {
  const known: KnownFiles = new Map()
  if (typeof files !== 'object' || files === null) return known
  for (const [path, value] of Object.entries(files)) {
    for (const hash of Array.isArray(value) ? value : [value]) {
      if (typeof hash === 'string' && isInside(path)) add(known, path, hash.replace(/^sha256:/, ''))
    }
  }
  return known
}

/** The entries of `files`, out of a text that is no JSON. What else looks like one names no file of ours. */
function fromText(text: string): KnownFiles {
  const known: KnownFiles = new Map()
  for (const [, path, hash] of text.matchAll(/"([^"\\]+)":\s*"(?:sha256:)?([0-9a-f]{64})"/g))
    if (isInside(path!)) add(known, path!, hash!)
  return known
}

/** A manifest comes with a checkout: what it says must not make us remove a file elsewhere. */
const isInside = (path: string) => path !== '' && !/^[/\\]|\\|^[A-Za-z]:|(^|\/)\.\.?(\/|$)|\/\/|\0/.test(path)
