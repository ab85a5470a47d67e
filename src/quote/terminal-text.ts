import { breakCommands } from './ci-command.ts'

/**
 * A text of unknown origin for one line of a terminal or a log: what would move the cursor, change colours, break the line or turn the
 * direction is shown as an escape (`\n`, `\x1b`, `\u202e`) instead of being done; and so is what begins a command of a CI system (`\x3a:error::`).
 *
 * Characters: Unicode's categories Cc and Cf, the line separators, and halves of surrogate pairs. Joiners inside emoji are Cf and shown too.
 */
export function terminalText(text: string): string {
  // Nearly every text, and V8 takes long to learn the categories.
  const shown = /^[ -~]*$/.test(text) ? text : text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/gu, escaped)
  return breakCommands(shown, escaped)
}

/**
 * The same for lines of a file, which are to stay what they are where that does no harm: line breaks, tabs, and the joiners of emoji and of some scripts
 * stay; control characters, line separators and what turns the direction (Unicode's Bidi_Control) do not.
 */
export function fileText(text: string): string {
  const shown = text.replace(/[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Zl}\p{Zp}\p{Surrogate}]/gu, escaped)
  return breakCommands(shown, escaped)
}

function escaped(character: string): string {
  const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character]
  if (short) return short
  const code = character.codePointAt(0)!
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`
}
