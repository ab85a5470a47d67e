import type { Span } from '../../sources/span.ts'
import { isOpen } from '../values/open-text.ts'
import { isNumber, type NumberValue } from '../values/same.ts'
import { isUnknown, str, type Unknown, type Value } from '../values/value.ts'
import { formatted, toRepr, toText } from './format.ts'
import type { Machine } from './machine.ts'
import { raise } from './stop.ts'

// printf-style formatting (library reference, stdtypes).
const PLACE = /%(?:\(([^)]*)\))?([-#0 +]*)(\*|\d{1,6})?(?:\.(\*|\d{1,3}))?[hlL]?([\s\S])?/g

/** `text % values`. */
export function percent(machine: Machine, text: string, values: Value, at: Span): Value {
  if (isOpen(text)) return machine.unknown(at, 'a part of the text is not known')
  const items = values.kind === 'tuple' ? values.items : [values]
  let used = 0
  let result = ''
  let from = 0
  for (const match of text.matchAll(PLACE)) {
    const [whole, name, flags = '', width, precision, type] = match
    result += text.slice(from, match.index)
    from = match.index + whole.length
    if (type === '%') {
      result += '%'
      continue
    }
    if (width === '*' || precision === '*') return machine.unknown(at, 'the format takes its width from a value')
    const value = name === undefined ? items[used++] : named(values, name, at)
    if (value === undefined) return raise('TypeError', 'not enough arguments for format string', at)
    if (isUnknown(value)) return machine.derive(value, at)
    const printed = place(machine, value, { flags, width: width ?? '', precision, type: type ?? '' }, at)
    if (isUnknown(printed)) return printed
    result += printed
  }
  const takesOne = values.kind !== 'tuple' && values.kind !== 'dict' && values.kind !== 'list'
  if (used < items.length && (values.kind === 'tuple' || (takesOne && used === 0 && !text.includes('%('))))
    return raise('TypeError', 'not all arguments converted during string formatting', at)
  return str(result + text.slice(from), at)
}

function named(values: Value, name: string, at: Span): Value | undefined {
  if (values.kind === 'unknown') return values
  if (values.kind !== 'dict') return raise('TypeError', 'format requires a mapping', at)
  if (isUnknown(values.content)) return values.content
  return values.content.get(`s${name}`)?.value ?? raise('KeyError', `'${name}'`, at)
}

interface Place {
  readonly flags: string
  readonly width: string
  readonly precision: string | undefined
  readonly type: string
}

function place(machine: Machine, value: Value, written: Place, at: Span): string | Unknown {
  const { type } = written
  if (type === 's' || type === 'r') return placeText(machine, value, written, at)
  if (!/^[diufFeEgGxXo]$/.test(type)) return machine.unknown(at, `the format \`%${type}\` is not one that is read`)
  if (!isNumber(value)) return raise('TypeError', `%${type} format: a number is required`, at)
  const number = WHOLE.test(type) ? wholeNumber(value, written, at) : value
  return number ? formatted(machine, number, specOf(written), at) : machine.unknown(at, 'the format is not one that is read')
}

const WHOLE = /^[diuxXo]$/
const DECIMAL = /^[diu]$/

function placeText(machine: Machine, value: Value, { flags, width, precision, type }: Place, at: Span): string | Unknown {
  const text = type === 's' ? toText(machine, value, at) : toRepr(machine, value, at)
  if (isUnknown(text) || (width === '' && precision === undefined)) return text
  const spec = `${flags.includes('-') ? '<' : '>'}${width}${precision === undefined ? '' : `.${precision}`}`
  return formatted(machine, str(text, at), spec, at)
}

/** `%d` cuts a float; undefined for what is not read. */
function wholeNumber(value: NumberValue, { precision, type }: Place, at: Span): Value | undefined {
  if (precision !== undefined && DECIMAL.test(type)) return undefined
  if (value.kind !== 'float') return value
  return DECIMAL.test(type) && Number.isFinite(value.value)
    ? { kind: 'int', value: BigInt(Math.trunc(value.value)), at }
    : undefined
}

/** The same in the words of `format`. */
function specOf({ flags, width, precision, type }: Place): string {
  const left = flags.includes('-')
  const sign = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  const zero = flags.includes('0') && !left ? '0' : ''
  const places = precision === undefined ? '' : `.${precision}`
  return `${left ? '<' : ''}${sign}${flags.includes('#') ? '#' : ''}${zero}${width}${places}${DECIMAL.test(type) ? 'd' : type}`
}
