import type { Node } from '../../model/node.ts'
import { keyOf } from './same.ts'
import { bool, type DictEntry, float, int, none, str, type Value } from './value.ts'

/** A file's value as Python's code sees it. */
export function fromNode(node: Node): Value {
  const at = node.span
  switch (node.kind) {
    case 'null':
      return none(at)
    case 'bool':
      return bool(node.value, at)
    case 'int':
      return int(node.value, at)
    case 'float':
      return float(node.value, at)
    case 'string':
      return str(node.value, at)
    case 'bytes':
      return { kind: 'bytes', value: node.value, at }
    case 'list': {
      const items = node.items.map(fromNode)
      return node.tuple ? { kind: 'tuple', items, at } : { kind: 'list', content: items, at }
    }
    case 'map': {
      const content = new Map<string, DictEntry>()
      for (const { key, value } of node.entries) {
        const keyValue = fromNode(key)
        content.set(keyOf(keyValue) ?? `?${content.size}`, { key: keyValue, value: fromNode(value) })
      }
      return { kind: 'dict', content, at }
    }
    case 'date':
      return { kind: 'unknown', at, expression: node.text, reason: 'dates of files are not read in code' }
    case 'unknown':
      return { kind: 'unknown', at, expression: node.expression, reason: node.reason }
    default:
      return node satisfies never
  }
}
