import { isOpen } from './open-text.ts'
import { type Dict, isUnknown, type Member, type PythonSet, type Value } from './value.ts'

/** Levels of lists in lists that are compared. */
const MAX_DEPTH = 50
/** Values that one comparison looks at, and that one key consists of; those that are shared count wherever they are. */
const MAX_VALUES = 10_000

interface Budget {
  left: number
}

/**
 * A text that two values share when Python takes them for one key of a dict or a set; undefined where a value cannot be a key or is not known.
 *
 * `1`, `1.0` and `True` are one key.
 */
export function keyOf(value: Value): string | undefined {
  return keyWithin(value, { left: MAX_VALUES }, 0)
}

function keyWithin(value: Value, budget: Budget, depth: number): string | undefined {
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
      return memberKey(value, budget, depth)
    case 'tuple': {
      budget.left -= value.items.length
      if (depth > MAX_DEPTH || budget.left < 0) return undefined
      const keys = value.items.map(item => keyWithin(item, budget, depth + 1))
      return keys.includes(undefined) ? undefined : `t(${keys.map(key => `${key!.length}:${key}`).join()})`
    }
    default:
      return undefined
  }
}

/** A member of `(str, Enum)` is the same key as its text. */
function memberKey(value: Member, budget: Budget, depth: number): string | undefined {
  return value.mixin === 'plain' ? `m${value.className}.${value.name}` : keyWithin(value.value, budget, depth + 1)
}

/** Python's `==`; undefined where it is not known. */
export function equals(a: Value, b: Value): boolean | undefined {
  return equalWithin(a, b, { left: MAX_VALUES }, 0)
}

function equalWithin(a: Value, b: Value, budget: Budget, depth: number): boolean | undefined {
  if (isUnknown(a) || isUnknown(b) || depth > MAX_DEPTH || budget.left-- < 0) return undefined
  const [x, y] = [plain(a), plain(b)]
  if (x.kind === 'late' || y.kind === 'late') return undefined
  if (isNumber(x) && isNumber(y)) return numbersEqual(x, y)
  if (x.kind !== y.kind) return COMPARABLE.has(x.kind) && COMPARABLE.has(y.kind) ? false : undefined
  return sameKind(x, y, budget, depth)
}

/** Two values of one kind. */
function sameKind(x: Value, y: Value, budget: Budget, depth: number): boolean | undefined {
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
    case 'list': {
      const [left, right] = [x.content, (y as typeof x).content]
      return isUnknown(left) || isUnknown(right) ? undefined : itemsEqual(left, right, budget, depth)
    }
    case 'tuple':
      return itemsEqual(x.items, (y as typeof x).items, budget, depth)
    case 'set':
      return setsEqual(x, y as typeof x)
    case 'dict':
      return dictsEqual(x, y as typeof x, budget, depth)
    case 'member':
      return memberKey(x, budget, depth) === memberKey(y as typeof x, budget, depth)
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
  'artifact',
  'ellipsis',
  'step',
  'pipeline',
  'settings',
  'function',
  'module',
])

/** A member of `(str, Enum)` compares as its text. */
const plain = (value: Value): Value => (value.kind === 'member' && value.mixin !== 'plain' ? value.value : value)

export type NumberValue = Extract<Value, { kind: 'bool' | 'int' | 'float' }>

export const isNumber = (value: Value): value is NumberValue =>
  value.kind === 'bool' || value.kind === 'int' || value.kind === 'float'

function numbersEqual(a: NumberValue, b: NumberValue): boolean {
  if (a.kind !== 'float') return b.kind === 'float' ? numbersEqual(b, a) : BigInt(a.value) === BigInt(b.value)
  if (b.kind === 'float') return a.value === b.value
  return Number.isInteger(a.value) && BigInt(a.value) === BigInt(b.value)
}

/** All of several answers, of which some may be missing. */
function all(answers: Iterable<boolean | undefined>): boolean | undefined {
  let result: boolean | undefined = true
  for (const answer of answers) {
    if (answer === false) return false
    if (answer === undefined) result = undefined
  }
  return result
}

function itemsEqual(a: readonly Value[], b: readonly Value[], budget: Budget, depth: number): boolean | undefined {
  if (a.length !== b.length) return false
  return all(
    (function* () {
      for (const [i, item] of a.entries()) {
        const isOne = item === b[i] && !isUnknown(item)
        yield isOne ? true : equalWithin(item, b[i]!, budget, depth + 1)
      }
    })(),
  )
}

function setsEqual({ content: a }: PythonSet, { content: b }: PythonSet): boolean | undefined {
  if (isUnknown(a) || isUnknown(b)) return undefined
  return a.size === b.size && [...a.keys()].every(key => b.has(key))
}

function dictsEqual({ content: a }: Dict, { content: b }: Dict, budget: Budget, depth: number): boolean | undefined {
  if (isUnknown(a) || isUnknown(b)) return undefined
  if (a.size !== b.size) return false
  return all(
    (function* () {
      for (const [key, { value }] of a) {
        const other = b.get(key)
        yield other ? equalWithin(value, other.value, budget, depth + 1) : false
      }
    })(),
  )
}
