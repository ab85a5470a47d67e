import { byCodePoint } from '../basics/order.ts'
import type { DateNode, MapNode, Node, ScalarNode } from '../model/node.ts'
import { unicodeEscape } from '../quote/json.ts'

/** Python's `str()` of a value. */
export function pythonStr(node: Node): string {
  if (node.kind === 'string') return node.value
  if (node.kind === 'date') return node.text
  return pythonRepr(node)
}

/** Python's `repr()` of a value. Sets keep the order in which they were written (Python's own depends on its hash seed). */
export function pythonRepr(node: Node): string {
  switch (node.kind) {
    case 'null':
      return 'None'
    case 'bool':
      return node.value ? 'True' : 'False'
    case 'int':
      return String(node.value)
    case 'float':
      return floatRepr(node.value)
    case 'string':
      return stringRepr(node.value)
    case 'date':
      return node.repr
    case 'bytes':
      return bytesRepr(node.value)
    case 'unknown':
      return node.expression
    case 'map':
      return `{${node.entries.map(e => `${pythonRepr(e.key)}: ${pythonRepr(e.value)}`).join(', ')}}`
    case 'list': {
      const items = node.items.map(pythonRepr)
      if (node.set) return items.length === 0 ? 'set()' : `{${items.join(', ')}}`
      if (node.tuple) return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`
      return `[${items.join(', ')}]`
    }
  }
}

/** Python's `==`: `1`, `1.0` and `True` are equal, the order of a mapping or a set does not count. What is not known equals nothing but itself. */
export function pythonEquals(a: Node, b: Node): boolean {
  if (a === b) return true
  if (a.kind === 'unknown' || b.kind === 'unknown') return false
  if (a.kind === 'map' || b.kind === 'map') return a.kind === 'map' && b.kind === 'map' && mapsEqual(a, b)
  if (a.kind === 'list' || b.kind === 'list') {
    if (a.kind !== 'list' || b.kind !== 'list') return false
    if (a.items.length !== b.items.length || !a.set !== !b.set || !a.tuple !== !b.tuple) return false
    if (!a.set) return a.items.every((item, i) => pythonEquals(item, b.items[i]!))
    const keys = new Set((b.items as readonly ScalarNode[]).map(hashKey))
    return (a.items as readonly ScalarNode[]).every(item => keys.has(hashKey(item)))
  }
  // PyYAML has one object for every `.nan`, and containers compare by identity first: two of them are equal.
  return hashKey(a) === hashKey(b)
}

function mapsEqual(a: MapNode, b: MapNode): boolean {
  if (a.entries.length !== b.entries.length) return false
  const others = new Map(b.entries.map(e => [hashKey(e.key), e.value]))
  return a.entries.every(e => {
    const other = others.get(hashKey(e.key))
    return other !== undefined && pythonEquals(e.value, other)
  })
}

/** A text that two scalars share when they are one key of a Python dict. */
export function hashKey(node: ScalarNode): string {
  switch (node.kind) {
    case 'null':
      return 'null'
    case 'bool':
      return node.value ? 'n1' : 'n0'
    case 'int':
      return `n${node.value}`
    case 'float':
      // Whole floats equal ints of any size, so the number is written out in full.
      return Number.isInteger(node.value) ? `n${BigInt(node.value)}` : `f${node.value}`
    case 'string':
      return `s${node.value}`
    case 'date':
      return `d${instant(node)}`
    case 'bytes':
      return `b${node.value.join()}`
  }
}

/** The same text for points in time that Python finds equal: those with an offset are compared in UTC. */
function instant({ text }: DateNode): string {
  const match = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d+))?([-+])(\d\d):(\d\d)$/.exec(text)
  if (!match) return text
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const offset = (Number(match[9]) * 60 + Number(match[10])) * (match[8] === '-' ? -1 : 1)
  // A year below 100 would mean 19xx to Date.UTC; 400 years more have the same calendar.
  return `utc${Date.UTC(year + 400, month - 1, day, hour, minute - offset, second)}.${match[7] ?? '000000'}`
}

/**
 * What Python's `json.dumps(…, sort_keys=True)` prints (`1`, `1.0` and `true` differ). Of kinds that Python refuses the text is not JSON, and the
 * same only for the same value.
 */
export function pythonJson(node: Node): string {
  switch (node.kind) {
    case 'null':
      return 'null'
    case 'bool':
      return String(node.value)
    case 'string':
      return jsonString(node.value)
    case 'int':
      return String(node.value)
    case 'float':
      return jsonFloat(node.value)
    case 'date':
    case 'bytes':
    case 'unknown':
      return `<${pythonRepr(node)}>`
    case 'list':
      return node.set
        ? `<${node.items.map(pythonJson).sort(byCodePoint).join(', ')}>`
        : `[${node.items.map(pythonJson).join(', ')}]`
    case 'map': {
      const entries = node.entries.map(e => [jsonKey(e.key), e.value] as const).sort((a, b) => byCodePoint(a[0], b[0]))
      return `{${entries.map(([key, value]) => `${jsonString(key)}: ${pythonJson(value)}`).join(', ')}}`
    }
  }
}

/** JSON in ASCII, as Python writes it. */
const jsonString = (text: string): string => JSON.stringify(text).replace(/[\x7f-\uffff]/g, unicodeEscape)

const jsonKey = (key: ScalarNode): string => (key.kind === 'string' ? key.value : pythonJson(key))

const jsonFloat = (value: number): string =>
  Number.isNaN(value) ? 'NaN' : Number.isFinite(value) ? floatRepr(value) : value > 0 ? 'Infinity' : '-Infinity'

/** What a value is, in the user's words: `not a whole number`. */
export function typeName(node: Node): string {
  switch (node.kind) {
    case 'null':
      return 'nothing'
    case 'bool':
      return 'a yes/no value'
    case 'int':
      return 'a whole number'
    case 'float':
      return 'a number'
    case 'string':
      return 'text'
    case 'date':
      return 'a date'
    case 'bytes':
      return 'binary data'
    case 'unknown':
      return 'a value that is not known'
    case 'list':
      return node.set ? 'a set' : 'a list'
    case 'map':
      return 'a mapping'
  }
}

/** Python prints the shortest digits, as JavaScript does, but turns to an exponent from 1e16 up and below 1e-4. */
function floatRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const [mantissa, power] = Math.abs(value).toExponential().split('e') as [string, string]
  const digits = mantissa.replace('.', '')
  const exponent = Number(power)
  const sign = value < 0 ? '-' : ''
  if (exponent < -4 || exponent >= 16) {
    const size = String(Math.abs(exponent)).padStart(2, '0')
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${size}`
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  // What Python's `isprintable` refuses: controls, formats, surrogates, private use, unassigned, and every separator but the space.
  const escaped = text.replace(/[\\'"]|[\p{C}\p{Z}]/gu, character => {
    if (character === ' ' || ((character === '"' || character === "'") && character !== quote)) return character
    if (character === quote) return `\\${quote}`
    return ESCAPES[character] ?? hexEscape(character.codePointAt(0)!)
  })
  return quote + escaped + quote
}

function hexEscape(code: number): string {
  const hex = code.toString(16)
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

function bytesRepr(bytes: Uint8Array): string {
  const quote = bytes.includes(0x27) && !bytes.includes(0x22) ? '"' : "'"
  let text = ''
  for (const byte of bytes) {
    const character = String.fromCharCode(byte)
    if (character === quote) text += `\\${quote}`
    else if (ESCAPES[character]) text += ESCAPES[character]
    else text += byte < 0x20 || byte > 0x7e ? hexEscape(byte) : character
  }
  return `b${quote}${text}${quote}`
}
