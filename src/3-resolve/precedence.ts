import { type Entry, entry, type MapNode, type Node } from '../model/node.ts'
import type { VersionRules } from '../model/version-rules.ts'

/**
 * The layers of a step's docker settings, lowest first: the one place that knows who wins.
 *
 * The built-in defaults of the ZenML version lie below all of them and take no part in merging. `nulls` says what an explicit `null` does:
 * ZenML keeps it on the pipeline, and since 0.93.2 drops it on a step, at every depth of a mapping (`user: null` on a step inherits).
 */
const PRECEDENCE = [
  { layer: 'project', nulls: 'keep' },
  { layer: 'pipeline', nulls: 'keep' },
  { layer: 'step', nulls: 'by version' },
] as const

type Layer = (typeof PRECEDENCE)[number]['layer']

/** What is written on each layer; only written keys take part. */
export type Layers = { readonly [layer in Layer]?: MapNode | undefined }

/**
 * Merges layers as ZenML does (`dict_utils.recursive_update`): mappings merge key by key, lists and scalars replace, `{}` changes nothing.
 * Every entry of the result remembers whom it beat.
 *
 * @param keepFlagNulls a null inside a step's `python_package_installer_args` is a bare flag and stays. ZenML drops it (0.98, `apply_pipeline_configuration`).
 */
export function mergeLayers(
  layers: Layers,
  { stepNulls, keepFlagNulls }: { stepNulls: VersionRules['stepNulls']; keepFlagNulls: boolean },
): MapNode | undefined {
  let result: MapNode | undefined
  for (const { layer, nulls } of PRECEDENCE) {
    const written = layers[layer]
    if (!written) continue
    const update = nulls === 'keep' ? written : WITHOUT_NULLS[stepNulls](written, keepFlagNulls)
    result = result ? merge(result, update) : update
  }
  return result
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
    const shadowed = [below.value.span, ...(below.shadowed ?? [])]
    // As in Python's `original.get(key) or {}`: an empty or missing value below is an empty mapping.
    const mergeable = below.value.kind === 'map' && written.value.kind === 'map'
    entries[place] = mergeable
      ? { ...below, value: merge(below.value as MapNode, written.value as MapNode) }
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
