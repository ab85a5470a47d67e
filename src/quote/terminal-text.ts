import { breakCommands } from './ci-command.ts'
import { showUnseen } from './unseen.ts'

/**
 * A text of unknown origin for one line of a terminal or a log: what would move the cursor, change colours, break the line or turn the
 * direction is shown as an escape (`\n`, `\x1b`, `\u202e`) instead of being done; and so is what begins a command of a CI system (`\x3a:error::`).
 *
 * Characters: Unicode's categories Cc and Cf, the line separators, halves of surrogate pairs, and what is drawn as nothing. Joiners inside emoji are Cf and
 * shown too.
 */
export function terminalText(text: string): string {
  // Nearly every text, and V8 takes long to learn the categories.
  const shown = /^[ -~]*$/.test(text) ? text : text.replace(UNSEEN, escaped)
  return breakCommands(shown, escaped)
}

/**
 * The same for lines of a file, which are to stay what they are where that does no harm: line breaks, tabs, and what belongs to an emoji or to the
 * writing of a script stay; nothing else that nobody sees does.
 */
export function fileText(text: string): string {
  const shown = showUnseen(text, escaped)
  return breakCommands(shown, escaped)
}

/** The same for a file that is printed for a program to read: byte by byte, but for what a CI system would take for a command. */
export const pipedText = (text: string): string => breakCommands(text, escaped)

/** Also what is part of an emoji, but for the sign that it is one: terminals disagree about the rest. */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]|(?![\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}|(?<!\p{Emoji})[\ufe0e\ufe0f]/gu

function escaped(character: string): string {
  const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character]
  if (short) return short
  const code = character.codePointAt(0)!
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`
}
