import { firstUnseen } from './unseen.ts'

/**
 * Why a text cannot be on one line of a file that people review: undefined when it can.
 *
 * A line break ends the line in every grammar of this folder. BuildKit would take a lone carriage return inside quotes, but editors and
 * git's line-ending rules would not leave it alone. NUL ends a C string, so no environment can hold one. Half of a surrogate pair has no UTF-8. A Dockerfile
 * has no escapes for a character that a reviewer does not see (`firstUnseen`).
 */
export function unwritable(text: string): string | undefined {
  if (/[\n\r]/.test(text)) return 'a line break'
  if (text.includes('\0')) return 'a NUL character'
  if (!isWellFormed(text)) return 'half of a surrogate pair'
  const unseen = firstUnseen(text)
  return unseen && `${unseen}, which nobody sees`
}

/** `String.prototype.isWellFormed`, which this project's library version does not declare. */
export function isWellFormed(text: string): boolean {
  // With `u` a pair is one character. `\p{Surrogate}` says the same, and takes V8 as long as to read a file.
  return !/[\ud800-\udfff]/u.test(text)
}

/** `String.prototype.toWellFormed`: U+FFFD for each half of a surrogate pair. */
export function toWellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, '\ufffd')
}
