/** A file that should be text and is not UTF-8. */
export interface Damage {
  /** The file with `�` in the place of what is not UTF-8. */
  readonly text: string
  /** Where the first such `�` is in it. */
  readonly at: number
}

const SIGN = '\ufffd'
/** The same sign where somebody wrote it. */
const WRITTEN = [0xef, 0xbf, 0xbd]

/**
 * Finds the first byte that is not UTF-8; undefined if there is none. A text in UTF-16 is decoded, and wrong from its beginning.
 *
 * @example damageIn(Buffer.from('# caf\xe9', 'latin1')) // { text: '# caf�', at: 5 }
 */
export function damageIn(bytes: Uint8Array): Damage | undefined {
  if (isUtf16(bytes)) return { text: new TextDecoder(isBigEndian(bytes) ? 'utf-16be' : 'utf-16le').decode(bytes), at: 0 }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  const encoder = new TextEncoder()
  let read = 0
  let from = 0
  for (let at = text.indexOf(SIGN); at !== -1; at = text.indexOf(SIGN, from)) {
    read += encoder.encode(text.slice(from, at)).length
    if (!WRITTEN.every((byte, i) => bytes[read + i] === byte)) return { text, at }
    read += WRITTEN.length
    from = at + 1
  }
  return undefined
}

/** A byte order mark, or a zero beside each of the first letters. */
export function isUtf16(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes
  return (
    (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || (a === 0 && b !== 0 && c === 0) || (b === 0 && a !== 0 && d === 0)
  )
}

const isBigEndian = ([first]: Uint8Array): boolean => first === 0xfe || first === 0
