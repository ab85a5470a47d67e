import type { Node } from '../model/node.ts'

/** First character of a key that stands for one that is not a text; its position in the mapping follows. */
export const NO_TEXT = '\0'

/** Stands for a date in plain data: no JSON type matches it. */
const PLAIN_DATE = Symbol('date')
/** Stands for `!!binary` in plain data: no JSON type matches it. */
const PLAIN_BYTES = Symbol('bytes')
/** Stands for what nobody knows: no JSON type matches it, and what is said about it is left out. */
const PLAIN_UNKNOWN = Symbol('unknown')

/**
 * Plain data for a JSON Schema validator. A key that is not a text can be distinguished from one that is (`1: x` is refused where `"1": x` is not), and a whole
 * number beyond 2^53 becomes the nearest number.
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
    case 'unknown':
      return PLAIN_UNKNOWN
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
