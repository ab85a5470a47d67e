import type { ManifestLayer } from '../../model/generated/manifest.ts'
import type { Builds } from './output-files.ts'

/** The layers of packages of an image, by the name of their stage; empty where installs follow each other. */
export function packageLayers({ manifest }: Builds, image: string): ReadonlyMap<string, ManifestLayer> {
  const layers = Object.hasOwn(manifest.images, image) ? (manifest.images[image]!.layers ?? []) : []
  return new Map(layers.map(layer => [layer.name, layer]))
}

/** What travels for packages, by the sizes of their wheels: an estimate, because a layer holds unpacked files, packed in another way. */
export interface Weight {
  readonly bytes: number
  /** Packages of unknown size: it is more than `bytes`. */
  readonly unknown: number
}

/** What these layers weigh; null where there is none. */
export function weightOf(layers: readonly Pick<ManifestLayer, 'packages'>[]): Weight | null {
  if (layers.length === 0) return null
  const sizes = layers.flatMap(({ packages }) => Object.values(packages).map(({ bytes }) => bytes))
  return {
    bytes: sizes.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0),
    unknown: sizes.filter(bytes => bytes === null).length,
  }
}

/** `about 2.7 MB`; `at least 2.7 MB` where sizes are missing. */
export function weightText({ bytes, unknown }: Weight): string {
  const megabytes = bytes / 1e6
  const text = megabytes >= 10 ? megabytes.toFixed(0) : megabytes.toFixed(1)
  if (unknown > 0) return bytes === 0 ? 'an unknown number of bytes' : `at least ${text} MB`
  return bytes < 50_000 ? 'less than 0.1 MB' : `about ${text} MB`
}
