import type { Span } from '../../sources/span.ts'
import { named } from '../evaluate/arguments.ts'
import { textOf } from '../evaluate/arithmetic.ts'
import { iterate } from '../evaluate/iterate.ts'
import type { Machine } from '../evaluate/machine.ts'
import { LimitReached, raise } from '../evaluate/stop.ts'
import { strFormat } from '../evaluate/str-format.ts'
import { isOpen } from '../values/open-text.ts'
import { MAX_TEXT } from '../values/print.ts'
import { type Arguments, bool, int, isUnknown, list, str, tuple, type Value } from '../values/value.ts'
import { noValue } from './environment.ts'

/** Methods of text (library reference, stdtypes: string methods). Undefined: not in this form. */
type TextMethod = (call: TextCall) => Value | undefined

interface TextCall {
  readonly machine: Machine
  readonly text: string
  readonly given: Arguments
  readonly at: Span
}

/** What Python takes for a space. */
const SPACES = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const SPACE = new RegExp(`[${SPACES}]+`)
const WORD = new RegExp(`[^${SPACES}]+`, 'g')
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/

/** Calls a method; undefined where there is none of this name. */
export function textMethod(machine: Machine, text: string, name: string, given: Arguments, at: Span): Value | undefined {
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined
  if (!method) return undefined
  if (isOpen(text) && name !== 'join') return machine.unknown(at, 'a part of the text is not known')
  const unknown = given.positional.find(isUnknown)
  if (unknown) return machine.derive(unknown, at)
  return method({ machine, text, given, at }) ?? machine.unknown(at, 'this call is not read')
}

/** Arguments that must be text, or left out. */
function texts({ given, at }: TextCall, ...names: string[]): (string | undefined)[] | undefined {
  const values = named(given, names, at).map(value => (value?.kind === 'none' ? undefined : value))
  const found = values.map(value => value && textOf(value))
  const isWrong = values.some((value, i) => value !== undefined && (found[i] === undefined || isOpen(found[i]!)))
  return isWrong ? undefined : found
}

const isAscii = (text: string): boolean => !/[^\x00-\x7f]/.test(text)

/** A method that needs no arguments and is the same in both languages for these letters. */
const plain =
  (make: (text: string) => string | boolean, suits: (text: string) => boolean = () => true): TextMethod =>
  ({ text, given, at }) => {
    if (given.positional.length + given.keywords.size > 0 || !suits(text)) return undefined
    const made = make(text)
    return typeof made === 'string' ? str(made, at) : bool(made, at)
  }

const METHODS: Readonly<Record<string, TextMethod>> = {
  lower: plain(text => text.toLowerCase()),
  upper: plain(text => text.toUpperCase()),
  capitalize: plain(text => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase(), isAscii),
  title: plain(text => text.toLowerCase().replace(/[a-z]+/g, word => word[0]!.toUpperCase() + word.slice(1)), isAscii),
  swapcase: plain(text => text.replace(/[a-z]|[A-Z]/g, c => (c >= 'a' ? c.toUpperCase() : c.toLowerCase())), isAscii),
  casefold: plain(text => text.toLowerCase(), isAscii),
  isdigit: plain(text => /^\d+$/.test(text), isAscii),
  isdecimal: plain(text => /^\d+$/.test(text), isAscii),
  isnumeric: plain(text => /^\d+$/.test(text), isAscii),
  isalpha: plain(text => /^[a-zA-Z]+$/.test(text), isAscii),
  isalnum: plain(text => /^[a-zA-Z\d]+$/.test(text), isAscii),
  isidentifier: plain(text => /^[a-zA-Z_]\w*$/.test(text), isAscii),
  islower: plain(text => /[a-z]/.test(text) && !/[A-Z]/.test(text), isAscii),
  isupper: plain(text => /[A-Z]/.test(text) && !/[a-z]/.test(text), isAscii),
  isspace: plain(text => new RegExp(`^[${SPACES}]+$`).test(text)),
  isascii: plain(isAscii),
  strip: call => strip(call, true, true),
  lstrip: call => strip(call, true, false),
  rstrip: call => strip(call, false, true),
  split: call => split(call, false),
  rsplit: call => split(call, true),
  splitlines: splitLines,
  partition: call => partition(call, text => text.indexOf.bind(text)),
  rpartition: call => partition(call, text => text.lastIndexOf.bind(text)),
  join,
  replace,
  startswith: call => starts(call, (text, part) => text.startsWith(part)),
  endswith: call => starts(call, (text, part) => text.endsWith(part)),
  removeprefix: call => affix(call, (text, part) => (text.startsWith(part) ? text.slice(part.length) : text)),
  removesuffix: call => affix(call, (text, part) => (part !== '' && text.endsWith(part) ? text.slice(0, -part.length) : text)),
  find: call => find(call, (text, part) => text.indexOf(part)),
  rfind: call => find(call, (text, part) => text.lastIndexOf(part)),
  index: call => find(call, (text, part) => text.indexOf(part), true),
  count: call => {
    const [part] = (call.given.positional.length === 1 && texts(call, 'sub')) || []
    return part ? int(call.text.split(part).length - 1, call.at) : undefined
  },
  zfill: call => {
    const width = call.given.positional[0]
    if (width?.kind !== 'int' || width.value > 10_000n) return undefined
    const [, sign, rest] = /^([+-]?)([\s\S]*)$/.exec(call.text)!
    return str(sign + '0'.repeat(Math.max(0, Number(width.value) - [...call.text].length)) + rest, call.at)
  },
  ljust: call => justify(call, (text, missing, fill) => text + fill.repeat(missing)),
  rjust: call => justify(call, (text, missing, fill) => fill.repeat(missing) + text),
  format: ({ machine, text, given, at }) => strFormat(machine, text, given, at),
}

function strip(call: TextCall, left: boolean, right: boolean): Value | undefined {
  const found = texts(call, 'chars')
  if (!found) return undefined
  const [characters] = found
  const set = characters === undefined ? undefined : new Set(characters)
  const space = new RegExp(`[${SPACES}]`)
  const goes = (letter: string) => (set ? set.has(letter) : space.test(letter))
  const letters = [...call.text]
  let [start, end] = [0, letters.length]
  while (left && start < end && goes(letters[start]!)) start++
  while (right && end > start && goes(letters[end - 1]!)) end--
  return str(letters.slice(start, end).join(''), call.at)
}

function split(call: TextCall, fromRight: boolean): Value | undefined {
  const [separatorValue, limitValue] = named(call.given, ['sep', 'maxsplit'], call.at)
  const separator = separatorValue && separatorValue.kind !== 'none' ? textOf(separatorValue) : undefined
  if (separatorValue && separatorValue.kind !== 'none' && separator === undefined) return undefined
  if (limitValue && limitValue.kind !== 'int') return undefined
  const limit = limitValue && limitValue.value >= 0n ? Number(limitValue.value) : Number.POSITIVE_INFINITY
  if (separator === '') return raise('ValueError', 'empty separator', call.at)
  const parts =
    separator === undefined ? bySpaces(call.text, limit, fromRight) : bySeparator(call.text, separator, limit, fromRight)
  return list(
    parts.map(part => str(part, call.at)),
    call.at,
  )
}

function bySeparator(text: string, separator: string, limit: number, fromRight: boolean): string[] {
  const parts = text.split(separator)
  if (parts.length - 1 <= limit) return parts
  return fromRight
    ? [parts.slice(0, parts.length - limit).join(separator), ...parts.slice(parts.length - limit)]
    : [...parts.slice(0, limit), parts.slice(limit).join(separator)]
}

function bySpaces(text: string, limit: number, fromRight: boolean): string[] {
  if (limit === Number.POSITIVE_INFINITY) return text.split(SPACE).filter(part => part !== '')
  const words = [...text.matchAll(WORD)].map(({ index, 0: word }) => ({ index, word }))
  if (words.length <= limit) return words.map(({ word }) => word)
  if (!fromRight) return [...words.slice(0, limit).map(({ word }) => word), text.slice(words[limit]!.index)]
  const last = words[words.length - limit - 1]!
  return [text.slice(0, last.index + last.word.length), ...words.slice(words.length - limit).map(({ word }) => word)]
}

function splitLines({ text, given, at }: TextCall): Value | undefined {
  if (given.positional.length + given.keywords.size > 0) return undefined
  const lines = text.split(LINE_END)
  if (lines.at(-1) === '') lines.pop()
  return list(
    lines.map(line => str(line, at)),
    at,
  )
}

function partition(call: TextCall, finder: (text: string) => (part: string) => number): Value | undefined {
  const [separator] = texts(call, 'sep') ?? []
  if (!separator) return undefined
  const { text, at } = call
  const place = finder(text)(separator)
  const isLast = finder('aa')('a') === 1
  const parts =
    place < 0
      ? isLast
        ? ['', '', text]
        : [text, '', '']
      : [text.slice(0, place), separator, text.slice(place + separator.length)]
  return tuple(
    parts.map(part => str(part, at)),
    at,
  )
}

function join({ machine, text, given, at }: TextCall): Value | undefined {
  const [parts] = named(given, ['iterable'], at)
  if (!parts) return undefined
  const items = iterate(machine, parts, at)
  if (isUnknown(items)) return machine.derive(items, at)
  const found: string[] = []
  let length = 0
  for (const item of items) {
    if (isUnknown(item)) return machine.derive(item, at)
    const part = textOf(item)
    if (part === undefined) {
      return item.kind === 'late'
        ? machine.unknown(item.at, noValue(item.variable))
        : raise('TypeError', `a text was expected, not ${item.kind}`, at)
    }
    length += part.length + text.length
    if (length > MAX_TEXT) throw new LimitReached('texts of more than a million letters', at)
    found.push(part)
  }
  return str(found.join(text), at)
}

function replace(call: TextCall): Value | undefined {
  const limit = call.given.positional[2]
  if (call.given.keywords.size > 0 || (limit && limit.kind !== 'int')) return undefined
  const [old, by] =
    texts({ ...call, given: { ...call.given, positional: call.given.positional.slice(0, 2) } }, 'old', 'new') ?? []
  if (old === undefined || by === undefined) return undefined
  const pieces = old === '' ? ['', ...call.text, ''] : call.text.split(old)
  if (pieces.length * by.length + call.text.length > MAX_TEXT)
    throw new LimitReached('texts of more than a million letters', call.at)
  const count = limit && limit.value >= 0n ? Number(limit.value) : pieces.length
  return str(
    pieces.slice(0, count + 1).join(by) +
      pieces
        .slice(count + 1)
        .map(piece => old + piece)
        .join(''),
    call.at,
  )
}

function starts({ text, given, at }: TextCall, test: (text: string, part: string) => boolean): Value | undefined {
  const [part] = given.positional
  if (given.positional.length !== 1 || !part) return undefined
  const parts = part.kind === 'tuple' ? part.items.map(textOf) : [textOf(part)]
  if (parts.some(known => known === undefined || isOpen(known))) return undefined
  return bool(
    parts.some(known => test(text, known!)),
    at,
  )
}

function affix(call: TextCall, make: (text: string, part: string) => string): Value | undefined {
  const [part] = texts(call, 'affix') ?? []
  return part === undefined ? undefined : str(make(call.text, part), call.at)
}

function find(call: TextCall, make: (text: string, part: string) => number, mustBe = false): Value | undefined {
  if (call.given.positional.length !== 1) return undefined
  const [part] = texts(call, 'sub') ?? []
  if (part === undefined) return undefined
  const place = make(call.text, part)
  if (place < 0 && mustBe) return raise('ValueError', 'substring not found', call.at)
  return int(place < 0 ? -1 : [...call.text.slice(0, place)].length, call.at)
}

function justify(call: TextCall, make: (text: string, missing: number, fill: string) => string): Value | undefined {
  const [width, fillValue] = call.given.positional
  const fill = fillValue === undefined ? ' ' : textOf(fillValue)
  if (width?.kind !== 'int' || width.value > 10_000n || fill === undefined || [...fill].length !== 1) return undefined
  return str(make(call.text, Math.max(0, Number(width.value) - [...call.text].length), fill), call.at)
}
