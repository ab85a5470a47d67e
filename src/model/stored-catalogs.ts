import { own } from '../basics/own.ts'
import type { Catalog, Catalogs, Flavor } from './catalog.ts'

/**
 * How the catalogs of all releases are stored: the newest in full, and for each older release only its differences from the next one.
 *
 * `older.json` is `{"0.97.0": {"remove": ["/flavors/…"], "set": {"/pythons": […]}}, …}`, newest first. A path is a JSON Pointer; to get 0.96.4, what
 * stands under 0.97.0 and then what stands under 0.96.4 is removed and set. `npm run catalog` writes both files.
 */
export interface StoredCatalogs {
  /** The text of catalog/newest.json. */
  newest(): string
  /** The text of catalog/older.json. */
  older(): string
}

/** What takes a catalog back to the release before it. */
export interface Step {
  readonly remove?: readonly string[]
  readonly set?: Readonly<Record<string, unknown>>
}

/** The catalogs of all releases, each put together when it is first asked for. */
export function storedCatalogs(stored: StoredCatalogs): Catalogs {
  const texts = { newest: once(stored.newest), older: once(stored.older) }
  const steps = once(() => Object.entries(JSON.parse(texts.older()) as Readonly<Record<string, Step>>))
  const versions = once(() => [versionOf(texts.newest()), ...releasesOf(texts.older())].reverse())
  const known = new Map<string, Catalog>()
  return {
    get versions() {
      return versions()
    },
    load(version) {
      const catalog = known.get(version) ?? draftOf(version).finished(version)
      known.set(version, catalog)
      return catalog
    },
  }

  function draftOf(version: string): Draft {
    const draft = new Draft(texts.newest())
    if (version === versionOf(texts.newest())) return draft
    const last = steps().findIndex(([release]) => release === version)
    if (last < 0) throw new Error(`there is no catalog of ZenML ${version}`)
    for (const [, step] of steps().slice(0, last + 1)) draft.goBack(step)
    return draft
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const versionOf = (text: string): string => /"zenml": "([^"]+)"/.exec(text)![1]!

/** Newest first. Most runs need the newest catalog and no more of this file than its releases, which begin the lines with one space. */
function releasesOf(text: string): string[] {
  const releases: string[] = []
  for (let at = text.indexOf('\n "'); at >= 0; at = text.indexOf('\n "', at + 1))
    releases.push(text.slice(at + 3, text.indexOf('"', at + 3)))
  return releases
}

type Json = Record<string, unknown>

/**
 * A catalog on its way back to an older release. Flavors are two thirds of it, and a stack has a few of them: each is a line of its own, and is parsed
 * and taken back when it is first asked for.
 */
class Draft {
  readonly #rest: Json
  readonly #flavors = new Map<string, StoredFlavor>()

  constructor(text: string) {
    const start = text.indexOf(FLAVORS) + FLAVORS.length
    const end = text.indexOf('\n }', start)
    for (const line of text.slice(start, end).split('\n')) {
      const cut = line.indexOf('": ')
      this.#flavors.set(line.slice(3, cut), { text: line.slice(cut + 3, line.endsWith(',') ? -1 : undefined), changes: [] })
    }
    this.#rest = JSON.parse(text.slice(0, start) + text.slice(end)) as Json
  }

  goBack({ remove = [], set = {} }: Step): void {
    for (const pointer of remove) this.#change(pointer, undefined)
    for (const pointer of Object.keys(set)) this.#change(pointer, set[pointer])
  }

  /** `value` is undefined for what is removed. */
  #change(pointer: string, value: unknown): void {
    if (!pointer.startsWith('/flavors/')) {
      assign(this.#rest, pointer, value)
      return
    }
    const end = pointer.indexOf('/', '/flavors/'.length)
    const name = pointer.slice('/flavors/'.length, end < 0 ? undefined : end)
    if (end >= 0) this.#flavors.get(name)!.changes.push([pointer.slice(end), value])
    else if (value === undefined) this.#flavors.delete(name)
    else this.#flavors.set(name, { whole: value, changes: [] })
  }

  finished(version: string): Catalog {
    const flavors: Record<string, Flavor> = {}
    for (const [name, stored] of this.#flavors) {
      let entry: Flavor | undefined
      const get = () => (entry ??= flavorOf(stored))
      Object.defineProperty(flavors, name, { get, enumerable: true })
    }
    return { ...this.#rest, zenml: version, flavors } as unknown as Catalog
  }
}

const FLAVORS = '\n "flavors": {\n'

/** A flavor as its line, or as the release has it that was the last with it; and what older ones have differently. */
type StoredFlavor = ({ readonly text: string } | { readonly whole: unknown }) & {
  readonly changes: [pointer: string, value: unknown][]
}

function flavorOf(stored: StoredFlavor): Flavor {
  const flavor = ('text' in stored ? JSON.parse(stored.text) : JSON.parse(JSON.stringify(stored.whole))) as Json
  for (const [pointer, value] of stored.changes) assign(flavor, pointer, value)
  return flavor as unknown as Flavor
}

/** Sets what a JSON Pointer names, or removes it. Names of ours hold neither `/` nor `~`, so that none is escaped. */
function assign(root: Json, pointer: string, value: unknown): void {
  const path = pointer.split('/').slice(1)
  const last = path.pop()!
  const parent = path.reduce((json, key) => own(json, key) as Json, root)
  if (value === undefined) delete parent[last]
  else parent[last] = value
}
