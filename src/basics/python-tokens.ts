/** A string literal in a text: `quote` opens it, its content is between `start` and `end`. */
interface StringLiteral {
  readonly quote: string
  readonly start: number
  readonly end: number
  /** False: the line, or the text, ends before its closing quote. */
  readonly isClosed: boolean
}

interface Token {
  /** What the pattern matched: of a literal, its prefix and its opening quote. */
  readonly match: RegExpMatchArray
  readonly index: number
  readonly literal: StringLiteral | undefined
}

/**
 * The tokens of a text that a pattern finds outside of string literals, and the literals. Literals are not part of the pattern: one may have millions of
 * characters, for which an expression with a choice in a loop has no memory.
 *
 * @param pattern with a group `quote` for the opening quote of a literal, and the flag `g`
 */
export function* tokensOf(text: string, pattern: RegExp): Generator<Token> {
  const search = new RegExp(pattern)
  for (let match = search.exec(text); match; match = search.exec(text)) {
    const quote = match.groups?.quote
    const literal = quote === undefined ? undefined : literalAt(text, match.index + match[0].length, quote)
    if (literal) search.lastIndex = literal.end + (literal.isClosed ? literal.quote.length : 0)
    yield { match, index: match.index, literal }
  }
}

/** A backslash takes the next character along, in a raw literal too (language reference 2.4.1). */
const STOPS: Readonly<Record<string, RegExp>> = {
  '"': /["\\\n]/g,
  "'": /['\\\n]/g,
  '"""': /"""|\\/g,
  "'''": /'''|\\/g,
}

function literalAt(text: string, start: number, quote: string): StringLiteral {
  const stop = STOPS[quote]!
  stop.lastIndex = start
  for (let found = stop.exec(text); found; found = stop.exec(text)) {
    if (found[0] === '\\') stop.lastIndex = found.index + 2
    else return { quote, start, end: found.index, isClosed: found[0] === quote }
  }
  return { quote, start, end: text.length, isClosed: false }
}
