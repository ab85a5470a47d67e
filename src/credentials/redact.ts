import type { Span } from '../sources/span.ts'
import { findCredentials } from './credentials.ts'

const MASK = '***'

/** A stretch of a text that is not shown. */
export interface Stretch {
  readonly start: number
  readonly end: number
}

/**
 * A text of a message, without its credentials: what a token format or a URL gives away becomes `***`.
 *
 * @example redact('https://bot:hunter2@host/simple') // 'https://bot:***@host/simple'
 */
export function redact(text: string): string {
  return mask(text, findCredentials(text), 0, text.length)
}

/** Whether a text anywhere in `data` holds what `redact` would hide. */
export const holdsCredential = (data: object): boolean => findCredentials(JSON.stringify(data)).length > 0

/**
 * A line of a file, without its credentials and without values whose key calls them secret.
 *
 * @example redactLine('ENV DB_PASSWORD=hunter2') // 'ENV DB_PASSWORD=***'
 * @example redactLine('curl -H "Authorization: Bearer hunter2"') // 'curl -H "Authorization: ***"'
 */
export function redactLine(line: string): string {
  return mask(line, hiddenIn(line), 0, line.length)
}

/** What of a source line is not shown: credentials by their format, and values whose key calls them secret. */
export function hiddenIn(line: string): readonly Stretch[] {
  return [...findCredentials(line), ...valuesOfSecretKeys(line), ...passwordsBeforeHosts(line)]
}

/** What of a line, which starts at `offset` of its file, is in spans that hold credentials. */
export function hiddenBySpans(line: string, file: string, offset: number, spans: readonly Span[]): Stretch[] {
  return spans
    .filter(span => span.file === file && span.start < offset + line.length && span.end > offset)
    .map(span => ({ start: Math.max(0, span.start - offset), end: Math.min(line.length, span.end - offset) }))
}

/** The part of a text from `from` to `to`, with `***` for each stretch that is not shown. */
export function mask(text: string, hidden: readonly Stretch[], from: number, to: number): string {
  let shown = ''
  let position = from
  for (const { start, end } of [...hidden].sort((a, b) => a.start - b.start)) {
    const [first, last] = [Math.max(start, position), Math.min(end, to)]
    if (last <= first) continue
    shown += text.slice(position, first) + MASK
    position = last
  }
  return shown + text.slice(position, to)
}

// A key in YAML, JSON, TOML, a shell or a query, and its value: wider than the rule that warns, because hiding too much costs little. Its parts
// are bounded, so that no line takes long.
const KEY_AND_VALUE =
  /(?<![\w.-])(?<key>[\w.-]{0,80}(?:api_?-?key|access_?-?key|account_?-?key|private_?-?key|token(?!iz)|secret|passw(?:or)?d|passphrase|pwd|credential|auth(?!or)|authorization)[\w.-]{0,80})["']?(?:\s*[:=]\s*|(?<=--[\w-]{1,80})\s+)(?<value>(?:"(?:[^"\\]|\\.)*"?)+|'[^']*'?|[^\s,}\]'"][^,}\]'"]*)/gi
/** Values that hold no secret: a switch, the name of a variable, a reference to a secret of ZenML's. */
const SWITCH = /^(?:true|false|yes|no|on|off|null|none|~)?$/i
const NAME = /^(?:\$\{\w+(?::?\?[^}]*)?\}?|\$[A-Z_][A-Z0-9_]*|\{\{[\w.\s-]+(?:\}\})?)$/
/** In a line: what begins a block, a mapping or a list, an alias, a command. */
const BEGINS = /^(?:[|>][-+\d]*|[&*!][\w.-]*|\{(?!\{).*|\[|\$\(.*)$/

/** Whether a value holds a secret where its key asks for one: a switch or the name of a variable is none. */
export const isSecret = (value: string): boolean => !SWITCH.test(value) && !NAME.test(value)

function valuesOfSecretKeys(line: string): Stretch[] {
  return [...line.matchAll(KEY_AND_VALUE)].flatMap(match => {
    const { key, value } = match.groups as { key: string; value: string }
    // A list or mapping `secrets` holds their names.
    if (key === 'secrets' && /^[{[]/.test(value)) return []
    const trimmed = value.trimEnd()
    const quoted = /^["']/.test(trimmed)
    const text = quoted ? trimmed.slice(1).replace(/["']$/, '') : trimmed.replace(/(?<!\s)\s+#[\s\S]*$/, '')
    if (!isSecret(text) || BEGINS.test(text)) return []
    const start = match.index + match[0].length - value.length + (quoted ? 1 : 0)
    return [{ start, end: start + text.length }]
  })
}

/** `ci:hunter2@pypi.example.com`: a URL that lost its beginning, and perhaps its end. */
const PASSWORD_BEFORE_HOST =
  /(?<![^\s:'"`<>])[^\s:/@'"`<>]{0,80}:(?<password>[^\s:/@'"`<>]{1,256}(?:@[^\s:/@'"`<>]{0,256}){0,3})@(?=[\w-]{1,80}\.|\s*$)/gm

export function passwordsBeforeHosts(line: string): Stretch[] {
  return [...line.matchAll(PASSWORD_BEFORE_HOST)].map(match => {
    const end = match.index + match[0].length - 1
    return { start: end - match.groups!.password!.length, end }
  })
}

const SECRET_KEY =
  /(?:api_?-?key|access_?-?key|account_?-?key|private_?-?key|token(?!iz)|secret|passw(?:or)?d|passphrase|pwd|credential|(?:^|[_-])auth(?!or)|authorization)/i

/** Whether the value of this key is a secret by what the key is called. */
export const isSecretKey = (key: string): boolean => SECRET_KEY.test(key)

/**
 * The text of a value for a reader: `***` where its key calls it secret, else without its credentials.
 *
 * @example redactValue('DB_PASSWORD', 'hunter2') // '***'
 */
export function redactValue(key: string, value: string): string {
  if (isSecretKey(key) && isSecret(value)) return MASK
  return redact(value).split('\n').map(redactLine).join('\n')
}

/**
 * A copy of plain data, for a reader: credentials in its texts, and texts whose key calls them secret, are `***`. The key of a text is its
 * property's, or the `name` or `flag` of a record with a `value`.
 *
 * @example redactData({ name: 'DB_PASSWORD', value: 'hunter2' }) // { name: 'DB_PASSWORD', value: '***' }
 */
export function redactData(data: unknown, key = ''): unknown {
  if (typeof data === 'string') return redactValue(key, data)
  // A list `secrets` holds their names.
  if (Array.isArray(data)) return data.map(item => redactData(item, key === 'secrets' ? '' : key))
  if (typeof data !== 'object' || data === null) return data
  const { name, flag } = data as { name?: unknown; flag?: unknown }
  const named = typeof name === 'string' ? name : typeof flag === 'string' ? flag : ''
  return Object.fromEntries(
    Object.entries(data).map(([property, value]) => [property, redactData(value, property === 'value' ? named : property)]),
  )
}
