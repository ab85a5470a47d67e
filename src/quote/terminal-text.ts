/**
 * A text of unknown origin for one line of a terminal or a log: what would move the cursor, change colours, break the line or turn the
 * direction is shown as an escape (`\n`, `\x1b`, `\u202e`) instead of being done.
 *
 * Characters: Unicode's categories Cc and Cf, the line separators, and halves of surrogate pairs. Joiners inside emoji are Cf and shown too.
 */
export function terminalText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/gu, character => {
    const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character]
    if (short) return short
    const code = character.codePointAt(0)!
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
    return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`
  })
}
