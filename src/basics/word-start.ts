/**
 * Where the word before a place begins. It reads backwards, so that the time does not depend on what comes before.
 *
 * @param character a character of a word
 * @example wordStart('a: full-name', 12, /[\w-]/) // 3
 */
export function wordStart(text: string, end: number, character: RegExp): number {
  let start = end
  while (start > 0 && character.test(text[start - 1]!)) start--
  return start
}
