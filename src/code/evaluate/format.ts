import type { Span } from '../../sources/span.ts'
import { isOpen } from '../values/open-text.ts'
import { pythonFormatOf, pythonReprOf, pythonStrOf } from '../values/print.ts'
import type { Unknown, Value } from '../values/value.ts'
import type { Machine } from './machine.ts'
import { raise } from './stop.ts'

/** `str(value)` of a value that something is done with. */
export function toText(machine: Machine, value: Value, at: Span): string | Unknown {
  if (value.kind === 'unknown') return machine.derive(value, at)
  return pythonStrOf(value, machine.environment.python) ?? machine.unknown(at, NOT_PRINTED)
}

export function toRepr(machine: Machine, value: Value, at: Span): string | Unknown {
  if (value.kind === 'unknown') return machine.derive(value, at)
  return pythonReprOf(value, machine.environment.python) ?? machine.unknown(at, NOT_PRINTED)
}

const NOT_PRINTED = 'how Python prints this value is not known'

interface Spec {
  readonly fill: string
  readonly align: string
  readonly sign: string
  readonly alternate: boolean
  readonly zero: boolean
  readonly width: number
  readonly grouping: string
  readonly precision: number | null
  readonly type: string
}

// Format specification mini-language (library reference, string).
const SPEC = /^(?:([\s\S])?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d{1,6})?([,_])?(?:\.(\d{1,3}))?([bcdeEfFgGnosxX%])?$/u

/** `format(value, spec)`. */
export function formatted(machine: Machine, value: Value, spec: string, at: Span): string | Unknown {
  if (value.kind === 'unknown') return machine.derive(value, at)
  const plain = pythonFormatOf(value, machine.environment.python)
  if (spec === '') return plain ?? machine.unknown(at, NOT_PRINTED)
  const match = SPEC.exec(spec)
  const isBasic = value.kind === 'str' || value.kind === 'int' || value.kind === 'float' || value.kind === 'bool'
  if (!match || !isBasic || plain === undefined || isOpen(plain) || isOpen(spec)) {
    return machine.unknown(at, `the format \`${isOpen(spec) ? '…' : spec}\` is not one that is read`)
  }
  const read: Spec = {
    fill: match[1] ?? '',
    align: match[2] ?? '',
    sign: match[3] ?? '',
    alternate: match[5] !== undefined,
    zero: match[6] !== undefined,
    width: Number(match[7] ?? 0),
    grouping: match[8] ?? '',
    precision: match[9] === undefined ? null : Number(match[9]),
    type: match[10] ?? '',
  }
  if (match[4] !== undefined) return machine.unknown(at, `the format \`${spec}\` is not one that is read`)
  return value.kind === 'str'
    ? formatStr(value.value, read, at)
    : (formatNumber(value, read, at) ?? unreadable(machine, spec, at))
}

const unreadable = (machine: Machine, spec: string, at: Span) =>
  machine.unknown(at, `the format \`${spec}\` is not one that is read`)

function formatStr(text: string, spec: Spec, at: Span): string {
  if ((spec.type !== '' && spec.type !== 's') || spec.align === '=' || spec.sign || spec.grouping || spec.alternate)
    raise('ValueError', 'the format is not one for text', at)
  const letters = [...text]
  const cut = spec.precision === null ? letters : letters.slice(0, spec.precision)
  // Since 3.10 a `0` before the width is the fill of a text, which stays at the left.
  return padded(cut.join(''), cut.length, { ...spec, fill: spec.fill || (spec.zero ? '0' : '') }, '<')
}

function padded(text: string, length: number, { fill, align, width }: Spec, standard: string): string {
  const missing = width - length
  if (missing <= 0) return text
  const by = fill || ' '
  const side = align || standard
  if (side === '<') return text + by.repeat(missing)
  if (side === '^') return by.repeat(Math.floor(missing / 2)) + text + by.repeat(Math.ceil(missing / 2))
  return by.repeat(missing) + text
}

function formatNumber(value: Value & { kind: 'int' | 'float' | 'bool' }, spec: Spec, at: Span): string | undefined {
  // `format(True, '')` is text; with a specification a bool is a number.
  const digits = value.kind === 'float' ? floatDigits(value.value, spec) : intDigits(BigInt(value.value), spec, at)
  if (digits === undefined) return undefined
  const sign = digits.negative ? '-' : spec.sign === '+' ? '+' : spec.sign === ' ' ? ' ' : ''
  const body = grouped(digits.text, spec)
  if (body === undefined) return undefined
  const align = spec.align || (spec.zero ? '=' : '>')
  const fill = spec.fill || (spec.zero && !spec.align ? '0' : spec.zero ? '0' : ' ')
  if (align === '=') {
    if (spec.grouping && fill === '0') return undefined
    return sign + digits.prefix + fill.repeat(Math.max(0, spec.width - sign.length - digits.prefix.length - body.length)) + body
  }
  const whole = sign + digits.prefix + body
  return padded(whole, whole.length, { ...spec, fill, align }, '>')
}

interface Digits {
  readonly negative: boolean
  readonly prefix: string
  readonly text: string
}

const BASES: Readonly<Record<string, readonly [number, string]>> = { b: [2, '0b'], o: [8, '0o'], x: [16, '0x'], X: [16, '0X'] }

function intDigits(value: bigint, spec: Spec, at: Span): Digits | undefined {
  if (/^[eEfFgG%]$/.test(spec.type)) return floatDigits(Number(value), spec)
  if (spec.precision !== null || spec.type === 's') return raise('ValueError', 'the format is not one for whole numbers', at)
  const negative = value < 0n
  const size = negative ? -value : value
  if (spec.type === '' || spec.type === 'd') return { negative, prefix: '', text: String(size) }
  const base = BASES[spec.type]
  if (!base) return undefined
  const text = size.toString(base[0])
  return { negative, prefix: spec.alternate ? base[1] : '', text: spec.type === 'X' ? text.toUpperCase() : text }
}

function floatDigits(value: number, spec: Spec): Digits | undefined {
  if (!Number.isFinite(value) || spec.alternate) return undefined
  const negative = value < 0 || Object.is(value, -0)
  const size = Math.abs(value)
  const precision = spec.precision ?? 6
  switch (spec.type) {
    case 'f':
    case 'F':
    case '%': {
      const scaled = spec.type === '%' ? size * 100 : size
      const text = fixed(scaled, precision)
      return text === undefined ? undefined : { negative, prefix: '', text: spec.type === '%' ? `${text}%` : text }
    }
    case 'e':
    case 'E': {
      const text = exponent(size.toExponential(Math.min(precision, 100)))
      return { negative, prefix: '', text: spec.type === 'E' ? text.toUpperCase() : text }
    }
    case 'g':
    case 'G':
      return { negative, prefix: '', text: general(size, precision === 0 ? 1 : precision, spec.type === 'G') }
    case '':
      // Without a precision: as `repr`, which the shortest digits of both languages are.
      return spec.precision === null ? undefined : undefined
    default:
      return undefined
  }
}

/** Exact for any number that is printed with at most 100 places: both languages round the exact binary value, ties to even included. */
function fixed(value: number, places: number): string | undefined {
  if (places > 100 || value >= 1e21) return undefined
  return exactFixed(value, places)
}

/** `toFixed` rounds halves up, Python to even; with whole numbers the exact value decides. */
function exactFixed(value: number, places: number): string {
  const [numerator, denominator] = ratio(value)
  const scaled = numerator * 10n ** BigInt(places)
  let quotient = scaled / denominator
  const rest = (scaled % denominator) * 2n
  if (rest > denominator || (rest === denominator && quotient % 2n === 1n)) quotient++
  const digits = String(quotient).padStart(places + 1, '0')
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
}

/** A float as a fraction of whole numbers. */
export function ratio(value: number): [bigint, bigint] {
  let denominator = 1n
  let scaled = value
  while (!Number.isInteger(scaled)) {
    scaled *= 2
    denominator *= 2n
  }
  return [BigInt(scaled), denominator]
}

/** `1e+5` is `1e+05` in Python. */
const exponent = (text: string): string => text.replace(/e([-+])(\d)$/, 'e$10$2')

/** `1.500` → `1.5`, `2.00` → `2`; `100` stays. */
const withoutZeros = (text: string): string => (text.includes('.') ? text.replace(/(?<!0)0+$/, '').replace(/\.$/, '') : text)

function general(value: number, precision: number, upper: boolean): string {
  const power = value === 0 ? 0 : Number(value.toExponential(precision - 1).split('e')[1])
  let text: string
  if (power < -4 || power >= precision) {
    const [mantissa, rest] = value.toExponential(precision - 1).split('e') as [string, string]
    text = exponent(`${withoutZeros(mantissa)}e${rest}`)
  } else {
    text = withoutZeros(exactFixed(value, Math.max(0, precision - 1 - power)))
  }
  return upper ? text.toUpperCase() : text
}

function grouped(text: string, { grouping, type }: Spec): string | undefined {
  if (!grouping) return text
  if (grouping === ',' && BASES[type]) return undefined
  const [whole] = /^[\da-fA-F]+/.exec(text)!
  const rest = text.slice(whole.length)
  const size = BASES[type] ? 4 : 3
  const parts: string[] = []
  for (let end = whole.length; end > 0; end -= size) parts.unshift(whole.slice(Math.max(0, end - size), end))
  return parts.join(grouping) + rest
}
