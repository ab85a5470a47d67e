import type { Span } from '../../sources/span.ts'
import { type Native, named, positional } from '../evaluate/arguments.ts'
import { binary, textOf } from '../evaluate/arithmetic.ts'
import { orderOf } from '../evaluate/compare.ts'
import { formatted, rounded, toRepr, toText } from '../evaluate/format.ts'
import { isUnchanged, iterate, madeOf } from '../evaluate/iterate.ts'
import type { Machine } from '../evaluate/machine.ts'
import { isExceptionName, raise } from '../evaluate/stop.ts'
import { truth } from '../evaluate/truth.ts'
import { setEntry } from '../values/entries.ts'
import { isOpen } from '../values/open-text.ts'
import { isNumber, keyOf } from '../values/same.ts'
import {
  type Arguments,
  bool,
  type Dict,
  float,
  int,
  isUnknown,
  iterator,
  list,
  none,
  str,
  tuple,
  type Unknown,
  type Value,
} from '../values/value.ts'
import { entriesFrom, keywordEntries, setFrom, sortItems } from './container-methods.ts'
import { noValue } from './environment.ts'

/** Why the value of a function of Python's own cannot be known. */
const OPAQUE: Readonly<Record<string, string>> = {
  open: 'it reads a file',
  input: 'it asks somebody',
  id: 'it is another number in each run',
  hash: 'it is another number in each run',
  globals: 'it holds everything that the module has',
  locals: 'it holds everything that the function has',
  vars: 'it holds everything that an object has',
  dir: 'it holds everything that an object has',
  exec: 'it runs text as code',
  eval: 'it runs text as code',
  compile: 'it runs text as code',
  __import__: 'it imports a module whose name is computed',
  object: 'it is an object without a value',
  type: 'it is a type',
  super: 'it is a part of a class',
  memoryview: 'it is a view of memory',
  bytearray: 'bytes that change are not read',
  complex: 'complex numbers are not read',
  slice: 'a slice of its own is not read',
  delattr: 'it removes a name that is computed',
  aiter: 'it waits for something',
  anext: 'it waits for something',
  breakpoint: 'it stops the program',
  help: 'it prints a text',
}

/** Names that Python has everywhere. */
export const isBuiltinName = (name: string): boolean =>
  Object.hasOwn(BUILTINS, name) || Object.hasOwn(OPAQUE, name) || isExceptionName(name) || NAMES.has(name)

const NAMES = new Set([
  'BaseExceptionGroup',
  'BlockingIOError',
  'BrokenPipeError',
  'BufferError',
  'BytesWarning',
  'ChildProcessError',
  'ConnectionAbortedError',
  'ConnectionError',
  'ConnectionRefusedError',
  'ConnectionResetError',
  'DeprecationWarning',
  'EOFError',
  'Ellipsis',
  'EncodingWarning',
  'EnvironmentError',
  'ExceptionGroup',
  'FileExistsError',
  'FloatingPointError',
  'FutureWarning',
  'GeneratorExit',
  'IOError',
  'ImportWarning',
  'IndentationError',
  'InterruptedError',
  'IsADirectoryError',
  'MemoryError',
  'NotADirectoryError',
  'NotImplemented',
  'PendingDeprecationWarning',
  'PermissionError',
  'ProcessLookupError',
  'PythonFinalizationError',
  'RecursionError',
  'ReferenceError',
  'ResourceWarning',
  'RuntimeWarning',
  'StopAsyncIteration',
  'SyntaxError',
  'SyntaxWarning',
  'SystemError',
  'TabError',
  'TimeoutError',
  'UnicodeDecodeError',
  'UnicodeEncodeError',
  'UnicodeTranslateError',
  'UnicodeWarning',
  'UserWarning',
  'Warning',
  '__build_class__',
  '__builtins__',
  '__debug__',
  '__loader__',
  'ascii',
  'bin',
  'bytes',
  'classmethod',
  'copyright',
  'credits',
  'divmod',
  'exit',
  'hex',
  'issubclass',
  'license',
  'oct',
  'pow',
  'property',
  'quit',
  'setattr',
  'staticmethod',
])

/** Calls a function of Python's own. */
export function callBuiltin(machine: Machine, name: string, given: Arguments, at: Span): Value {
  if (Object.hasOwn(BUILTINS, name)) return BUILTINS[name]!(machine, given, at) ?? machine.unknown(at, 'this call is not read')
  if (isExceptionName(name)) return exception(machine, name, given, at)
  return machine.unknown(at, OPAQUE[name] ?? 'its result is not known')
}

function exception(machine: Machine, type: string, given: Arguments, at: Span): Value {
  const [first] = given.positional
  // Two arguments print as a tuple, and a KeyError prints its key's `repr`.
  const isPlain = given.positional.length < 2 && type !== 'KeyError'
  const message = !isPlain ? null : first ? toText(machine, first, at) : ''
  return { kind: 'exception', type, of: null, message: typeof message === 'string' ? message : null, at }
}

/** The items of an argument, handed to `make`. */
const ofItems =
  (make: (items: readonly Value[], machine: Machine, given: Arguments, at: Span) => Value | undefined): Native =>
  (machine, given, at) => {
    const [source] = given.positional
    if (!source) return undefined
    const items = iterate(machine, source, at)
    return isUnknown(items) ? machine.derive(items, at) : make(items, machine, given, at)
  }

const BUILTINS: Readonly<Record<string, Native>> = {
  str: (machine, given, at) => {
    const [value] = named(given, ['object'], at)
    const text = value ? toText(machine, value, at) : ''
    return typeof text === 'string' ? str(text, at) : text
  },
  repr: (machine, given, at) => {
    const [value] = named(given, ['object'], at)
    const text = value && toRepr(machine, value, at)
    return typeof text === 'string' ? str(text, at) : text
  },
  format: (machine, given, at) => {
    const [value, spec] = named(given, ['value', 'format_spec'], at)
    const text = value && formatted(machine, value, spec ? (textOf(spec) ?? '?') : '', at)
    return typeof text === 'string' ? str(text, at) : text
  },
  int: toInt,
  float: toFloat,
  bool: (machine, given, at) => {
    const [value] = named(given, ['object'], at)
    const known = value ? truth(machine, value, at) : false
    return typeof known === 'boolean' ? bool(known, at) : known
  },
  list: (machine, given, at) => (given.positional.length === 0 ? list([], at) : LIST(machine, given, at)),
  tuple: (machine, given, at) => (given.positional.length === 0 ? tuple([], at) : TUPLE(machine, given, at)),
  set: (machine, given, at) => makeSet(machine, given, at, false),
  frozenset: (machine, given, at) => makeSet(machine, given, at, true),
  dict: toDict,
  len: (machine, given, at) => {
    const [value] = named(given, ['object'], at)
    return value && length(machine, value, at)
  },
  sorted: (machine, given, at) => {
    const [source] = given.positional
    if (!source || given.positional.length > 1) return undefined
    // The one thing that a set's order does not matter for.
    const items = source.kind === 'set' ? source.content : iterate(machine, source, at)
    if (isUnknown(items)) return machine.derive(items, at)
    const values = source.kind === 'set' ? [...(items as ReadonlyMap<string, Value>).values()] : (items as readonly Value[])
    const unclear = values.length > 1 ? values.find(isUnknown) : undefined
    if (unclear) return machine.derive(unclear, at)
    const sorted = sortItems(machine, values, given, at)
    if (isUnknown(sorted)) return sorted
    return source.kind === 'set' && hasTies(sorted, given)
      ? machine.unknown(at, 'the order of equal items of a set is not known')
      : list(sorted, at)
  },
  reversed: ofItems((items, machine, given, at) => iterator(items.toReversed(), madeOf(machine, given.positional, false), at)),
  range: makeRange,
  enumerate: ofItems((items, machine, given, at) => {
    const [source, start = int(0, at)] = named(given, ['iterable', 'start'], at)
    if (start.kind !== 'int') return undefined
    return iterator(
      items.map((item, i) => tuple([int(start.value + BigInt(i), item.at), item], item.at)),
      madeOf(machine, [source!], false),
      at,
    )
  }),
  zip: (machine, given, at) => {
    if (given.keywords.size > 0) return undefined
    const columns: (readonly Value[])[] = []
    for (const source of given.positional) {
      const items = iterate(machine, source, at)
      if (isUnknown(items)) return machine.derive(items, at)
      columns.push(items)
    }
    const rows = columns.length === 0 ? 0 : Math.min(...columns.map(column => column.length))
    return iterator(
      Array.from({ length: rows }, (_, i) =>
        tuple(
          columns.map(column => column[i]!),
          at,
        ),
      ),
      madeOf(machine, given.positional, false),
      at,
    )
  },
  map: (machine, given, at) => {
    const [mapper, source, ...more] = given.positional
    if (!mapper || !source || more.length > 0) return undefined
    const items = iterate(machine, source, at)
    if (isUnknown(items)) return machine.derive(items, at)
    const mapped = items.map(item => machine.call(mapper, positional(item), at))
    return iterator(mapped, madeOf(machine, [source], true), at)
  },
  filter: (machine, given, at) => {
    const [test, source] = given.positional
    if (!test || !source) return undefined
    const items = iterate(machine, source, at)
    if (isUnknown(items)) return machine.derive(items, at)
    const kept: Value[] = []
    for (const item of items) {
      const value = test.kind === 'none' ? item : machine.call(test, positional(item), at)
      const keep = truth(machine, value, at)
      if (isUnknown(keep)) return keep
      if (keep) kept.push(item)
    }
    return iterator(kept, madeOf(machine, [source], true), at)
  },
  min: (machine, given, at) => extreme(machine, given, at, order => order < 0),
  max: (machine, given, at) => extreme(machine, given, at, order => order > 0),
  sum: ofItems((items, machine, given, at) => {
    const [, start = int(0, at)] = named(given, ['iterable', 'start'], at)
    // Since 3.12 floats are summed with fewer roundings than one after the other gives.
    if (items.some(item => item.kind === 'float')) return undefined
    return items.reduce((total, item) => binary(machine, '+', total, item, at), start)
  }),
  any: ofItems((items, machine, _given, at) => anyOf(machine, items, true, at)),
  all: ofItems((items, machine, _given, at) => anyOf(machine, items, false, at)),
  abs: (_machine, given) => {
    const [value] = given.positional
    if (value?.kind === 'int') return { ...value, value: value.value < 0n ? -value.value : value.value }
    return value?.kind === 'float' ? { ...value, value: Math.abs(value.value) } : undefined
  },
  round: (_machine, given, at) => {
    const [value, digits] = given.positional
    if (!value || digits) return undefined
    return value.kind === 'int'
      ? value
      : value.kind === 'float' && Number.isFinite(value.value)
        ? int(value.value < 0 ? -rounded(-value.value, 0) : rounded(value.value, 0), at)
        : undefined
  },
  chr: (_machine, given, at) => {
    const [code] = given.positional
    return code?.kind === 'int' && code.value >= 0n && code.value < 0xd800n
      ? str(String.fromCodePoint(Number(code.value)), at)
      : undefined
  },
  ord: (_machine, given, at) => {
    const text = given.positional[0] && textOf(given.positional[0])
    return text !== undefined && !isOpen(text) && [...text].length === 1 ? int(text.codePointAt(0)!, at) : undefined
  },
  isinstance: isInstance,
  callable: () => undefined,
  print: (_machine, _given, at) => none(at),
  iter: ofItems((items, machine, given, at) => iterator(items, madeOf(machine, given.positional, false), at)),
  next: (machine, given, at) => {
    const [source, standard] = given.positional
    if (source?.kind !== 'iterator') return undefined
    if (isUnknown(source.content)) return source.content
    if (!isUnchanged(machine, source.madeOf)) return machine.unknown(at, 'the values that it goes through were changed since')
    const [first, ...rest] = source.content
    machine.heap.write(source, rest)
    return first ?? standard ?? raise('StopIteration', '', at)
  },
  getattr: (machine, given, at) => {
    const [object, name, standard] = given.positional
    const text = name && textOf(name)
    if (!object || text === undefined || isOpen(text) || standard) return undefined
    if (isUnknown(object)) return machine.derive(object, at)
    return machine.attribute(object, text, at)
  },
  hasattr: () => undefined,
}

const LIST = ofItems((items, _machine, given, at) => (given.positional.length > 1 ? undefined : list(items, at)))
const TUPLE = ofItems((items, _machine, given, at) => (given.positional.length > 1 ? undefined : tuple(items, at)))

/** Equal sort keys keep the order that they had, which a set does not have. */
const hasTies = (sorted: readonly Value[], given: Arguments): boolean =>
  given.keywords.has('key') || new Set(sorted.map(item => keyOf(item))).size < sorted.length

function toInt(machine: Machine, given: Arguments, at: Span): Value | undefined {
  const [value, baseValue] = named(given, ['x', 'base'], at)
  if (!value) return int(0, at)
  if (isUnknown(value)) return machine.derive(value, at)
  if (value.kind === 'late') return machine.unknown(at, noValue(value.variable))
  if (isNumber(value) && !baseValue) {
    if (value.kind !== 'float') return int(BigInt(value.value), at)
    return Number.isFinite(value.value)
      ? int(BigInt(Math.trunc(value.value)), at)
      : raise('ValueError', 'cannot convert this float to integer', at)
  }
  const text = textOf(value)
  if (text === undefined || isOpen(text)) {
    return value.kind === 'none' || value.kind === 'list' || value.kind === 'dict'
      ? raise('TypeError', `int() argument must be a string or a number, not ${value.kind}`, at)
      : undefined
  }
  const base = baseValue === undefined ? 10 : baseValue.kind === 'int' ? Number(baseValue.value) : undefined
  if (base !== 10 || /[^\x00-\x7f]/.test(text)) return undefined
  const trimmed = text.trim()
  if (!/^[+-]?\d+(?:_\d+)*$/.test(trimmed)) return raise('ValueError', `invalid literal for int() with base 10: '${text}'`, at)
  const digits = trimmed.replaceAll('_', '')
  return digits.length > 4000 ? undefined : int(BigInt(digits.replace(/^\+/, '')), at)
}

function toFloat(machine: Machine, given: Arguments, at: Span): Value | undefined {
  const [value] = given.positional
  if (!value) return float(0, at)
  if (isUnknown(value)) return machine.derive(value, at)
  if (value.kind === 'float') return { ...value, at }
  if (value.kind === 'bool' || (value.kind === 'int' && Number.isSafeInteger(Number(value.value))))
    return float(Number(value.value), at)
  const text = textOf(value)?.trim()
  if (text === undefined || isOpen(text) || /^[+-]?(?:inf|nan)|[^\x00-\x7f]/i.test(text)) return undefined
  const isNumeral = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+)?$/.test(text)
  return isNumeral
    ? float(Number(text.replaceAll('_', '')), at)
    : raise('ValueError', `could not convert string to float: '${text}'`, at)
}

function makeSet(machine: Machine, given: Arguments, at: Span, isFrozen: boolean): Value | undefined {
  const [source] = named(given, ['iterable'], at)
  return { kind: 'set', isFrozen, content: source ? setFrom(machine, source, at) : new Map(), at }
}

function toDict(machine: Machine, given: Arguments, at: Span): Value | undefined {
  if (given.positional.length > 1) return undefined
  const [source] = given.positional
  const content = source ? entriesFrom(machine, source, at) : new Map()
  if (isUnknown(content)) return machine.derive(content, at)
  const result = new Map(content)
  for (const [hash, entry] of keywordEntries(given)) setEntry(result, hash, entry)
  return { kind: 'dict', content: result, at } satisfies Dict
}

function length(machine: Machine, value: Value, at: Span): Value | undefined {
  if (isUnknown(value)) return machine.derive(value, at)
  switch (value.kind) {
    case 'str':
      return isOpen(value.value) ? machine.unknown(at, 'a part of the text is not known') : int([...value.value].length, at)
    case 'bytes':
      return int(value.value.length, at)
    case 'list':
      return isUnknown(value.content) ? value.content : int(value.content.length, at)
    case 'dict':
    case 'set':
      return isUnknown(value.content) ? value.content : int(value.content.size, at)
    case 'view':
      return length(machine, value.of, at)
    case 'tuple':
      return int(value.items.length, at)
    case 'range': {
      const items = iterate(machine, value, at)
      return isUnknown(items) ? items : int(items.length, at)
    }
    case 'none':
    case 'int':
    case 'bool':
    case 'float':
      return raise('TypeError', `a value of the type ${value.kind} has no len()`, at)
    default:
      return undefined
  }
}

function makeRange(machine: Machine, given: Arguments, at: Span): Value | undefined {
  const unknown = given.positional.find(isUnknown)
  if (unknown) return machine.derive(unknown, at)
  const numbers = given.positional.map(value => (value.kind === 'int' || value.kind === 'bool' ? BigInt(value.value) : undefined))
  if (numbers.length === 0 || numbers.length > 3 || given.keywords.size > 0) return undefined
  if (numbers.includes(undefined)) {
    return given.positional.some(value => value.kind === 'str' || value.kind === 'float' || value.kind === 'none')
      ? raise('TypeError', 'range() takes whole numbers', at)
      : undefined
  }
  const [first, second, step = 1n] = numbers as bigint[]
  if (step === 0n) return raise('ValueError', 'range() arg 3 must not be zero', at)
  const [start, stop] = second === undefined ? [0n, first!] : [first!, second]
  return { kind: 'range', start, stop, step, at }
}

function extreme(machine: Machine, given: Arguments, at: Span, wins: (order: number) => boolean): Value | undefined {
  const keyFunction = given.keywords.get('key')?.value
  if (given.keywords.size > (keyFunction ? 1 : 0)) return undefined
  const items = given.positional.length === 1 ? iterate(machine, given.positional[0]!, at) : given.positional
  if (isUnknown(items)) return machine.derive(items, at)
  const key = (item: Value) => (keyFunction ? machine.call(keyFunction, positional(item), at) : item)
  const [first, ...rest] = items
  if (!first) return raise('ValueError', 'an empty sequence has no smallest and no largest item', at)
  let best = { item: first, key: key(first) }
  if (isUnknown(best.key)) return machine.derive(best.key, at)
  for (const item of rest) {
    const itemKey = key(item)
    const order = orderOf(machine, itemKey, best.key, at)
    if (typeof order !== 'number') return order
    if (wins(order)) best = { item, key: itemKey }
  }
  return best.item
}

function anyOf(machine: Machine, items: readonly Value[], wanted: boolean, at: Span): Value {
  let unclear: Unknown | undefined
  for (const item of items) {
    const known = truth(machine, item, at)
    if (known === wanted) return bool(wanted, at)
    if (isUnknown(known)) unclear ??= known
  }
  return unclear ?? bool(!wanted, at)
}

const TYPE_NAMES: Readonly<Record<string, readonly Value['kind'][]>> = {
  str: ['str'],
  int: ['int', 'bool'],
  bool: ['bool'],
  float: ['float'],
  list: ['list'],
  tuple: ['tuple'],
  dict: ['dict'],
  set: ['set'],
  bytes: ['bytes'],
}
const BASIC = new Set<Value['kind']>(['none', 'str', 'int', 'bool', 'float', 'list', 'tuple', 'dict', 'bytes'])

function isInstance(machine: Machine, given: Arguments, at: Span): Value | undefined {
  const [value, type] = given.positional
  if (!value || !type) return undefined
  if (isUnknown(value)) return machine.derive(value, at)
  const types = type.kind === 'tuple' ? type.items : [type]
  if (!BASIC.has(value.kind) || types.some(t => t.kind !== 'builtin' || !Object.hasOwn(TYPE_NAMES, t.name))) return undefined
  return bool(
    types.some(t => TYPE_NAMES[(t as { name: string }).name]!.includes(value.kind)),
    at,
  )
}
