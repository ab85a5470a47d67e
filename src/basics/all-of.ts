/**
 * Words as a sentence names them.
 *
 * @example allOf(['a', 'b', 'c']) // 'a, b and c'
 * @example allOf(['a']) // 'a'
 */
export const allOf = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
