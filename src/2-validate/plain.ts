import type { Node } from '../model/node.ts'
import { PLAIN_BYTES, PLAIN_DATE } from '../model/python.ts'

/** First character of a key that stands for one that is no text; its position in the mapping follows. */
export const NO_TEXT = '\0'

/**
 * Plain data for the validators: like `toPlain`, but a key that is no text can be told from one that is (`1: x` is refused where `"1": x` is not).
 */
export function plain(node: Node): unknown {
  switch (node.kind) {
    case 'null':
      return null
    case 'int':
      return Number(node.value)
    case 'date':
      return PLAIN_DATE
    case 'bytes':
      return PLAIN_BYTES
    case 'list':
      return node.items.map(plain)
    case 'map': {
      // Without a prototype, so that `__proto__` is a key like any other.
      const object: Record<string, unknown> = Object.create(null)
      node.entries.forEach((e, i) => {
        object[e.key.kind === 'string' ? e.key.value : NO_TEXT + i] = plain(e.value)
      })
      return object
    }
    default:
      return node.value
  }
}
