import { layersOf } from './layers-of.ts'
import { type OutputFiles, readBuilds } from './output-files.ts'

/** Which other images of an output have the same layer of packages, by the name of its stage. */
export type SharedWith = (image: string, stage: string) => readonly string[]

/** Looks through an output once; an image shares a layer with another one where both copy the same from the same kind of stage. */
export function sharedWith(files: OutputFiles): SharedWith {
  const builds = readBuilds(files)
  const images = builds ? Object.entries(builds.manifest.images).flatMap(([name, { layers }]) => (layers ? [name] : [])) : []
  const linked = images.map(image => [image, layersOf(builds!, image)?.layers.filter(layer => layer.linked) ?? []] as const)
  const owners = new Map<string, string[]>()
  for (const [image, layers] of linked) for (const { key } of layers) owners.set(key, [...(owners.get(key) ?? []), image])
  const keys = new Map(linked.map(([image, layers]) => [image, new Map(layers.map(({ name, key }) => [name, key]))]))
  return (image, stage) => (owners.get(keys.get(image)?.get(stage) ?? '') ?? []).filter(other => other !== image)
}
