import type { Entry, Node } from '../../model/node.ts'
import type { Span } from '../../sources/span.ts'

/** What is at an offset of a document. */
export interface Spot {
  /** The keys and the positions in lists that lead there. */
  readonly path: readonly (string | number)[]
  /** The entry whose key or value it is; undefined for an item of a list at the root. */
  readonly entry: Entry | undefined
  readonly node: Node
  /** Whether it is the key itself. */
  readonly onKey: boolean
}

/** The innermost key or value at an offset; undefined where there is none. */
export function nodeAt(root: Node | undefined, file: string, offset: number): Spot | undefined {
  return root && inside(root, file, offset, [], undefined)
}

function inside(
  node: Node,
  file: string,
  offset: number,
  path: readonly (string | number)[],
  entry: Entry | undefined,
): Spot | undefined {
  if (node.kind === 'map') {
    for (const each of node.entries) {
      if (each.key.kind !== 'string') continue
      const way = [...path, each.key.value]
      if (holds(each.key.span, file, offset)) return { path: way, entry: each, node: each.value, onKey: true }
      const found = holds(each.value.span, file, offset) ? inside(each.value, file, offset, way, each) : undefined
      if (found) return found
    }
  } else if (node.kind === 'list') {
    for (const [i, item] of node.items.entries()) {
      const found = holds(item.span, file, offset) ? inside(item, file, offset, [...path, i], entry) : undefined
      if (found) return found
    }
  } else return { path, entry, node, onKey: false }
  return undefined
}

/** Whether an offset is in a span, its end included: there the cursor is after a word. */
export const holds = (span: Span, file: string, offset: number): boolean =>
  span.file === file && span.start <= offset && offset <= span.end
