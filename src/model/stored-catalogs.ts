import { own } from '../basics/own.ts'
import type { Catalog, Catalogs } from './catalog.ts'

/**
 * How the catalogs of all releases are stored: the newest in full, and for each older release only its differences from the next one.
 *
 * `older.json` is `{"0.97.0": {"remove": ["/flavors/…"], "set": {"/pythons": […]}}, …}`, newest first. A path is a JSON Pointer; to get 0.96.4, what
 * is under 0.97.0 and then what is under 0.96.4 is removed and set. `npm run catalog` writes both files.
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
  const versions = once(() => [versionOf(texts.newest()), ...releasesOf(texts.older())].reverse())
  const known = new Map<string, Catalog>()
  return {
    get versions() {
      return versions()
    },
    load(version) {
      const catalog = known.get(version) ?? catalogOf(version, texts)
      known.set(version, catalog)
      return catalog
    },
  }
}

function catalogOf(version: string, { newest, older }: StoredCatalogs): Catalog {
  const catalog = JSON.parse(newest()) as Json
  if (catalog.zenml === version) return catalog as unknown as Catalog
  const steps = Object.entries(JSON.parse(older()) as Readonly<Record<string, Step>>)
  const last = steps.findIndex(([release]) => release === version)
  if (last < 0) throw new Error(`there is no catalog of ZenML ${version}`)
  for (const [, { remove = [], set = {} }] of steps.slice(0, last + 1)) {
    for (const pointer of remove) assign(catalog, pointer, undefined)
    for (const [pointer, value] of Object.entries(set)) assign(catalog, pointer, value)
  }
  return { ...catalog, zenml: version } as unknown as Catalog
}

type Json = Record<string, unknown>

/** Sets what a JSON Pointer names, or removes it. Names of ours hold neither `/` nor `~`, so that none is escaped. */
function assign(root: Json, pointer: string, value: unknown): void {
  const path = pointer.split('/').slice(1)
  const last = path.pop()!
  const parent = path.reduce((json, key) => own(json, key) as Json, root)
  if (value === undefined) delete parent[last]
  else parent[last] = value
}

const versionOf = (text: string): string => /"zenml": "([^"]+)"/.exec(text)![1]!

/** Newest first. Most runs need the newest catalog and no more of this file than its releases, which begin the lines with one space. */
function releasesOf(text: string): string[] {
  const releases: string[] = []
  for (let at = text.indexOf('\n "'); at >= 0; at = text.indexOf('\n "', at + 1))
    releases.push(text.slice(at + 3, text.indexOf('"', at + 3)))
  return releases
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
