import { groupBy } from '../../basics/group-by.ts'
import type { ImagePlan, ListedRequirement, RequirementGroup } from '../../model/plan.ts'
import { weightOf, weightText } from '../layers/package-layers.ts'
import type { Graph, GraphEdge, GraphNode } from './graph.ts'
import { nameList } from './name-list.ts'
import type { Ids, NumberedImage, Stack } from './numbered-image.ts'

/** Images, the layers that they share, and what these are based on: a tree whose root is the parent. */
export function layersGraph(images: readonly NumberedImage[], ids: Ids): Graph {
  const nodes: GraphNode[] = []
  const edges: GraphEdge[] = []
  const parents = new Map<string, string>()
  const byImages = linkedLayers(images.filter(isLayered))
  const together = byImages.filter(({ images }) => images.length > 1)
  const linked = new Map(
    byImages.filter(({ images }) => images.length === 1).map(({ images, layers }) => [images[0]!.id, layers]),
  )
  /** Images whose arrow to the parent would say nothing that the arrow of their shared layers does not. */
  const carried = new Set(together.flatMap(({ images }) => images.map(({ id }) => id)))
  const stands = (from: string, to: string) => edges.push({ from, to, label: null })

  function parentOf({ parent }: ImagePlan): string {
    const [name, digest] = parent.kind === 'image' ? [parent.image, parent.digest] : [parent.dockerfile, null]
    const key = JSON.stringify([parent.kind, name, digest])
    const known = parents.get(key)
    if (known !== undefined) return known
    const id = ids.next('parent')
    parents.set(key, id)
    nodes.push({ kind: 'parent', id, name, digest })
    // What the user's Dockerfile is based on, where it says so.
    if (parent.kind === 'dockerfile' && parent.base !== null)
      stands(id, parentOf({ parent: { kind: 'image', image: parent.base, digest: null } } as ImagePlan))
    return id
  }

  /** Puts images that have the first `told` layers in common, which the node `base` stands for. */
  function put(members: readonly Member[], told: number, base: string): void {
    const common = commonLength(members)
    const shared = members[0]!.layers.slice(told, common)
    let [from, on] = [told, base]
    if (members.length > 1 && shared.some(worthTelling)) {
      on = ids.next('layers')
      from = common
      nodes.push({
        kind: 'layers',
        id: on,
        layers: shared.filter(worthTelling).map(layer => described(layer.name, members[0]!.image)),
        images: members.length,
      })
      stands(on, base)
    }
    for (const group of groupBy(members, member => member.layers[common]?.key ?? member.id)) {
      if (group.length > 1) put(group, from, on)
      else leaf(group[0]!, from, on)
    }
  }

  function leaf({ image, id, layers }: Member, from: number, on: string): void {
    const own = layers.slice(from).filter(worthTelling)
    const lines = [...linkedLines(linked.get(id) ?? [], image), ...own.map(layer => described(layer.name, image))]
    nodes.push({ kind: 'image', id, names: [image.id], own: lines })
    if (!carried.has(id) || on !== parentOf(image)) stands(id, on)
  }

  function alone({ image, id }: NumberedImage): void {
    nodes.push({ kind: 'image', id, names: [image.id], own: [KINDS[image.kind]] })
    if (image.kind !== 'prebuilt') stands(id, parentOf(image))
  }

  // The first layer is the parent itself, on its platforms.
  for (const group of groupBy(images, one => (isLayered(one) ? one.layers[0]!.key : one.id))) {
    const members = group.filter(isLayered).map(memberOf)
    if (members.length > 0) put(members, 1, parentOf(members[0]!.image))
    else group.forEach(alone)
  }
  for (const { images: sharing, layers } of together) {
    const id = ids.next('layers')
    nodes.push({ kind: 'layers', id, layers: linkedLines(layers, sharing[0]!.image), images: sharing.length })
    for (const image of sharing) stands(image.id, id)
    stands(id, parentOf(sharing[0]!.image))
  }
  return { nodes, edges }
}

/** Layers that are based on nothing, by the images that have them: each is there once, whatever else these images hold. */
function linkedLayers(images: readonly Layered[]): { readonly images: readonly Layered[]; readonly layers: Stack }[] {
  const layers = images.flatMap(image => image.layers.filter(({ linked }) => linked).map(layer => ({ image, layer })))
  const shared = groupBy(layers, ({ layer }) => layer.key)
  return groupBy(shared, group => group.map(({ image }) => image.id).join(' ')).map(group => ({
    images: group[0]!.map(({ image }) => image),
    layers: group.map(([first]) => first!.layer),
  }))
}

/** An image with those of its layers of which each is based on the one above. */
interface Member extends NumberedImage {
  readonly layers: Stack
}

const memberOf = (one: Layered): Member => ({ ...one, layers: one.layers.filter(({ linked }) => !linked) })

type Layered = NumberedImage & { readonly layers: Stack }

const isLayered = (one: NumberedImage): one is Layered =>
  one.image.kind === 'build' && one.layers !== undefined && one.layers.length > 0

const KINDS: Readonly<Record<ImagePlan['kind'], string>> = {
  build: 'a recipe on top of the parent',
  dockerfile: 'built from the Dockerfile alone',
  retag: 'the parent under another name',
  use: 'the parent as it is',
  prebuilt: 'built before',
}

/** Layers that cost nothing: where images have no more than these in common, they share nothing worth a node. */
const TRIVIAL = new Set(['parent image', 'working directory', 'user', 'permissions', 'removed packages'])

const worthTelling = ({ name }: Stack[number]): boolean => !TRIVIAL.has(name)

/** Layers that are based on nothing. Those of packages are one line: how many, what they weigh, and which packages. */
function linkedLines(layers: Stack, { installs }: ImagePlan): string[] {
  const names = new Set(layers.map(({ name }) => name))
  const stages = installs.flatMap(({ stage }) => (stage && names.has(stage.name) ? stage : []))
  const others = layers.filter(({ name }) => !stages.some(stage => stage.name === name)).map(({ name }) => name)
  if (stages.length === 0) return others
  const packages = stages.flatMap(stage => stage.packages)
  const count = stages.length === 1 ? '1 layer' : `${stages.length} layers`
  const weight = weightOf([{ packages: Object.fromEntries(packages.map(({ name, ...rest }) => [name, rest])) }])!
  return [`${count} of packages, ${weightText(weight)}: ${nameList(packages.map(({ name }) => name)).join(', ')}`, ...others]
}

/** A layer with what it brings: `system packages: git, libgomp1`. */
function described(name: string, image: ImagePlan): string {
  const group = /^(\w+) requirements$/.exec(name)?.[1] as RequirementGroup | undefined
  const things =
    name === 'system packages'
      ? [...new Set(image.apt.map(({ name }) => name))]
      : (image.requirements.find(list => list.group === group)?.lines ?? []).flatMap(packageOf)
  if (things.length === 0) return name
  return `${name}: ${things.length > 4 ? `${things.length} packages` : nameList(things).join(', ')}`
}

/** The package of a requirement line, with its version; an address may hold a credential and is left out. */
function packageOf({ text, read, package: name }: ListedRequirement): string[] {
  if (read.kind === 'package') return [read.written + read.specifier.split(',')[0]!.replace(/\s/g, '')]
  if (name !== null) return [name]
  return /^\w.*:\/\//.test(text) ? ['an address'] : []
}

function commonLength(members: readonly Member[]): number {
  const [first, ...rest] = members
  const length = first!.layers.findIndex((layer, i) => rest.some(({ layers }) => layers[i]?.key !== layer.key))
  return length < 0 ? first!.layers.length : length
}
