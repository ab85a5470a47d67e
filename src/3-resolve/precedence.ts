import { type Entry, entry, type MapNode, type Node, type UnknownNode } from '../model/node.ts'
import type { VersionRules } from '../model/version-rules.ts'

/**
 * The layers of a step's settings, lowest first: the one place that knows who wins. A pipeline's own settings have those of the pipeline level only.
 *
 * The built-in defaults of the ZenML version are below all of them and take no part in merging. Measured with ZenML 0.98: a run configuration file is
 * applied again when the run is compiled, so it wins over the settings of the code beside it; `with_options(steps=…)` is merged into it.
 */
const PRECEDENCE = [
  /** `settings` of the project file. */
  { layer: 'project', level: 'pipeline' },
  /** `@pipeline`, then `with_options` and `configure` in order. */
  { layer: 'pipeline code', level: 'pipeline' },
  /** The run configuration file. */
  { layer: 'pipeline file', level: 'pipeline' },
  /** `@step`, then `with_options` and `configure` in order. */
  { layer: 'step code', level: 'step' },
  /** `steps` of the run configuration file. */
  { layer: 'step file', level: 'step' },
  /** `with_options(steps=…)` of the pipeline. */
  { layer: 'step options', level: 'step' },
] as const

export type Layer = (typeof PRECEDENCE)[number]['layer']

/** What is written on each layer, lowest first where a layer has several; only written keys take part. */
export type Layers = { readonly [layer in Layer]?: readonly Written[] | undefined }

/** What is written in one place: a `DockerSettings`, a block of a file. */
export interface Written {
  /** Undefined: nothing. Unknown: nobody knows, not even which keys. */
  readonly keys: MapNode | UnknownNode | undefined
  /** True: of what the same layer has below, nothing is left (`configure(merge=False)`). */
  readonly replaces?: boolean
}

/**
 * What an explicit `null` of a step does to the pipeline's value (`VersionRules.stepNulls`). The pipeline level keeps it. ZenML drops it from a step's
 * own settings, since 0.93.2 at every depth of a mapping (`user: null` on a step inherits), once the step's own layers are merged.
 *
 * `keepFlagNulls`: a null inside a step's `python_package_installer_args` is a bare flag and stays. ZenML drops it (0.98, `apply_pipeline_configuration`).
 */
export interface Nulls {
  readonly stepNulls: VersionRules['stepNulls']
  readonly keepFlagNulls: boolean
}

/**
 * Merges layers as ZenML does (`dict_utils.recursive_update`): mappings merge key by key, lists and scalars replace, `{}` changes nothing.
 * Every entry of the result remembers whom it beat. What is not known stays where something might be left of it.
 */
export function mergeLayers(layers: Layers, { stepNulls, keepFlagNulls }: Nulls): MapNode | UnknownNode | undefined {
  const pipeline = mergeLevel('pipeline', layers)
  const step = mergeLevel('step', layers)
  return merged(pipeline, step?.kind === 'map' ? WITHOUT_NULLS[stepNulls](step, keepFlagNulls) : step)
}

/** Merges the layers of one level alone; a null is kept. */
export function mergeLevel(level: 'pipeline' | 'step', layers: Layers): MapNode | UnknownNode | undefined {
  return PRECEDENCE.filter(row => row.level === level)
    .map(({ layer }) => inLayer(layers[layer] ?? []))
    .reduce(merged, undefined)
}

function inLayer(all: readonly Written[]): MapNode | UnknownNode | undefined {
  return all.reduce<MapNode | UnknownNode | undefined>(
    (below, { keys, replaces }) => (replaces ? keys : merged(below, keys)),
    undefined,
  )
}

function merged(lower: MapNode | UnknownNode | undefined, upper: MapNode | UnknownNode | undefined) {
  if (!lower || !upper) return upper ?? lower
  if (upper.kind === 'unknown' || lower.kind === 'unknown') return upper.kind === 'unknown' ? upper : lower
  return merge(lower, upper)
}

function merge(lower: MapNode, upper: MapNode): MapNode {
  if (upper.entries.length === 0) return lower
  const entries = [...lower.entries]
  const places = new Map(entries.map((e, i) => [keyOf(e), i]))
  for (const written of upper.entries) {
    const place = places.get(keyOf(written))
    if (place === undefined) {
      entries.push(written)
      continue
    }
    const below = entries[place]!
    const shadowed = [...(written.shadowed ?? []), below.value.span, ...(below.shadowed ?? [])]
    // As in Python's `original.get(key) or {}`: an empty or missing value below is an empty mapping.
    const mergeable = written.value.kind === 'map' && (below.value.kind === 'map' || below.value.kind === 'unknown')
    entries[place] = mergeable
      ? { ...below, value: merged(below.value as MapNode | UnknownNode, written.value as MapNode)! }
      : { key: written.key, value: written.value, shadowed }
  }
  return { ...upper, entries }
}

function keyOf(entry: Entry): string {
  return entry.key.kind === 'string' ? entry.key.value : ` ${entry.key.kind}`
}

const WITHOUT_NULLS: Readonly<Record<VersionRules['stepNulls'], (map: MapNode, keepFlagNulls: boolean) => MapNode>> = {
  keep: map => map,
  'drop-keys': map => ({ ...map, entries: map.entries.filter(e => e.value.kind !== 'null') }),
  drop: withoutNulls,
}

function withoutNulls(map: MapNode, keepFlagNulls: boolean): MapNode {
  const flags = keepFlagNulls ? entry(map, 'python_package_installer_args') : undefined
  const entries = map.entries
    .filter(e => e.value.kind !== 'null')
    .map(e => (e.value.kind === 'map' && e !== flags ? { ...e, value: deepWithoutNulls(e.value) } : e))
  return { ...map, entries }
}

/** Nulls inside lists stay, and so does a mapping that held nothing but nulls. */
function deepWithoutNulls(node: Node): Node {
  if (node.kind !== 'map') return node
  const entries = node.entries.filter(e => e.value.kind !== 'null').map(e => ({ ...e, value: deepWithoutNulls(e.value) }))
  return { ...node, entries }
}
