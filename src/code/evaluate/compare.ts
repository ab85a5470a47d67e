import { byCodePoint } from '../../basics/order.ts'
import type { Span } from '../../sources/span.ts'
import { comparedVariable, environmentHolds, isEnviron } from '../library/environment.ts'
import { isOpen } from '../values/open-text.ts'
import { equals, isNumber, keyOf } from '../values/same.ts'
import { isUnknown, type Range, type Unknown, type Value } from '../values/value.ts'
import { textOf } from './arithmetic.ts'
import type { Machine } from './machine.ts'
import { raise } from './stop.ts'

/** `left operator right` for an operator that says yes or no (language reference 6.10). */
export function compare(machine: Machine, operator: string, left: Value, right: Value, at: Span): boolean | Unknown {
  const [a, b] = [comparedVariable(machine, left, at), comparedVariable(machine, right, at)]
  if (isUnknown(b) && !(operator === 'in' || operator === 'not in')) return machine.derive(b, at)
  if (isUnknown(a)) return machine.derive(a, at)
  switch (operator) {
    case '==':
    case '!=': {
      const same = isModuleName(a, b) ?? equals(a, b)
      return same === undefined ? machine.unknown(at, NOT_COMPARED) : same === (operator === '==')
    }
    case 'is':
    case 'is not': {
      const same = identical(a, b)
      return same === undefined ? machine.unknown(at, NOT_COMPARED) : same === (operator === 'is')
    }
    case 'in':
    case 'not in': {
      const found = isUnknown(b) ? machine.derive(b, at) : contains(machine, b, a, at)
      return typeof found === 'boolean' ? found === (operator === 'in') : found
    }
    default: {
      const order = orderOf(machine, a, b, at)
      return typeof order === 'number' ? ORDER[operator]!(order) : order
    }
  }
}

const NOT_COMPARED = 'how these values compare is not known'

const ORDER: Readonly<Record<string, (order: number) => boolean>> = {
  '<': order => order < 0,
  '<=': order => order <= 0,
  '>': order => order > 0,
  '>=': order => order >= 0,
}

/** `__name__ == "__main__"`: the code is read as a module is imported. */
function isModuleName(a: Value, b: Value): boolean | undefined {
  const [name, other] = a.kind === 'external' ? [a, b] : [b, a]
  return name.kind === 'external' && name.path === '__name__' && textOf(other) === '__main__' ? false : undefined
}

/** Python's `is`; undefined where it depends on the interpreter, as for numbers and texts. */
function identical(a: Value, b: Value): boolean | undefined {
  if (a.kind === 'none' || b.kind === 'none') {
    if (a.kind === b.kind) return true
    const other = a.kind === 'none' ? b : a
    return other.kind === 'external' ? undefined : false
  }
  if (a.kind === 'bool' && b.kind === 'bool') return a.value === b.value
  if (a.kind === 'member' && b.kind === 'member') return a.className === b.className && a.name === b.name
  if (a === b && ONE_OBJECT.has(a.kind)) return true
  if (a.kind !== b.kind && COMPARED.has(a.kind) && COMPARED.has(b.kind)) return false
  return a !== b && ONE_OBJECT.has(a.kind) && ONE_OBJECT.has(b.kind) ? false : undefined
}

/** Kinds of which each value is an object of its own. */
const ONE_OBJECT = new Set<Value['kind']>([
  'list',
  'dict',
  'set',
  'function',
  'class',
  'instance',
  'step',
  'pipeline',
  'settings',
])
const COMPARED = new Set<Value['kind']>([...ONE_OBJECT, 'artifact', 'none', 'bool', 'int', 'str', 'float', 'tuple', 'member'])

function contains(machine: Machine, container: Value, value: Value, at: Span): boolean | Unknown {
  switch (container.kind) {
    case 'external':
      return isEnviron(container) ? environmentHolds(machine, value, at) : machine.unknown(at, NOT_HELD)
    case 'str':
      return containsText(machine, container.value, value, at)
    case 'dict':
    case 'set': {
      if (isUnknown(container.content)) return container.content
      const key = keyOf(value)
      return key === undefined ? machine.unknown(at, NOT_COMPARED) : container.content.has(key)
    }
    case 'list':
      return isUnknown(container.content) ? container.content : among(machine, container.content, value, at)
    case 'tuple':
      return among(machine, container.items, value, at)
    case 'view':
      return container.part === 'keys' ? contains(machine, container.of, value, at) : machine.unknown(at, NOT_COMPARED)
    case 'range':
      return value.kind === 'int' ? inRange(container, value.value) : machine.unknown(at, NOT_COMPARED)
    case 'none':
    case 'int':
    case 'bool':
    case 'float':
      return raise('TypeError', `a value of the type ${container.kind} is not iterable`, at)
    default:
      return machine.unknown(at, NOT_HELD)
  }
}

const NOT_HELD = 'its content is not known'

function containsText(machine: Machine, container: string, value: Value, at: Span): boolean | Unknown {
  const text = textOf(value)
  if (text === undefined) return raise('TypeError', `'in <string>' requires string, not ${value.kind}`, at)
  return isOpen(text) || isOpen(container) ? machine.unknown(at, NOT_COMPARED) : container.includes(text)
}

function inRange({ start, stop, step }: Range, value: bigint): boolean {
  const isInside = step > 0n ? value >= start && value < stop : value <= start && value > stop
  return isInside && (value - start) % step === 0n
}

function among(machine: Machine, items: readonly Value[], value: Value, at: Span): boolean | Unknown {
  let unclear = false
  for (const other of items) {
    const same = other === value ? true : isUnknown(other) ? undefined : equals(other, value)
    if (same === true) return true
    unclear ||= same === undefined
  }
  return unclear ? machine.unknown(at, NOT_COMPARED) : false
}

/** Below 0 where `a` comes first, above 0 where `b` does. */
export function orderOf(machine: Machine, a: Value, b: Value, at: Span, depth = 0): number | Unknown {
  if (isUnknown(a)) return machine.derive(a, at)
  if (isUnknown(b)) return machine.derive(b, at)
  if (isNumber(a) && isNumber(b)) {
    if (Number.isNaN(a.value) || Number.isNaN(b.value)) return machine.unknown(at, NOT_COMPARED)
    const [x, y] = [a.kind === 'bool' ? Number(a.value) : a.value, b.kind === 'bool' ? Number(b.value) : b.value]
    return x < y ? -1 : x > y ? 1 : 0
  }
  const [x, y] = [textOf(a), textOf(b)]
  // Python compares texts by code points, JavaScript by halves of them.
  if (x !== undefined && y !== undefined) return isOpen(x) || isOpen(y) ? machine.unknown(at, NOT_COMPARED) : byCodePoint(x, y)
  const [left, right] = [itemsOf(a), itemsOf(b)]
  if (left && right && a.kind === b.kind && depth < 20) return sequences(machine, left, right, at, depth)
  const isPlain = (value: Value) => isNumber(value) || /^(?:str|none|list|tuple|dict)$/.test(value.kind)
  return isPlain(a) && isPlain(b) && a.kind !== b.kind
    ? raise('TypeError', `${a.kind} and ${b.kind} have no order`, at)
    : machine.unknown(at, NOT_COMPARED)
}

function itemsOf(value: Value): readonly Value[] | undefined {
  if (value.kind === 'tuple') return value.items
  return value.kind === 'list' && !isUnknown(value.content) ? value.content : undefined
}

function sequences(machine: Machine, a: readonly Value[], b: readonly Value[], at: Span, depth: number): number | Unknown {
  for (const [i, item] of a.entries()) {
    const other = b[i]
    if (!other) return 1
    const same = equals(item, other)
    if (same === undefined) return machine.unknown(at, NOT_COMPARED)
    if (!same) return orderOf(machine, item, other, at, depth + 1)
  }
  return a.length - b.length
}
