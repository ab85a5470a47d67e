import type { ScalarNode } from '../model/node.ts'
import { isWellFormed } from '../quote/unwritable.ts'
import type { Span } from '../sources/span.ts'
import { decodeBase64 } from './base64.ts'
import { timestamp } from './timestamp.ts'

/** Builds a scalar of a tag (`tag:yaml.org,2002:…` without its prefix) as PyYAML's SafeConstructor does; undefined when the text is none. */
export function scalar(tag: string, text: string, span: Span): ScalarNode | undefined {
  switch (tag) {
    case 'str':
      // `"\ud800"`: Python takes it, and cannot write it anywhere.
      return !isWellFormed(text) ? undefined : { kind: 'string', value: text, span }
    case 'null':
      return { kind: 'null', span }
    case 'bool': {
      const value = BOOLEANS.get(text.toLowerCase())
      return value === undefined ? undefined : { kind: 'bool', value, span }
    }
    case 'int': {
      const value = int(text)
      return value === undefined ? undefined : { kind: 'int', value, span }
    }
    case 'float': {
      const value = float(text)
      return value === undefined ? undefined : { kind: 'float', value, span }
    }
    case 'timestamp': {
      const value = timestamp(text)
      return value && { kind: 'date', ...value, span }
    }
    case 'binary': {
      const value = decodeBase64(text)
      return value && { kind: 'bytes', value, span }
    }
    default:
      return undefined
  }
}

/** What `scalar` makes of a tag, in the user's words. */
export const SCALAR_KINDS: ReadonlyMap<string, string> = new Map([
  ['bool', 'yes or no'],
  ['int', 'a whole number'],
  ['float', 'a number'],
  ['timestamp', 'a date'],
  ['binary', 'base64'],
])

const BOOLEANS = new Map([
  ['yes', true],
  ['no', false],
  ['true', true],
  ['false', false],
  ['on', true],
  ['off', false],
])

/** Python refuses longer decimal numbers. */
const MAX_DIGITS = 4300

function int(source: string): bigint | undefined {
  const [, sign, digits] = /^([-+]?)(.*)$/s.exec(source.replaceAll('_', ''))!
  const value = magnitude(digits!)
  return value === undefined ? undefined : sign === '-' ? -value : value
}

function magnitude(digits: string): bigint | undefined {
  if (/^0b[01]+$/.test(digits) || /^0x[0-9a-fA-F]+$/.test(digits)) return BigInt(digits)
  if (/^0[0-7]*$/.test(digits)) return BigInt(`0o${digits}`)
  if (/^[0-9]+$/.test(digits)) return digits[0] === '0' || digits.length > MAX_DIGITS ? undefined : BigInt(digits)
  if (!/^[0-9]+(?::[0-9]+)+$/.test(digits) || digits.length > MAX_DIGITS) return undefined
  return digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n)
}

function float(source: string): number | undefined {
  const [, sign, digits] = /^([-+]?)(.*)$/s.exec(source.replaceAll('_', '').toLowerCase())!
  const value = size(digits!)
  return value === undefined ? undefined : sign === '-' ? -value : value
}

function size(digits: string): number | undefined {
  if (/^(?:\.inf|inf|infinity)$/.test(digits)) return Number.POSITIVE_INFINITY
  if (/^(?:\.nan|nan)$/.test(digits)) return Number.NaN
  if (DECIMAL.test(digits)) return Number(digits)
  const parts = digits.split(':')
  if (parts.length < 2 || !parts.every(part => DECIMAL.test(part))) return undefined
  // Summed from the last part up, as PyYAML does: the order decides the last bit.
  let value = 0
  let base = 1
  for (const part of parts.reverse()) {
    value += Number(part) * base
    base *= 60
  }
  return value
}

const DECIMAL = /^(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[-+]?[0-9]+)?$/
