import { floatEqualsInt } from './numbers.ts'
import { isOpen } from './open-text.ts'
import { isUnknown, type Value } from './value.ts'

/** Levels of lists in lists that are compared. */
const MAX_DEPTH = 50

/**
 * A text that two values share when Python takes them for one key of a dict or a set; undefined where a value cannot be a key or is not known.
 *
 * `1`, `1.0` and `True` are one key.
 */
export function keyOf(value: Value, depth = 0): string | undefined {
  switch (value.kind) {
    case 'none':
      return 'none'
    case 'bool':
      return value.value ? 'n1' : 'n0'
    case 'int':
      return `n${value.value}`
    case 'float':
      return Number.isInteger(value.value) ? `n${BigInt(value.value)}` : `f${value.value}`
    case 'str':
      return isOpen(value.value) ? undefined : `s${value.value}`
    case 'bytes':
      return `b${value.value.join()}`
    case 'path':
      return isOpen(value.value) ? undefined : `p${value.value}`
    case 'member':
      return memberKey(value)
    case 'tuple': {
      if (depth > MAX_DEPTH) return undefined
      const keys = value.items.map(item => keyOf(item, depth + 1))
      return keys.includes(undefined) ? undefined : `t(${keys.map(key => `${key!.length}:${key}`).join()})`
    }
    default:
      return undefined
  }
}

/** A member of `(str, Enum)` is the same key as its text. */
function memberKey(value: Extract<Value, { kind: 'member' }>): string | undefined {
  if (value.mixin === 'plain') return `m${value.className}.${value.name}`
  return keyOf(value.value)
}

/** Python's `==`; undefined where it is not known. */
export function equals(a: Value, b: Value, depth = 0): boolean | undefined {
  if (depth > MAX_DEPTH || isUnknown(a) || isUnknown(b)) return undefined
  const [x, y] = [plain(a), plain(b)]
  if (x.kind === 'late' || y.kind === 'late') return undefined
  if (isNumber(x) && isNumber(y)) return numbersEqual(x, y)
  if (x.kind !== y.kind) return COMPARABLE.has(x.kind) && COMPARABLE.has(y.kind) ? false : undefined
  switch (x.kind) {
    case 'none':
    case 'ellipsis':
      return true
    case 'str':
    case 'path': {
      const other = (y as typeof x).value
      if (x.value === other) return true
      return isOpen(x.value) || isOpen(other) ? undefined : false
    }
    case 'bytes':
      return x.value.join() === (y as typeof x).value.join()
    case 'list':
      return contentsEqual(x.content, (y as typeof x).content, depth)
    case 'tuple':
      return itemsEqual(x.items, (y as typeof x).items, depth)
    case 'set':
      return setsEqual(x.content, (y as typeof x).content)
    case 'dict':
      return dictsEqual(x, y as typeof x, depth)
    case 'range':
      return undefined
    case 'member':
      return memberKey(x) === memberKey(y as typeof x)
    default:
      return x === y ? true : undefined
  }
}

/** Kinds that are equal only to their own. */
const COMPARABLE = new Set<Value['kind']>([
  'none',
  'bool',
  'int',
  'float',
  'str',
  'bytes',
  'list',
  'tuple',
  'set',
  'dict',
  'member',
  'ellipsis',
  'step',
  'pipeline',
  'settings',
  'function',
  'module',
])

/** A member of `(str, Enum)` compares as its text. */
const plain = (value: Value): Value => (value.kind === 'member' && value.mixin !== 'plain' ? value.value : value)

type NumberValue = Extract<Value, { kind: 'bool' | 'int' | 'float' }>

export const isNumber = (value: Value): value is NumberValue =>
  value.kind === 'bool' || value.kind === 'int' || value.kind === 'float'

function numbersEqual(a: NumberValue, b: NumberValue): boolean {
  if (a.kind === 'float') return b.kind === 'float' ? a.value === b.value : floatEqualsInt(a.value, BigInt(b.value))
  return b.kind === 'float' ? floatEqualsInt(b.value, BigInt(a.value)) : BigInt(a.value) === BigInt(b.value)
}

function contentsEqual(a: unknown, b: unknown, depth: number): boolean | undefined {
  if (isUnknown(a) || isUnknown(b)) return a === b ? undefined : undefined
  return itemsEqual(a as readonly Value[], b as readonly Value[], depth)
}

function itemsEqual(a: readonly Value[], b: readonly Value[], depth: number): boolean | undefined {
  if (a.length !== b.length) return false
  let result: boolean | undefined = true
  for (const [i, item] of a.entries()) {
    const same = item === b[i] && !isUnknown(item) ? true : equals(item, b[i]!, depth + 1)
    if (same === false) return false
    if (same === undefined) result = undefined
  }
  return result
}

function setsEqual(a: unknown, b: unknown): boolean | undefined {
  if (isUnknown(a) || isUnknown(b)) return undefined
  const [x, y] = [a as ReadonlyMap<string, Value>, b as ReadonlyMap<string, Value>]
  return x.size === y.size && [...x.keys()].every(key => y.has(key))
}

function dictsEqual(
  a: Extract<Value, { kind: 'dict' }>,
  b: Extract<Value, { kind: 'dict' }>,
  depth: number,
): boolean | undefined {
  if (isUnknown(a.content) || isUnknown(b.content)) return undefined
  if (a.content.size !== b.content.size) return false
  let result: boolean | undefined = true
  for (const [key, entry] of a.content) {
    const other = b.content.get(key)
    if (!other) return false
    const same = equals(entry.value, other.value, depth + 1)
    if (same === false) return false
    if (same === undefined) result = undefined
  }
  return result
}
