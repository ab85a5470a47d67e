const space = '[\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'
const one = new RegExp(space)
const ends = new RegExp(`^${space}+|(?<!${space})${space}+$`, 'g')

/** Go's `unicode.IsSpace`. Not JavaScript's `\s`, which lacks U+0085 and has the byte order mark. */
export const isGoSpace = (character: string): boolean => one.test(character)

/** Go's `strings.TrimSpace`. */
export const trimSpace = (text: string): string => text.replace(ends, '')
