/** Literals of the language reference's section 2.4 and 2.5: what their source text stands for. */

/** Prefix, quotes and content of a string token; undefined where it does not end. */
export function splitString(token: string): { prefix: string; quote: string; content: string } | undefined {
  const start = /^([a-zA-Z]{0,3})('''|"""|'|")/.exec(token)
  if (!start) return undefined
  const [opening, prefix, quote] = start as unknown as [string, string, string]
  if (token.length < opening.length + quote.length || !token.endsWith(quote)) return undefined
  return { prefix: prefix.toLowerCase(), quote, content: token.slice(opening.length, token.length - quote.length) }
}

const SIMPLE: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}
const ESCAPE = /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|N\{[^}]*\}|([\s\S]))/g
const ESCAPE_IN_BYTES = /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|([\s\S]))/g

/**
 * The text of a string literal's content; undefined for an escape that only Python's own tables know (`\N{BULLET}`) or that is not valid.
 *
 * A line break is `\n`, however the file writes it (language reference 2.1.2). An unknown escape stays with its backslash.
 */
export function decodeText(content: string, raw: boolean): string | undefined {
  const text = content.replace(/\r\n?/g, '\n')
  if (raw || !text.includes('\\')) return text
  let wrong = false
  const decoded = text.replace(ESCAPE, (all, ...groups: (string | undefined)[]) => {
    const [octal, x, u, U, other] = groups
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
    const hex: string | undefined = x ?? u ?? U
    if (hex !== undefined) {
      const code = Number.parseInt(hex, 16)
      wrong ||= code > 0x10ffff || (code >= 0xd800 && code < 0xe000)
      return wrong ? '' : String.fromCodePoint(code)
    }
    wrong ||= other === undefined || /^[xuUN]$/.test(other)
    return SIMPLE[other ?? ''] ?? all
  })
  return wrong ? undefined : decoded
}

/** The bytes of a bytes literal's content; undefined where it is not valid. */
export function decodeBytes(content: string, raw: boolean): Uint8Array | undefined {
  const text = content.replace(/\r\n?/g, '\n')
  let wrong = /[^\x00-\x7f]/.test(text)
  const decoded = raw
    ? text
    : text.replace(ESCAPE_IN_BYTES, (all, octal, x, other: string | undefined) => {
        const code = octal !== undefined ? Number.parseInt(octal, 8) & 0xff : x !== undefined ? Number.parseInt(x, 16) : undefined
        if (code !== undefined) return String.fromCharCode(code)
        wrong ||= other === 'x'
        return SIMPLE[other ?? ''] ?? all
      })
  return wrong ? undefined : Uint8Array.from(decoded, character => character.charCodeAt(0))
}

/** A number literal; undefined for an imaginary one and for what is none. */
export function decodeNumber(token: string): bigint | number | undefined {
  if (/_(?:_|$)/.test(token)) return undefined
  const text = token.replaceAll('_', '').toLowerCase()
  if (/^(?:0x[\da-f]+|0o[0-7]+|0b[01]+|0+|[1-9]\d*)$/.test(text)) return text.length > 4000 ? undefined : BigInt(text)
  return /^(?:\d+\.\d*|\.\d+|\d+(?=e))(?:e[+-]?\d+)?$/.test(text) ? Number(text) : undefined
}
