const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Reads base64 as Python's `base64.decodebytes` does: other characters are skipped, a missing end is refused (undefined). */
export function decodeBase64(text: string): Uint8Array | undefined {
  const bytes: number[] = []
  let bits = 0
  let position = 0
  let padding = 0
  for (const character of text) {
    if (character > '\x7f') return undefined
    if (character === '=') {
      padding++
      if (position >= 2 && position + padding >= 4) return Uint8Array.from(bytes)
      continue
    }
    const value = ALPHABET.indexOf(character)
    if (value < 0) continue
    padding = 0
    bits = ((bits << 6) | value) & 0xffffff
    if (position > 0) bytes.push((bits >> (6 - 2 * position)) & 0xff)
    position = (position + 1) % 4
  }
  return position === 0 ? Uint8Array.from(bytes) : undefined
}
