import type { ManifestLayer } from '../../model/generated/manifest.ts'
import type { Layer } from './layer.ts'
import type { Builds } from './output-files.ts'

/** What travels for packages, by the sizes of their wheels: an estimate, because a layer holds unpacked files, packed in another way. */
export interface Weight {
  readonly bytes: number
  /** Packages of unknown size, or of which another layer may bring them: it may be more than `bytes`. */
  readonly unknown: number
}

type Packages = ManifestLayer['packages']

/** What some of an image's layers bring of packages, by the sizes that its manifest has; null where they bring none, or nobody knows. */
export function weightOfLayers(
  { manifest }: Builds,
  image: string,
  all: readonly Layer[],
  some: readonly Layer[],
): Weight | null {
  const { layers = [], sizes = [] } = Object.hasOwn(manifest.images, image) ? manifest.images[image]! : {}
  const names = new Set(some.map(({ name }) => name))
  const independent = layers.filter(({ name }) => names.has(name))
  // A list that a later install reads as well only limits its versions there.
  const brings = (list: string): boolean => some.includes(all.find(({ lists }) => lists.includes(list))!)
  const stacked = sizes.filter(({ lists }) => lists.some(brings))
  const isSure = ({ lists }: (typeof sizes)[number]) => lists.every(brings)
  return weightOf(
    [...independent, ...stacked.filter(isSure)],
    stacked.filter(size => !isSure(size)),
  )
}

/**
 * What packages weigh; null where there is none.
 *
 * @param maybe of which it is not known whether they count
 */
export function weightOf(
  sure: readonly { readonly packages: Packages }[],
  maybe: readonly { readonly packages: Packages }[] = [],
): Weight | null {
  if (sure.length + maybe.length === 0) return null
  const sizes = sure.flatMap(({ packages }) => Object.values(packages).map(({ bytes }) => bytes))
  return {
    bytes: sizes.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0),
    unknown: sizes.filter(bytes => bytes === null).length + maybe.flatMap(({ packages }) => Object.keys(packages)).length,
  }
}

/** `about 2.7 MB`; `at least 2.7 MB` where sizes are missing. */
export function weightText({ bytes, unknown }: Weight): string {
  const megabytes = bytes / 1e6
  const text = megabytes >= 10 ? megabytes.toFixed(0) : megabytes.toFixed(1)
  if (unknown > 0) return bytes === 0 ? 'an unknown number of bytes' : `at least ${text} MB`
  return bytes < 50_000 ? 'less than 0.1 MB' : `about ${text} MB`
}
