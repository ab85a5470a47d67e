import type { Span } from '../../sources/span.ts'
import type { Machine } from '../evaluate/machine.ts'
import { LimitReached } from '../evaluate/stop.ts'
import { type DictEntry, isUnknown, type Value } from '../values/value.ts'

/** Levels of lists in lists that are copied. */
const MAX_DEPTH = 50
/** Values of one copy, those that are shared counted wherever they are. */
const MAX_VALUES = 100_000

/** `copy.copy` and `copy.deepcopy` of plain values. */
export function copied(machine: Machine, value: Value, deep: boolean, at: Span): Value {
  return copy({ machine, deep, at, made: 0 }, value, 0)
}

interface Copying {
  readonly machine: Machine
  readonly deep: boolean
  readonly at: Span
  made: number
}

function copy(copying: Copying, value: Value, depth: number): Value {
  const { machine, deep, at } = copying
  if (depth > MAX_DEPTH) return machine.unknown(at, 'it is nested too deeply')
  if (++copying.made > MAX_VALUES) throw new LimitReached(`copies of more than ${MAX_VALUES} values`, at)
  const inner = (item: Value): Value => (deep ? copy(copying, item, depth + 1) : item)
  switch (value.kind) {
    case 'list':
      return { ...value, content: isUnknown(value.content) ? value.content : value.content.map(inner) }
    case 'tuple':
      return { ...value, items: value.items.map(inner) }
    case 'set':
      return { ...value }
    case 'dict': {
      if (isUnknown(value.content)) return { ...value }
      const entries = [...value.content].map(([key, entry]): [string, DictEntry] => [
        key,
        { key: entry.key, value: inner(entry.value) },
      ])
      return { ...value, content: new Map(entries) }
    }
    case 'settings': {
      if (isUnknown(value.content)) return { ...value }
      const entries = [...value.content].map(([key, entry]) => [key, { ...entry, value: inner(entry.value) }] as const)
      return { ...value, content: new Map(entries), defaults: new Map() }
    }
    case 'instance':
    case 'iterator':
    case 'step':
    case 'pipeline':
      return machine.unknown(at, 'copies of such objects are not read')
    default:
      return value
  }
}
