import { layersOf } from './layers-of.ts'
import type { OutputFiles } from './output-files.ts'
import { readBuilds } from './output-files.ts'
import { type Weight, weightOfLayers } from './package-layers.ts'

/** What an edit of a list makes travel. */
export interface SentAgain {
  /** The layer that installs it. */
  readonly layer: string
  /** Of its packages, and of those of every later install. */
  readonly weight: Weight
}

/**
 * What an edit of each list sends again where installs follow each other; empty where the lock file does not know.
 *
 * @example sentAgain(files, 'train') // [{ layer: 'stack requirements', weight: { bytes: 52000000, unknown: 0 } }, { layer: 'user requirements', … }]
 */
export function sentAgain(files: OutputFiles, image: string): SentAgain[] {
  const builds = readBuilds(files)
  const { layers } = (builds && layersOf(builds, image)) ?? {}
  if (!builds || !layers) return []
  return layers.flatMap((layer, i) => {
    const isInstall = layer.lists.some(list => layers.findIndex(({ lists }) => lists.includes(list)) === i)
    const weight = isInstall ? weightOfLayers(builds, image, layers, layers.slice(i)) : null
    return weight ? [{ layer: layer.name, weight }] : []
  })
}
