import { get, type Node } from '../model/node.ts'
import type { Located } from '../model/project.ts'

/** The text at a path of a node, with its place; undefined where there is none. */
export function textAt(
  node: Node | undefined,
  ...path: (string | number)[]
): (Located<string> & { at: Node['span'] }) | undefined {
  const found = get(node, ...path)
  return found?.kind === 'string' ? { value: found.value, at: found.span } : undefined
}

/** The texts of the list at a path; empty where there is none. */
export function textsAt(node: Node | undefined, ...path: (string | number)[]): readonly string[] {
  const found = get(node, ...path)
  return found?.kind === 'list' ? found.items.flatMap(item => (item.kind === 'string' ? [item.value] : [])) : []
}

/** The boolean at a path; undefined where there is none. */
export function flagAt(node: Node | undefined, ...path: (string | number)[]): boolean | undefined {
  const found = get(node, ...path)
  return found?.kind === 'bool' ? found.value : undefined
}
