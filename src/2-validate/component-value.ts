import type { Node, StringNode } from '../model/node.ts'
import { parseType } from '../python/type-notation.ts'

/** `{{name.key}}`: ZenML puts the secret's value in when the component runs. */
export function isSecretReference(node: Node): boolean {
  if (node.kind !== 'string') return false
  const inside = /^\{\{([\s\S]*)\}\}$/.exec(node.value)?.[1]?.trim()
  return inside !== undefined && !/\s/.test(inside) && inside.slice(1, -1).includes('.')
}

/** ZenML reads the text of such a configuration value as JSON, unless the key takes texts too. */
export function isJsonText(type: string, node: Node): boolean {
  if (node.kind !== 'string') return false
  const read = parseType(type)
  const inner = read.kind === 'optional' ? read.inner : read
  // Of a union ZenML looks at the first member, and at none when text is one of them.
  const wanted =
    read.kind === 'optional' && inner.kind === 'union' && !inner.members.some(m => m.kind === 'str') ? inner.members[0]! : inner
  return wanted.kind === 'list' || wanted.kind === 'dict' || wanted.kind === 'model'
}

/** The value that a JSON text stands for, at the text's place; undefined where it is not JSON. */
export function parseJsonText(node: StringNode): Node | undefined {
  try {
    return fromJson(JSON.parse(node.value), node)
  } catch {
    return undefined
  }
}

function fromJson(value: unknown, { span }: StringNode): Node {
  const at = { kind: 'string', value: '', span } as const
  if (value === null) return { kind: 'null', span }
  if (typeof value === 'boolean') return { kind: 'bool', value, span }
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? { kind: 'int', value: BigInt(value), span } : { kind: 'float', value, span }
  if (typeof value === 'string') return { kind: 'string', value, span }
  if (Array.isArray(value)) return { kind: 'list', items: value.map(item => fromJson(item, at)), span }
  const entries = Object.entries(value as object).map(([key, item]) => ({
    key: { kind: 'string' as const, value: key, span },
    value: fromJson(item, at),
  }))
  return { kind: 'map', entries, span }
}
