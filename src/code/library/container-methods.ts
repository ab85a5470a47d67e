import { own } from '../../basics/own.ts'
import type { Span } from '../../sources/span.ts'
import { named, positional } from '../evaluate/arguments.ts'
import { bounded, merged } from '../evaluate/arithmetic.ts'
import { orderOf } from '../evaluate/compare.ts'
import { iterate } from '../evaluate/iterate.ts'
import type { Machine } from '../evaluate/machine.ts'
import { raise } from '../evaluate/stop.ts'
import { truth } from '../evaluate/truth.ts'
import { setEntry } from '../values/entries.ts'
import { equals, keyOf } from '../values/same.ts'
import {
  type Arguments,
  type Dict,
  type DictEntry,
  int,
  isUnknown,
  type List,
  none,
  type PythonSet,
  str,
  type Unknown,
  type Value,
} from '../values/value.ts'

/** Methods of lists, dicts and sets (library reference, stdtypes). */

/** Sorts as Python does: stable, by keys that have an order. */
export function sortItems(machine: Machine, items: readonly Value[], given: Arguments, at: Span): readonly Value[] | Unknown {
  const keyFunction = given.keywords.get('key')?.value
  const reverseValue = given.keywords.get('reverse')?.value
  const reverse = reverseValue ? truth(machine, reverseValue, at) : false
  if (isUnknown(reverse)) return reverse
  const usesKeys = keyFunction !== undefined && keyFunction.kind !== 'none'
  const keys = new Map(items.map(item => [item, usesKeys ? machine.call(keyFunction, positional(item), at) : item]))
  let unclear: Unknown | undefined
  const sorted = [...items].sort((a, b) => {
    const order = orderOf(machine, keys.get(a)!, keys.get(b)!, at)
    if (typeof order !== 'number') {
      unclear ??= order
      return 0
    }
    return reverse ? -order : order
  })
  const single = items.length === 1 ? items.find(isUnknown) : undefined
  return unclear ?? single ?? sorted
}

/** A call of a method of a list whose items are known. */
interface ListCall {
  readonly machine: Machine
  readonly self: List
  readonly items: readonly Value[]
  readonly given: Arguments
  readonly at: Span
}

/** Calls a method of a list; undefined where it is not one that is read. */
export function listMethod(machine: Machine, self: List, name: string, given: Arguments, at: Span): Value | undefined {
  const items = self.content
  if (name === 'clear') return changed(machine, self, [], at)
  if (isUnknown(items)) return LIST_CHANGES.has(name) ? none(at) : items
  return own(LIST_METHODS, name)?.({ machine, self, items, given, at })
}

const LIST_CHANGES = new Set(['append', 'extend', 'insert', 'remove', 'reverse', 'sort'])

function changed(machine: Machine, list: List, content: readonly Value[] | Unknown, at: Span): Value {
  machine.heap.write(list, content)
  return none(at)
}

/** An index counted from the end where it is below zero. */
const position = (index: bigint, length: number): number => (index < 0n ? length + Number(index) : Number(index))

const LIST_METHODS: Readonly<Record<string, (call: ListCall) => Value | undefined>> = {
  append: ({ machine, self, items, given, at }) => {
    const [item] = named(given, ['object'], at)
    return item && changed(machine, self, [...items, item], at)
  },
  extend: ({ machine, self, items, given, at }) => {
    const [more] = named(given, ['iterable'], at)
    const added = more && iterate(machine, more, at)
    return added && changed(machine, self, isUnknown(added) ? added : bounded([...items, ...added], at), at)
  },
  insert: ({ machine, self, items, given, at }) => {
    const [index, item] = named(given, ['index', 'object'], at)
    if (index?.kind !== 'int' || !item) return undefined
    const place = Math.max(0, position(index.value, items.length))
    return changed(machine, self, [...items.slice(0, place), item, ...items.slice(place)], at)
  },
  pop: ({ machine, self, items, given, at }) => {
    const [index = int(-1, at)] = named(given, ['index'], at)
    if (index.kind !== 'int') return undefined
    const place = position(index.value, items.length)
    const taken = items[place] ?? raise('IndexError', 'pop index out of range', at)
    machine.heap.write(self, items.toSpliced(place, 1))
    return taken
  },
  remove: ({ machine, self, items, given, at }) => {
    const place = indexOf(machine, items, named(given, ['value'], at)[0], at)
    if (isUnknown(place)) return changed(machine, self, place, at)
    return place < 0
      ? raise('ValueError', 'list.remove(x): x not in list', at)
      : changed(machine, self, items.toSpliced(place, 1), at)
  },
  index: ({ machine, items, given, at }) => {
    const place = given.positional.length === 1 ? indexOf(machine, items, given.positional[0], at) : undefined
    if (place === undefined || isUnknown(place)) return place
    return place < 0 ? raise('ValueError', 'the value is not in the list', at) : int(place, at)
  },
  count: ({ items, given, at }) => {
    const counted = countOf(items, named(given, ['value'], at)[0])
    return counted === undefined ? undefined : int(counted, at)
  },
  reverse: ({ machine, self, items, at }) => changed(machine, self, items.toReversed(), at),
  sort: ({ machine, self, items, given, at }) => changed(machine, self, sortItems(machine, items, given, at), at),
  copy: ({ items, at }) => ({ kind: 'list', content: items, at }),
}

function indexOf(machine: Machine, items: readonly Value[], value: Value | undefined, at: Span): number | Unknown {
  if (!value || isUnknown(value)) return machine.unknown(at, 'the value is not known')
  for (const [i, item] of items.entries()) {
    const same = item === value ? true : isUnknown(item) ? undefined : equals(item, value)
    if (same === true) return i
    if (same === undefined) return machine.unknown(at, 'how these values compare is not known')
  }
  return -1
}

function countOf(items: readonly Value[], value: Value | undefined): number | undefined {
  if (!value) return undefined
  const same = items.map(item => (isUnknown(item) ? undefined : equals(item, value)))
  return same.includes(undefined) ? undefined : same.filter(Boolean).length
}

export function tupleMethod(
  machine: Machine,
  items: readonly Value[],
  name: string,
  given: Arguments,
  at: Span,
): Value | undefined {
  return name === 'index' || name === 'count'
    ? listMethod(machine, { kind: 'list', content: items, at }, name, given, at)
    : undefined
}

/** Entries of a mapping or of pairs, as `dict(…)` and `update` take them. */
export function entriesFrom(machine: Machine, source: Value, at: Span): ReadonlyMap<string, DictEntry> | Unknown {
  if (source.kind === 'dict') return source.content
  if (source.kind === 'external') return machine.unknown(at, 'its content is not known')
  const pairs = iterate(machine, source, at)
  if (isUnknown(pairs)) return pairs
  const content = new Map<string, DictEntry>()
  for (const pair of pairs) {
    if (isUnknown(pair)) return pair
    const items = iterate(machine, pair, at)
    if (isUnknown(items)) return items
    const [key, value] = items
    if (items.length !== 2 || !key || !value) return raise('ValueError', 'a pair of key and value was expected', at)
    const wrong = put(machine, content, key, value, at)
    if (wrong) return wrong
  }
  return content
}

/** Puts a value under a key; gives the reason where the key is not known. */
export function put(machine: Machine, content: Map<string, DictEntry>, key: Value, value: Value, at: Span): Unknown | undefined {
  if (isUnknown(key)) return machine.derive(key, at)
  const hash = keyOf(key)
  if (hash === undefined) {
    if (key.kind === 'list' || key.kind === 'dict') return raise('TypeError', `unhashable type: '${key.kind}'`, at)
    return machine.unknown(key.at, 'it is a key that is not known')
  }
  setEntry(content, hash, { key, value })
  return undefined
}

/** A call of a method of a dict whose entries are known. */
interface DictCall {
  readonly machine: Machine
  readonly self: Dict
  readonly content: ReadonlyMap<string, DictEntry>
  readonly given: Arguments
  readonly at: Span
}

/** Calls a method of a dict; undefined where it is not one that is read. */
export function dictMethod(machine: Machine, self: Dict, name: string, given: Arguments, at: Span): Value | undefined {
  if (name === 'keys' || name === 'values' || name === 'items') return { kind: 'view', of: self, part: name, at }
  if (name === 'clear') {
    machine.heap.write(self, new Map())
    return none(at)
  }
  const { content } = self
  if (isUnknown(content)) return name === 'update' ? none(at) : content
  return own(DICT_METHODS, name)?.({ machine, self, content, given, at })
}

const DICT_METHODS: Readonly<Record<string, (call: DictCall) => Value | undefined>> = {
  get: ({ machine, content, given, at }) => lookUp(machine, content, named(given, ['key', 'default'], at), none(at), at),
  copy: ({ content, at }) => ({ kind: 'dict', content, at }),
  pop: ({ machine, self, content, given, at }) => {
    const [key, standard] = named(given, ['key', 'default'], at)
    const hash = key && keyOf(key)
    if (hash === undefined) {
      const unclear = machine.unknown(at, 'the key is not known')
      machine.heap.write(self, unclear)
      return unclear
    }
    const found = content.get(hash)
    if (found) machine.heap.write(self, without(content, hash))
    return found?.value ?? standard ?? raise('KeyError', machine.source(key!.at), at)
  },
  setdefault: ({ machine, self, content, given, at }) => {
    const [key, standard = none(at)] = named(given, ['key', 'default'], at)
    if (!key) return undefined
    const hash = keyOf(key)
    const known = hash === undefined ? undefined : content.get(hash)
    return known?.value ?? setItem(machine, self, key, standard, at) ?? standard
  },
  update: ({ machine, self, given, at }) => {
    if (given.positional.length > 1) return undefined
    const [source] = given.positional
    const added = source ? entriesFrom(machine, source, at) : new Map<string, DictEntry>()
    const content = isUnknown(added) ? added : new Map([...added, ...keywordEntries(given)])
    machine.heap.write(self, isUnknown(content) ? content : (merged(self, { kind: 'dict', content, at }, at) as Dict).content)
    return none(at)
  },
}

export const keywordEntries = ({ keywords }: Arguments): [string, DictEntry][] =>
  [...keywords].map(([name, { at, value }]) => [`s${name}`, { key: str(name, at), value }])

function lookUp(
  machine: Machine,
  content: ReadonlyMap<string, DictEntry>,
  [key, standard]: (Value | undefined)[],
  otherwise: Value,
  at: Span,
): Value | undefined {
  if (!key) return undefined
  if (isUnknown(key)) return machine.derive(key, at)
  const hash = keyOf(key)
  return hash === undefined ? machine.unknown(at, 'the key is not known') : (content.get(hash)?.value ?? standard ?? otherwise)
}

function without<T>(content: ReadonlyMap<string, T>, key: string): Map<string, T> {
  const rest = new Map(content)
  rest.delete(key)
  return rest
}

/** `dict[key] = value`; gives the reason where that makes all of the dict unknown. */
export function setItem(machine: Machine, dict: Dict, key: Value, value: Value, at: Span): Unknown | undefined {
  if (isUnknown(dict.content)) return dict.content
  const content = new Map(dict.content)
  const wrong = put(machine, content, key, value, at)
  machine.heap.write(dict, wrong ?? content)
  return wrong
}

/** Calls a method of a set; undefined where it is not one that is read. */
export function setMethod(machine: Machine, self: PythonSet, name: string, given: Arguments, at: Span): Value | undefined {
  const { content } = self
  const { heap } = machine
  if (self.isFrozen && SET_CHANGES.has(name)) return raise('AttributeError', `'frozenset' object has no attribute '${name}'`, at)
  if (isUnknown(content)) return SET_CHANGES.has(name) ? none(at) : content
  const [argument] = given.positional
  if (given.keywords.size > 0) return undefined
  if (name === 'copy') return { ...self, at }
  if (!argument) return undefined
  if (name === 'add' || name === 'discard' || name === 'remove') {
    const key = keyOf(argument)
    if (key === undefined) heap.write(self, machine.unknown(at, 'the item is not known'))
    else if (name === 'add') heap.write(self, content.has(key) ? content : new Map([...content, [key, argument]]))
    else if (name === 'remove' && !content.has(key)) return raise('KeyError', machine.source(argument.at), at)
    else heap.write(self, without(content, key))
    return none(at)
  }
  const other = setFrom(machine, argument, at)
  if (given.positional.length !== 1) return undefined
  if (isUnknown(other)) {
    if (name === 'update') heap.write(self, other)
    return other
  }
  switch (name) {
    case 'update':
      heap.write(self, new Map([...other, ...content]))
      return none(at)
    case 'union':
      return { ...self, content: new Map([...other, ...content]), at }
    case 'intersection':
      return { ...self, content: new Map([...content].filter(([key]) => other.has(key))), at }
    case 'difference':
      return { ...self, content: new Map([...content].filter(([key]) => !other.has(key))), at }
    default:
      return undefined
  }
}

const SET_CHANGES = new Set(['add', 'discard', 'update', 'remove'])

/** The items of `set(iterable)`. A set's own order does not matter here. */
export function setFrom(machine: Machine, source: Value, at: Span): ReadonlyMap<string, Value> | Unknown {
  if (source.kind === 'set') return source.content
  const items = iterate(machine, source, at)
  return isUnknown(items) ? items : distinct(machine, items)
}

/** The items of a set, each once. */
export function distinct(machine: Machine, items: readonly Value[]): ReadonlyMap<string, Value> | Unknown {
  const content = new Map<string, Value>()
  for (const item of items) {
    if (isUnknown(item)) return item
    const key = keyOf(item)
    if (key === undefined) return machine.unknown(item.at, 'it is an item that is not known')
    if (!content.has(key)) content.set(key, item)
  }
  return content
}
