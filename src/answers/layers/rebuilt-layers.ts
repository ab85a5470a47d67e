import { byCodePoint } from '../../basics/order.ts'
import type { ImageLayers, Layer } from './layer.ts'
import { layersOf } from './layers-of.ts'
import { type Builds, type OutputFiles, readBuilds } from './output-files.ts'
import { type Weight, weightOfLayers } from './package-layers.ts'

/** What a new output makes BuildKit do for one image, where everything of the old output was built before. */
export interface Rebuild {
  readonly image: string
  /**
   * `new`: there was no image of this name; `removed`: there is none any more; `rebuilds`: at least one layer does; `configuration`: no layer does,
   * but labels, tags, late environment or the entrypoint changed; `same`: nothing to do, code aside.
   */
  readonly state: 'new' | 'removed' | 'rebuilds' | 'configuration' | 'same'
  /** Every layer of the new image, top down; null where its Dockerfile is not part of the output (a user's own), and of a removed image. */
  readonly layers: readonly Layer[] | null
  /** The first layer that is not in the cache; null where all are, or where the layers are not known. */
  readonly from: Layer | null
  /** Every layer that is not in the cache: all from `from` on, but for linked ones, which are based on nothing; empty where the layers are not known. */
  readonly rebuilt: readonly Layer[]
  /** What of the packages travels again; null where no layer with packages rebuilds, or the lock file does not know what they weigh. */
  readonly travels: Weight | null
  /** What makes that layer another one: `content`, `command`, `environment`, `parent image` …; empty for a new image. */
  readonly because: readonly string[]
}

/**
 * What changes of two outputs make BuildKit build again, from their files alone: manifest, bake file, Dockerfiles, ignore files.
 *
 * A layer is found in the cache when any image of the old output had one with the same key, so a new image that begins like an old one shares its
 * layers. The project's own files are not compared ("code aside"), the rules that choose among them are. Pure; without an old output that can be
 * read every image is `new`.
 *
 * @example rebuiltLayers({ read: path => old.get(path) }, { read: path => now.get(path) })
 *   // [{ image: 'train', state: 'rebuilds', from: { number: 5, name: 'user requirements', … }, because: ['content'], … }]
 */
export const rebuiltLayers = (old: OutputFiles, now: OutputFiles): Rebuild[] => rebuiltBetween(readBuilds(old), readBuilds(now))

/** The same of builds that were read; undefined: nothing that can be read. */
export function rebuiltBetween(before: Builds | undefined, after: Builds | undefined): Rebuild[] {
  const beforeImages = builtImages(before)
  const afterImages = builtImages(after)
  const known = new Map(before ? beforeImages.map(name => [name, layersOf(before, name)] as const) : [])
  const cached = new Set([...known.values()].flatMap(image => image?.layers.map(layer => layer.key) ?? []))
  const rebuilds = after ? afterImages.map(name => compare(name, before, after, known.get(name), cached)) : []
  const removed = beforeImages.filter(name => !afterImages.includes(name)).map(gone)
  return [...rebuilds, ...removed].sort((a, b) => byCodePoint(a.image, b.image))
}

/** Images that something is built for. */
function builtImages(builds: Builds | undefined): string[] {
  if (!builds) return []
  return Object.entries(builds.manifest.images)
    .filter(([, { kind }]) => kind !== 'use' && kind !== 'prebuilt')
    .map(([name]) => name)
}

const gone = (image: string): Rebuild => ({ image, state: 'removed', ...NOTHING_KNOWN })

function compare(
  image: string,
  before: Builds | undefined,
  after: Builds,
  old: ImageLayers | undefined,
  cached: ReadonlySet<string>,
): Rebuild {
  const now = layersOf(after, image)
  const existed = before !== undefined && Object.hasOwn(before.manifest.images, image)
  if (!now) {
    // Only its digest tells whether a user's own Dockerfile, or what bake adds to it, is another one.
    const same = existed && before.manifest.images[image]!.digest === after.manifest.images[image]!.digest
    return { image, state: !existed ? 'new' : same ? 'same' : 'rebuilds', ...NOTHING_KNOWN }
  }
  const { layers } = now
  const missing = layers.find(layer => !cached.has(layer.key))
  const changed = missing !== undefined || old?.configuration !== now.configuration
  const always = changed && after.targets[image]?.['no-cache'] ? layers[1] : undefined
  const from = always ?? missing ?? null
  const rebuilt = layers.filter(layer => (always ? layer !== layers[0] : !cached.has(layer.key)))
  const travels = weightOfLayers(after, image, layers, rebuilt)
  if (!existed) return { image, state: 'new', layers, from, rebuilt, travels, because: [] }
  const because = always ? ['no-cache'] : missing ? reasons(missing, old?.layers ?? []) : []
  return { image, state: from ? 'rebuilds' : changed ? 'configuration' : 'same', layers, from, rebuilt, travels, because }
}

const NOTHING_KNOWN = { layers: null, from: null, rebuilt: [], travels: null, because: [] } as const

/** The facts in which a layer differs from the old one at its place; a layer without one is new. */
function reasons(layer: Layer, old: readonly Layer[]): string[] {
  const other = old.find(({ number, name }) => (layer.linked ? name === layer.name : number === layer.number))
  if (!other || other.name !== layer.name) return ['new layer']
  const names = new Set([...Object.keys(other.facts), ...Object.keys(layer.facts)])
  return [...names].filter(name => JSON.stringify(other.facts[name]) !== JSON.stringify(layer.facts[name]))
}
