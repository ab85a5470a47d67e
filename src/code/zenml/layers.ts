import type { CodeLayer } from '../../model/code.ts'
import type { Entry, MapNode, Node } from '../../model/node.ts'
import type { Span } from '../../sources/span.ts'
import type { Machine } from '../evaluate/machine.ts'
import { truth } from '../evaluate/truth.ts'
import { toNode, unknownNode } from '../values/to-node.ts'
import { isUnknown, type KeywordValue, type Unknown, type Value } from '../values/value.ts'

/** Arguments of `@pipeline` and of `configure` that are keys of a run configuration, and matter to images. */
export const PIPELINE_KEYS = ['settings', 'extra']
/** The same for a step. */
export const STEP_KEYS = ['settings', 'step_operator', 'experiment_tracker', 'extra']

/**
 * A layer from the arguments of a decorator, of `configure` or of `with_options`, as they are now. `None` is not given (ZenML 0.98:
 * `dict_utils.remove_none_values`).
 */
export function layerOf(
  machine: Machine,
  keywords: ReadonlyMap<string, KeywordValue>,
  keys: readonly string[],
  at: Span,
): CodeLayer {
  const entries: Entry[] = []
  for (const key of keys) {
    const written = keywords.get(key)
    if (!written || written.value.kind === 'none') continue
    const value = key === 'step_operator' ? operatorName(machine, written.value) : written.value
    entries.push({ key: { kind: 'string', value: key, span: written.at }, value: toNode(machine, value) })
  }
  const mergeValue = keywords.get('merge')?.value
  const merge = mergeValue ? truth(machine, mergeValue, mergeValue.at) : true
  const config: MapNode = {
    kind: 'map',
    entries: isUnknown(merge) ? entries.map(e => ({ ...e, value: unknownNode(merge) })) : entries,
    span: at,
  }
  return { config, merge: isUnknown(merge) ? true : merge }
}

/** A step operator may be given as an object with a `name`. */
function operatorName(machine: Machine, value: Value): Value {
  return value.kind === 'instance' ? machine.attribute(value, 'name', value.at) : value
}

/** A layer of which nothing is known. */
export function unknownLayer(why: Unknown, keys: readonly string[]): CodeLayer {
  const entries = keys.map((key): Entry => ({ key: { kind: 'string', value: key, span: why.at }, value: unknownNode(why) }))
  return { config: { kind: 'map', entries, span: why.at }, merge: true }
}

/** Whether a layer says something that gives a step an image of its own. */
export const hasOwnImage = (config: MapNode): boolean =>
  config.entries.some(({ key, value }) => {
    const name = key.kind === 'string' ? key.value : ''
    if (name === 'settings') return !isEmpty(value)
    return name === 'step_operator' && value.kind !== 'null' && !(value.kind === 'bool' && !value.value)
  })

const isEmpty = (node: Node): boolean => node.kind === 'map' && node.entries.length === 0
