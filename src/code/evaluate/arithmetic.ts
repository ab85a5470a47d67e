import type { Span } from '../../sources/span.ts'
import { joinPath } from '../library/path-text.ts'
import { setEntry } from '../values/entries.ts'
import { isNumber, type NumberValue } from '../values/same.ts'
import { bool, type Dict, float, int, isUnknown, list, type PythonSet, path, str, tuple, type Value } from '../values/value.ts'
import type { Machine } from './machine.ts'
import { percent } from './percent.ts'
import { limitItems, limitText, raise } from './stop.ts'

/** `left operator right` (language reference 6.5 to 6.9). */
export function binary(machine: Machine, operator: string, left: Value, right: Value, at: Span): Value {
  if (isUnknown(left)) return machine.derive(left, at)
  if (operator === '%' && textOf(left) !== undefined) return percent(machine, textOf(left)!, right, at)
  if (isUnknown(right)) return machine.derive(right, at)
  if (isNumber(left) && isNumber(right)) return numbers(machine, operator, left, right, at)
  const known = OPERATIONS[operator]?.(machine, left, right, at)
  if (known) return known
  return BASIC.has(left.kind) && BASIC.has(right.kind)
    ? raise('TypeError', `${left.kind} and ${right.kind} cannot be combined by ${operator}`, at)
    : machine.unknown(at, 'the effect of this operator is not known here')
}

/** Kinds of which Python's own types know every operator. */
const BASIC = new Set<Value['kind']>(['none', 'bool', 'int', 'float', 'str', 'list', 'tuple', 'dict', 'set'])

/** The text of a string, and of a member of `(str, Enum)`. */
export const textOf = (value: Value): string | undefined =>
  value.kind === 'str'
    ? value.value
    : value.kind === 'member' && value.mixin !== 'plain' && value.value.kind === 'str'
      ? value.value.value
      : undefined

type Operation = (machine: Machine, left: Value, right: Value, at: Span) => Value | undefined

const OPERATIONS: Readonly<Record<string, Operation>> = {
  '+': add,
  '*': (machine, left, right, at) => repeat(machine, left, right, at) ?? repeat(machine, right, left, at),
  '|': (_, left, right, at) => {
    if (left.kind === 'dict' && right.kind === 'dict') return merged(left, right, at)
    return ofSets(left, right, at, (a, b) => new Map([...a, ...[...b].filter(([key]) => !a.has(key))]))
  },
  '&': (_, left, right, at) => ofSets(left, right, at, (a, b) => new Map([...a].filter(([key]) => b.has(key)))),
  '-': (_, left, right, at) => ofSets(left, right, at, (a, b) => new Map([...a].filter(([key]) => !b.has(key)))),
  '^': (_, left, right, at) =>
    ofSets(
      left,
      right,
      at,
      (a, b) => new Map([...[...a].filter(([key]) => !b.has(key)), ...[...b].filter(([key]) => !a.has(key))]),
    ),
  '/': (_, left, right, at) => {
    if (left.kind === 'path') return joined(left.value, right, at)
    return right.kind === 'path' && left.kind === 'str' ? path(joinPath(left.value, right.value), at) : undefined
  },
}

function joined(base: string, right: Value, at: Span): Value | undefined {
  if (right.kind !== 'str' && right.kind !== 'path') return undefined
  return path(joinPath(base, right.value), at)
}

function add(machine: Machine, left: Value, right: Value, at: Span): Value | undefined {
  if (left.kind === 'list' && right.kind === 'list') {
    if (isUnknown(left.content)) return left.content
    if (isUnknown(right.content)) return right.content
    return list(bounded([...left.content, ...right.content], at), at)
  }
  if (left.kind === 'tuple' && right.kind === 'tuple') return tuple(bounded([...left.items, ...right.items], at), at)
  const [a, b] = [openText(left), openText(right)]
  if (a === undefined || b === undefined) return undefined
  if (left.kind === 'late' || right.kind === 'late') return machine.unknown(at, NO_VALUE)
  limitText(a.length + b.length, at)
  return str(a + b, at)
}

const NO_VALUE = 'the environment variable in it has no value: give it one under `variables`'

const openText = (value: Value): string | undefined => (value.kind === 'late' ? '' : textOf(value))

export function bounded(items: readonly Value[], at: Span): readonly Value[] {
  limitItems(items.length, at)
  return items
}

function repeat(machine: Machine, sequence: Value, times: Value, at: Span): Value | undefined {
  if (times.kind !== 'int' && times.kind !== 'bool') return undefined
  const count = BigInt(times.value) > 0n ? BigInt(times.value) : 0n
  if (sequence.kind === 'str') {
    limitText(BigInt(sequence.value.length) * count, at)
    return str(sequence.value.repeat(Number(count)), at)
  }
  if (sequence.kind !== 'list' && sequence.kind !== 'tuple') return undefined
  const items = sequence.kind === 'list' ? sequence.content : sequence.items
  if (isUnknown(items)) return items
  limitItems(BigInt(items.length) * count, at)
  const repeated = Array.from({ length: Number(count) }, () => items).flat()
  machine.spend(at)
  return sequence.kind === 'list' ? list(repeated, at) : tuple(repeated, at)
}

/** `left | right`. */
export function merged(left: Dict, right: Dict, at: Span): Value {
  if (isUnknown(left.content)) return left.content
  if (isUnknown(right.content)) return right.content
  const content = new Map(left.content)
  for (const [hash, entry] of right.content) setEntry(content, hash, entry)
  return { kind: 'dict', content, at }
}

type Items = ReadonlyMap<string, Value>

function ofSets(left: Value, right: Value, at: Span, make: (a: Items, b: Items) => Items): Value | undefined {
  if (left.kind !== 'set' || right.kind !== 'set') return undefined
  if (isUnknown(left.content)) return left.content
  if (isUnknown(right.content)) return right.content
  return { kind: 'set', isFrozen: left.isFrozen, content: make(left.content, right.content), at } satisfies PythonSet
}

/** Digits of a whole number that is computed. */
const MAX_BITS = 10_000n

function numbers(machine: Machine, operator: string, left: NumberValue, right: NumberValue, at: Span): Value {
  const ofTruths = left.kind === 'bool' && right.kind === 'bool' ? TRUTHS[operator]?.(left.value, right.value) : undefined
  if (ofTruths !== undefined) return bool(ofTruths, at)
  if (left.kind !== 'float' && right.kind !== 'float')
    return integers(machine, operator, BigInt(left.value), BigInt(right.value), at)
  const [a, b] = [toFloat(left), toFloat(right)]
  const result = Number.isFinite(a) && Number.isFinite(b) ? FLOATS[operator]?.(a, b, at) : undefined
  return result === undefined || !Number.isFinite(result)
    ? machine.unknown(at, 'the result of this calculation is not known')
    : float(result, at)
}

const toFloat = ({ kind, value }: NumberValue): number => (kind === 'float' ? value : Number(value))

const FLOATS: Readonly<Record<string, (a: number, b: number, at: Span) => number | undefined>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b, at) => (b === 0 ? raise('ZeroDivisionError', 'float division by zero', at) : a / b),
  '//': (_, b, at) => (b === 0 ? raise('ZeroDivisionError', 'float floor division by zero', at) : undefined),
  '%': (_, b, at) => (b === 0 ? raise('ZeroDivisionError', 'float modulo', at) : undefined),
}

/** `&`, `|` and `^` of two truths give a truth (library reference, bool). */
const TRUTHS: Readonly<Record<string, (a: boolean, b: boolean) => boolean>> = {
  '&': (a, b) => a && b,
  '|': (a, b) => a || b,
  '^': (a, b) => a !== b,
}

function integers(machine: Machine, operator: string, a: bigint, b: bigint, at: Span): Value {
  const result = INTEGERS[operator]?.(a, b, at)
  if (result === undefined) return machine.unknown(at, 'the result of this calculation is not known')
  return typeof result === 'bigint' ? int(result, at) : float(result, at)
}

const NO_DIVISOR = 'ZeroDivisionError'

/** Python rounds down, JavaScript towards zero. */
const roundsDown = (a: bigint, b: bigint): boolean => a % b !== 0n && a < 0n !== b < 0n

/** Undefined: too large to calculate with, or not a number that is read. */
const INTEGERS: Readonly<Record<string, (a: bigint, b: bigint, at: Span) => bigint | number | undefined>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => (bits(a) + bits(b) > MAX_BITS ? undefined : a * b),
  '/': (a, b, at) => {
    if (b === 0n) return raise(NO_DIVISOR, 'division by zero', at)
    const [x, y] = [Number(a), Number(b)]
    return Number.isSafeInteger(x) && Number.isSafeInteger(y) ? x / y : undefined
  },
  '//': (a, b, at) => (b === 0n ? raise(NO_DIVISOR, 'integer division by zero', at) : a / b - (roundsDown(a, b) ? 1n : 0n)),
  '%': (a, b, at) => (b === 0n ? raise(NO_DIVISOR, 'integer modulo by zero', at) : (a % b) + (roundsDown(a, b) ? b : 0n)),
  '**': (a, b) => (b < 0n || bits(a) * b > MAX_BITS ? undefined : a ** b),
  '<<': (a, b, at) => {
    if (b < 0n) return raise('ValueError', 'negative shift count', at)
    return bits(a) + b > MAX_BITS ? undefined : a << b
  },
  '>>': (a, b, at) => {
    if (b < 0n) return raise('ValueError', 'negative shift count', at)
    return b > MAX_BITS ? (a < 0n ? -1n : 0n) : a >> b
  },
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
}

const bits = (value: bigint): bigint => BigInt((value < 0n ? -value : value).toString(16).length * 4)

/** `-x`, `+x`, `~x`. */
export function sign(machine: Machine, operator: '+' | '-' | '~', operand: Value, at: Span): Value {
  if (isUnknown(operand)) return machine.derive(operand, at)
  if (operand.kind === 'float' && operator !== '~') return float(operator === '-' ? -operand.value : operand.value, at)
  if (operand.kind === 'int' || operand.kind === 'bool') {
    const value = BigInt(operand.value)
    return int(operator === '-' ? -value : operator === '~' ? ~value : value, at)
  }
  return BASIC.has(operand.kind)
    ? raise('TypeError', `bad operand type for unary ${operator}`, at)
    : machine.unknown(at, 'the effect of this operator is not known here')
}
