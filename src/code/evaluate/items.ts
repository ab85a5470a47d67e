import type { Span } from '../../sources/span.ts'
import { environmentItem } from '../library/environment.ts'
import { reasonFor } from '../library/externals.ts'
import { rootOf } from '../library/packages.ts'
import { holding, inside } from '../values/inside.ts'
import { isOpen } from '../values/open-text.ts'
import { keyOf } from '../values/same.ts'
import { int, isUnknown, list, str, type Unknown, type Value } from '../values/value.ts'
import { enumMembers } from './enums.ts'
import type { Machine } from './machine.ts'
import { raise } from './stop.ts'

/** `object[index]`. */
export function item(machine: Machine, object: Value, index: Value, at: Span): Value {
  const found = itemOf(machine, object, index, at)
  return isUnknown(found) ? holding(found, inside(object)) : found
}

function itemOf(machine: Machine, object: Value, index: Value, at: Span): Value {
  if (isUnknown(object)) return machine.derive(object, at)
  if (isUnknown(index)) return machine.derive(index, at)
  switch (object.kind) {
    case 'list':
      return isUnknown(object.content) ? object.content : nth(machine, object.content, index, at)
    case 'tuple':
      return nth(machine, object.items, index, at)
    case 'str': {
      if (isOpen(object.value)) return machine.unknown(at, 'a part of the text is not known')
      const letter = nth(
        machine,
        [...object.value].map(unit => str(unit, at)),
        index,
        at,
      )
      return isUnknown(letter) ? letter : { ...letter, at }
    }
    case 'bytes':
      return nth(
        machine,
        [...object.value].map(byte => int(byte, at)),
        index,
        at,
      )
    case 'dict':
      return dictItem(machine, object.content, index, at)
    case 'external':
      return object.path === 'os.environ' ? environmentItem(machine, index, at) : outside(machine, object.path, at)
    case 'class': {
      const member = index.kind === 'str' ? enumMembers(object)?.find(({ name }) => name === index.value) : undefined
      return member ?? machine.unknown(at, 'it is not a member that is known')
    }
    case 'artifact':
      return object.isOne ? raise('TypeError', 'one result of a step is not subscriptable', at) : { ...object, isOne: true, at }
    default:
      return machine.unknown(at, 'its content is not known')
  }
}

function outside(machine: Machine, path: string, at: Span): Unknown {
  const why = machine.unknown(at, reasonFor(path), rootOf(path))
  return path === 'sys.modules' ? { ...why, isNamespace: true } : why
}

function nth(machine: Machine, items: readonly Value[], index: Value, at: Span): Value {
  const position = index.kind === 'int' || index.kind === 'bool' ? Number(index.value) : undefined
  if (position === undefined) {
    return SIMPLE.has(index.kind)
      ? raise('TypeError', `an index must be a whole number, not ${index.kind}`, at)
      : machine.unknown(at, 'the index is not known')
  }
  return items[position < 0 ? items.length + position : position] ?? raise('IndexError', 'index out of range', at)
}

const SIMPLE = new Set<Value['kind']>(['none', 'str', 'float', 'list', 'dict', 'tuple'])

function dictItem(machine: Machine, content: ReadonlyMap<string, { value: Value }> | Unknown, index: Value, at: Span): Value {
  if (isUnknown(content)) return content
  const key = keyOf(index)
  if (key === undefined) return machine.unknown(at, 'the key is not known')
  return content.get(key)?.value ?? raise('KeyError', machine.source(index.at), at)
}

export interface Bounds {
  readonly start: Value | null
  readonly stop: Value | null
  readonly step: Value | null
}

/** `object[start:stop:step]` of a sequence. */
export function slice(machine: Machine, object: Value, bounds: Bounds, at: Span): Value {
  const found = sliceOf(machine, object, bounds, at)
  return isUnknown(found) ? holding(found, inside(object)) : found
}

function sliceOf(machine: Machine, object: Value, bounds: Bounds, at: Span): Value {
  if (isUnknown(object)) return machine.derive(object, at)
  const numbers: (number | null)[] = []
  for (const bound of [bounds.start, bounds.stop, bounds.step]) {
    if (bound && isUnknown(bound)) return machine.derive(bound, at)
    if (bound === null || bound.kind === 'none') numbers.push(null)
    else if (bound.kind === 'int' || bound.kind === 'bool') numbers.push(Number(bound.value))
    else return machine.unknown(at, 'a bound of the slice is not a whole number')
  }
  const [start = null, stop = null, step = null] = numbers
  if (step === 0) return raise('ValueError', 'slice step cannot be zero', at)
  switch (object.kind) {
    case 'list':
      return isUnknown(object.content) ? object.content : list(sliced(object.content, start, stop, step), at)
    case 'tuple':
      return { kind: 'tuple', items: sliced(object.items, start, stop, step), at }
    case 'str':
      if (isOpen(object.value)) return machine.unknown(at, 'a part of the text is not known')
      return str(sliced([...object.value], start, stop, step).join(''), at)
    default:
      return machine.unknown(at, 'its content is not known')
  }
}

/** Items as Python's `slice.indices` picks them. */
function sliced<T>(items: readonly T[], start: number | null, stop: number | null, step: number | null): T[] {
  const by = step ?? 1
  const [low, high] = by > 0 ? [0, items.length] : [-1, items.length - 1]
  const clamp = (bound: number) => Math.min(high, Math.max(low, bound < 0 ? bound + items.length : bound))
  const from = start === null ? (by > 0 ? low : high) : clamp(start)
  const to = stop === null ? (by > 0 ? high : low) : clamp(stop)
  const picked: T[] = []
  for (let i = from; by > 0 ? i < to : i > to; i += by) picked.push(items[i]!)
  return picked
}
