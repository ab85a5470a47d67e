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

/** Newest first. Most runs need the newest catalog and no more of this file than its releases. */
const releasesOf = (text: string): string[] => [...text.matchAll(/^ "([^"]+)": \{/gm)].map(match => match[1]!)

type Json = Record<string, unknown>

/**
 * A catalog on its way back to an older release. Flavors are two thirds of it, and a stack has a few of them: each is a line of its own, and is parsed
 * and taken back when it is first asked for.
 */
class Draft {
  readonly #rest: Json
  readonly #flavors = new Map<string, { text: string; steps: Step[] }>()

  constructor(text: string) {
    const start = text.indexOf(FLAVORS) + FLAVORS.length
    const end = text.indexOf('\n }', start)
    for (const line of text.slice(start, end).split('\n')) {
      const cut = line.indexOf('": ')
      this.#flavors.set(line.slice(3, cut), { text: line.slice(cut + 3).replace(/,$/, ''), steps: [] })
    }
    this.#rest = JSON.parse(text.slice(0, start) + text.slice(end)) as Json
  }

  goBack(step: Step): void {
    for (const pointer of step.remove ?? []) this.#apply(pointer, undefined)
    for (const [pointer, value] of Object.entries(step.set ?? {})) this.#apply(pointer, value)
  }

  #apply(pointer: string, value: unknown): void {
    const [, section, name, ...inside] = pointer.split('/')
    if (section !== 'flavors' || name === undefined) assign(this.#rest, pointer, value)
    else if (inside.length > 0) {
      const below = `/${inside.join('/')}`
      this.#flavors.get(name)!.steps.push(value === undefined ? { remove: [below] } : { set: { [below]: value } })
    } else if (value === undefined) this.#flavors.delete(name)
    else this.#flavors.set(name, { text: JSON.stringify(value), steps: [] })
  }

  finished(version: string): Catalog {
    const flavors: Record<string, Flavor> = {}
    for (const [name, { text, steps }] of this.#flavors) {
      let entry: Flavor | undefined
      const get = () => (entry ??= flavorOf(text, steps))
      Object.defineProperty(flavors, name, { get, enumerable: true })
    }
    return { ...this.#rest, zenml: version, flavors } as unknown as Catalog
  }
}

const FLAVORS = '\n "flavors": {\n'

function flavorOf(text: string, steps: readonly Step[]): Flavor {
  const flavor = JSON.parse(text) as Json
  for (const { remove = [], set = {} } of steps) {
    for (const pointer of remove) assign(flavor, pointer, undefined)
    for (const [pointer, value] of Object.entries(set)) assign(flavor, pointer, value)
  }
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
