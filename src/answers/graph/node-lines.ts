import type { GraphNode } from './graph.ts'
import { nameList } from './name-list.ts'

/** What a node says, in lines that are not wrapped yet. */
export interface NodeLines {
  /** Names: what one looks for. */
  readonly title: readonly string[]
  /** More about it, in smaller letters. */
  readonly details: readonly string[]
}

/** The words of a node, the same in every form. */
export function nodeLines(node: GraphNode): NodeLines {
  switch (node.kind) {
    case 'pipeline':
      return { title: nameList(node.names), details: node.stack === null ? [] : [`stack ${node.stack}`] }
    case 'steps':
      return { title: [nameList(node.names).join(', ')], details: [] }
    case 'image':
      return { title: nameList(node.names), details: node.own }
    case 'layers':
      return { title: [`shared by ${node.images} images`], details: node.layers }
    case 'parent':
      return { title: [node.name], details: node.digest === null ? [] : [`${node.digest.slice(0, 'sha256:'.length + 12)}…`] }
  }
}
