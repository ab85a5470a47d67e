import { type Entry, entry, type Node } from '../model/node.ts'
import type { Span } from '../sources/span.ts'
import { NO_TEXT } from './plain.ts'

/** Where a finding is: the value, the entry that holds it, and its name in messages. */
export interface Place {
  readonly node: Node
  /** Undefined for the root, and for an item of a list. */
  readonly entry: Entry | undefined
  readonly path: readonly (string | number)[]
  /** `steps.fit.settings`, `pipelines[0].file`; empty for the root of a file. */
  readonly name: string
}

/** Follows ajv's instance path (a JSON pointer). `where` is the name of `root`. */
export function placeAt(root: Node, pointer: string, where: string): Place {
  let place: Place = { node: root, entry: undefined, path: [], name: where }
  for (const segment of pointer.split('/').slice(1)) {
    place = child(place, segment.replaceAll('~1', '/').replaceAll('~0', '~'))
  }
  return place
}

function child({ node, path, name }: Place, segment: string): Place {
  if (node.kind === 'list') {
    const index = Number(segment)
    return { node: node.items[index]!, entry: undefined, path: [...path, index], name: `${name}[${index}]` }
  }
  const found = keyOf(node, segment)!
  const shown = found.key.kind === 'string' ? found.key.value : '…'
  return { node: found.value, entry: found, path: [...path, segment], name: name ? `${name}.${shown}` : shown }
}

/** The entry under a key of plain data. */
export function keyOf(node: Node, key: string): Entry | undefined {
  if (node.kind !== 'map') return undefined
  return key.startsWith(NO_TEXT) ? node.entries[Number(key.slice(1))] : entry(node, key)
}

/** The value; where there is nothing to see (`key:`), its key. */
export function valueSpan(place: Place): Span {
  const { span } = place.node
  return span.start === span.end && place.entry ? place.entry.key.span : span
}

/** The key of a mapping: the mapping's own range would underline the whole block. Its first key for an item of a list, the start for a file. */
export function ownerSpan({ node, entry: own, path }: Place): Span {
  if (own) return own.key.span
  if (node.kind === 'map' && path.length > 0 && node.entries[0]) return node.entries[0].key.span
  return { ...node.span, end: node.span.start }
}
