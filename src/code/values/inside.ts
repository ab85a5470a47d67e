import { isUnknown, type Unknown, type Value } from './value.ts'

/** What a value holds. */
export function inside(value: Value): readonly Value[] {
  if (value.kind === 'tuple') return value.items
  if (value.kind === 'view') return inside(value.of)
  if (value.kind === 'unknown') return value.holds ?? []
  return 'content' in value ? insideContent(value.content) : []
}

/** The same for the content of a cell. */
export function insideContent(content: unknown): readonly Value[] {
  if (Array.isArray(content)) return content.filter(isValue)
  if (content instanceof Map)
    return [...content.values()].flatMap(entry => (isValue(entry) ? [entry] : isValue(entry.value) ? [entry.value] : []))
  return isValue(content) ? [content] : []
}

const isValue = (value: unknown): value is Value =>
  typeof value === 'object' && value !== null && 'kind' in value && 'at' in value

/** Kinds that can be changed in place, or that hold what can. */
const CHANGEABLE = new Set<Value['kind']>([
  'list',
  'dict',
  'set',
  'tuple',
  'view',
  'iterator',
  'instance',
  'settings',
  'step',
  'pipeline',
  'unknown',
])

/** An unknown value that may be one of these, or may hold them. */
export function holding(unknown: Unknown, values: readonly Value[]): Unknown {
  const found = new Set(unknown.holds)
  for (const value of values) {
    if (!CHANGEABLE.has(value.kind) || value === unknown) continue
    if (!isUnknown(value)) found.add(value)
    else for (const held of value.holds ?? []) found.add(held)
  }
  return found.size === (unknown.holds?.length ?? 0) ? unknown : { ...unknown, holds: [...found] }
}
