import type { Span } from '../../sources/span.ts'
import { isOpen } from '../values/open-text.ts'
import { type Cell, type DictView, int, isUnknown, type MadeOf, str, tuple, type Unknown, type Value } from '../values/value.ts'
import { enumMembers } from './enums.ts'
import type { Machine } from './machine.ts'
import { limitItems, raise } from './stop.ts'

export const SET_ORDER = 'the order of a set is another one in each run'

/** What items are made of that come from these values; `byCode`: functions of the project make them. */
export function madeOf(machine: Machine, sources: readonly Value[], byCode: boolean): MadeOf {
  const cells = new Map<Cell<unknown>, unknown>()
  let version = byCode ? machine.heap.version : null
  for (const source of sources) {
    if (source.kind === 'view') cells.set(source.of, source.of.content)
    else if (source.kind === 'list' || source.kind === 'dict' || source.kind === 'set') cells.set(source, source.content)
    else if (source.kind === 'iterator') {
      for (const [cell, content] of source.madeOf.cells) cells.set(cell, content)
      if (source.madeOf.version !== null) version ??= machine.heap.version
    }
  }
  return { cells, version }
}

/** Whether everything is as it was when the items were made. */
export const isUnchanged = (machine: Machine, { cells, version }: MadeOf): boolean =>
  (version === null || version === machine.heap.version) && [...cells].every(([cell, content]) => cell.content === content)

/** The items that a loop goes through; what can be iterated once is empty afterwards. */
export function iterate(machine: Machine, value: Value, at: Span): readonly Value[] | Unknown {
  switch (value.kind) {
    case 'list':
      return value.content
    case 'tuple':
      return value.items
    case 'set': {
      if (isUnknown(value.content)) return value.content
      return value.content.size > 1 ? machine.unknown(at, SET_ORDER) : [...value.content.values()]
    }
    case 'dict':
      return isUnknown(value.content) ? value.content : [...value.content.values()].map(entry => entry.key)
    case 'view':
      return viewItems(value)
    case 'range':
      return rangeItems(value, at)
    case 'iterator': {
      const items = isUnchanged(machine, value.madeOf)
        ? value.content
        : machine.unknown(value.at, 'the values that it goes through were changed since')
      machine.heap.write(value, [])
      return items
    }
    case 'str':
      if (isOpen(value.value)) return machine.unknown(at, 'its letters are not known')
      return [...value.value].map(letter => str(letter, value.at))
    case 'bytes':
      return [...value.value].map(byte => int(byte, value.at))
    case 'class':
      return enumMembers(value) ?? machine.unknown(at, 'it is a class')
    case 'artifact':
      return value.isOne
        ? raise('StepInterfaceError', 'one result of a step cannot be unpacked', at)
        : machine.unknown(at, 'how many results the step gives is not known')
    case 'unknown':
      return machine.derive(value, at)
    case 'none':
    case 'bool':
    case 'int':
    case 'float':
      return raise('TypeError', `a value of the type ${value.kind} cannot be iterated`, at)
    default:
      return machine.unknown(at, 'its content is not known')
  }
}

function viewItems({ of, part }: DictView): readonly Value[] | Unknown {
  if (isUnknown(of.content)) return of.content
  const entries = [...of.content.values()]
  if (part === 'keys') return entries.map(entry => entry.key)
  return part === 'values'
    ? entries.map(entry => entry.value)
    : entries.map(entry => tuple([entry.key, entry.value], entry.value.at))
}

function rangeItems({ start, stop, step }: Extract<Value, { kind: 'range' }>, at: Span): Value[] {
  const length = step > 0n ? (stop - start + step - 1n) / step : (start - stop - step - 1n) / -step
  limitItems(length, at)
  const items: Value[] = []
  for (let i = start; step > 0n ? i < stop : i > stop; i += step) items.push(int(i, at))
  return items
}
