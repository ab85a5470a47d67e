import { breakCommands } from './ci-command.ts'
import { HclTemplate, hcl } from './hcl.ts'

/** What can be written as JSON. Keys come out in the order given; a `Map` keeps that order for keys like `10` too. */
export type JsonValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | HclTemplate
  | readonly JsonValue[]
  | ReadonlyMap<string, JsonValue>
  | { readonly [key: string]: JsonValue }

/**
 * JSON made to be read and diffed: two spaces, one entry per line, but lists and mappings of plain values on one line where they fit.
 * Ends with a line break. Invisible and direction-changing characters are written as `\u` escapes, so that a review sees them.
 * Keys whose value is undefined are left out.
 *
 * Grammar: RFC 8259.
 */
export function json(value: JsonValue): string {
  return `${write(value, '', same)}\n`
}

/** The same for a bake file: every string, keys too, is escaped (`hcl`) unless it is an `HclTemplate`. */
export function bakeJson(value: JsonValue): string {
  return `${write(value, '', hcl)}\n`
}

/** JSON for programs, laid out as `JSON.stringify` does it, with the same escapes, and some in what a CI system takes for a command: it may be printed on a terminal or a log. */
export function jsonText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent)
  const shown = ASCII.test(text) ? text : text.replace(UNSEEN, unicodeEscape)
  return breakCommands(shown, unicodeEscape)
}

const ASCII = /^[\n -~]*$/
/** What nobody sees, also in an emoji: an escape costs nothing here. */
const UNSEEN = /[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/** `\u202e` and its like, two for a character beyond U+FFFF: JSON knows it, YAML in double quotes, too. */
export const unicodeEscape = (character: string): string =>
  character.replace(/[\s\S]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

const same = (text: string) => text
const width = 130

function write(value: JsonValue, indent: string, quote: (text: string) => string): string {
  if (value instanceof HclTemplate) return quoted(value.text)
  if (typeof value === 'string') return quoted(quote(value))
  if (value === undefined || value === null) return 'null'
  if (typeof value !== 'object') {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${value} is not JSON`)
    return String(value)
  }
  const inner = `${indent}  `
  const written: string[] = []
  let isPlain = true
  const add = (key: string, item: JsonValue) => {
    isPlain &&= typeof item !== 'object' || item === null || item instanceof HclTemplate
    written.push(key + write(item, inner, quote))
  }
  const isList = Array.isArray(value)
  if (isList) for (const item of value as readonly JsonValue[]) add('', item)
  else for (const [key, item] of entries(value as Mapping)) if (item !== undefined) add(`${quoted(quote(key))}: `, item)
  const [open, close] = isList ? '[]' : '{}'
  if (!written.length) return `${open}${close}`
  const line = isPlain && indent ? `${open}${written.join(', ')}${close}` : undefined
  if (line !== undefined && indent.length + line.length <= width) return line
  return `${open}\n${inner}${written.join(`,\n${inner}`)}\n${indent}${close}`
}

type Mapping = ReadonlyMap<string, JsonValue> | { readonly [key: string]: JsonValue }
const entries = (value: Mapping): Iterable<readonly [string, JsonValue]> => (value instanceof Map ? value : Object.entries(value))

/** Nothing in it that needs an escape: nearly every string. */
const PLAIN = /^[ !#-[\]-~]*$/

function quoted(text: string): string {
  return PLAIN.test(text) ? breakCommands(`"${text}"`, unicodeEscape) : jsonText(text)
}
