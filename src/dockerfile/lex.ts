import { MAX_EXPANDED, MAX_EXPANSION_DEPTH } from '../basics/limits.ts'
import { isGoSpace } from '../dockerignore/trim-space.ts'

/** What a word became: the text, the same split at spaces, and the variables without a value that were met. */
export interface Lexed {
  readonly text: string
  readonly words: readonly string[]
  readonly unset: readonly string[]
}

export interface LexOptions {
  /** Values of variables; none by default. */
  readonly variables?: ReadonlyMap<string, string>
  readonly token?: string
  /** What to keep as it is written: quotes, escapes, variables without a value. */
  readonly keep?: { readonly quotes?: boolean; readonly escapes?: boolean; readonly unset?: boolean }
  /** What values may still be put in, by this call and others that share it; each call may put in as much as a whole file otherwise. */
  readonly budget?: Budget
}

/** Characters that the values of variables may still have where they are put in. Below zero: they were too much. */
export interface Budget {
  left: number
}

/** The budget of a whole Dockerfile: `ENV A1=$A0$A0`, `ENV A2=$A1$A1` … doubles with every line. */
export const fileBudget = (): Budget => ({ left: MAX_EXPANDED })

const SPECIAL = /[@*#?$!-]/
const DIGIT = /\p{Nd}/u
const LETTER = /[\p{L}_]/u
const LETTER_OR_DIGIT = /[\p{L}\p{Nd}_]/u

/** Thrown and caught in here only. */
class Refused extends Error {}

/**
 * BuildKit's expansion of words: quotes, escapes and variables. Undefined for what it refuses (a quote without end, `${`), and for the
 * modifiers `#`, `%` and `/` of a variable that has a value, which are not done here. So is what is beyond the limits of depth and size.
 *
 * Port of moby/buildkit 0.25 frontend/dockerfile/shell/lex.go.
 */
export function lex(source: string, options: LexOptions = {}): Lexed | undefined {
  try {
    return new Lexer(source, options).all()
  } catch (error) {
    if (error instanceof Refused) return undefined
    throw error
  }
}

class Lexer {
  readonly #characters: readonly string[]
  readonly #variables: ReadonlyMap<string, string>
  readonly #token: string
  readonly #keep: NonNullable<LexOptions['keep']>
  readonly #budget: Budget
  readonly #unset: string[] = []
  #at = 0
  #depth = 0

  constructor(source: string, { variables = new Map(), token = '\\', keep = {}, budget = fileBudget() }: LexOptions) {
    this.#characters = [...source]
    this.#variables = variables
    this.#token = token
    this.#keep = keep
    this.#budget = budget
  }

  all(): Lexed {
    const { text, words } = this.#until(undefined, this.#keep.escapes ?? false)
    return { text, words, unset: this.#unset }
  }

  get #next(): string | undefined {
    return this.#characters[this.#at]
  }

  /** Up to the character `stop`, or to the end. */
  #until(stop: string | undefined, rawEscapes: boolean): { text: string; words: string[] } {
    let text = ''
    const words = new WordList()
    for (let c = this.#next; c !== undefined && c !== stop; c = this.#next) {
      if (c === '$') {
        const value = this.#dollar()
        text += value
        words.add(value)
      } else if (c === "'" || c === '"' || c === '<') {
        const value = c === "'" ? this.#single() : c === '"' ? this.#double(rawEscapes) : this.#less()
        text += value
        words.addRaw(value)
      } else if (c === this.#token) {
        const escaped = this.#characters[this.#at + 1]
        const value = (rawEscapes ? c : '') + (escaped ?? '')
        this.#at += 2
        text += value
        if (value !== '') words.addRaw(value)
      } else {
        this.#at++
        text += c
        words.add(c)
      }
    }
    if (stop !== undefined) {
      if (this.#next === undefined) throw new Refused()
      this.#at++
    }
    return { text, words: words.all() }
  }

  #single(): string {
    const end = this.#characters.indexOf("'", this.#at + 1)
    if (end < 0) throw new Refused()
    const text = this.#characters.slice(this.#at + 1, end).join('')
    this.#at = end + 1
    return this.#keep.quotes ? `'${text}'` : text
  }

  #double(rawEscapes: boolean): string {
    let text = ''
    this.#at++
    for (let c = this.#next; c !== '"'; c = this.#next) {
      if (c === undefined) throw new Refused()
      text += c === '$' ? this.#dollar() : c === this.#token ? this.#escapeInQuotes(rawEscapes) : c
      if (c !== '$' && c !== this.#token) this.#at++
    }
    this.#at++
    return this.#keep.quotes ? `"${text}"` : text
  }

  /** Between double quotes an escape counts before `"`, `$` and itself only. */
  #escapeInQuotes(raw: boolean): string {
    this.#at++
    const kept = raw ? this.#token : ''
    const next = this.#next
    if (next === undefined) return kept
    if (next !== '"' && next !== '$' && next !== this.#token) return kept + this.#token
    this.#at++
    return kept + next
  }

  /** `<<` and the space behind it belong to one word: a heredoc. */
  #less(): string {
    this.#at++
    if (this.#next !== '<') return '<'
    let text = '<<'
    this.#at++
    for (let c = this.#next as string | undefined; c === ' ' || c === '\t' || c === '\r'; c = this.#next) {
      text += c
      this.#at++
    }
    return text
  }

  #dollar(): string {
    this.#at++
    if (this.#next === '{') return this.#braces()
    const name = this.#name()
    return name ? (this.#lookUp(name) ?? (this.#keep.unset ? `$${name}` : '')) : '$'
  }

  /** `{NAME}`, `{NAME:-word}`, `{NAME/pattern/replacement}` and the like. */
  #braces(): string {
    this.#at++
    if (this.#next === undefined || '{}:'.includes(this.#next)) throw new Refused()
    const name = this.#name()
    if (this.#next === '}') {
      this.#at++
      return this.#lookUp(name) ?? (this.#keep.unset ? `\${${name}}` : '')
    }
    if (this.#next === '/') return this.#replaced(name)
    const colon = this.#next === ':' ? ':' : ''
    if (colon) this.#at++
    const modifier = this.#next ?? ''
    const trims = modifier === '#' || modifier === '%'
    if (modifier === '' || !'+-?#%'.includes(modifier) || (colon && trims)) throw new Refused()
    this.#at++
    const word = this.#nested('}', trims)
    if (this.#keep.unset && !this.#variables.has(name)) return `\${${name}${colon}${modifier}${word}}`
    return this.#modified(name, colon + modifier, word)
  }

  /** `${NAME:-word}`: with a colon an empty value is none. */
  #modified(name: string, modifier: string, word: string): string {
    const value = this.#given(name)
    const present = value !== undefined && !(modifier.startsWith(':') && value === '')
    if (modifier.endsWith('-')) return present ? value : word
    if (modifier.endsWith('+')) return present ? word : ''
    if (modifier.endsWith('?') && present) return value
    if (modifier.endsWith('?') || value !== undefined) throw new Refused()
    return this.#lookUp(name) ?? ''
  }

  /** `/pattern/replacement}`, and `//…` for each match. */
  #replaced(name: string): string {
    this.#at++
    if (this.#next === '/') this.#at++
    const pattern = this.#nested('/', true)
    const replacement = this.#nested('}', true)
    if (this.#lookUp(name) !== undefined) throw new Refused()
    return this.#keep.unset ? `\${${name}/${pattern}/${replacement}}` : ''
  }

  /** The word of a modifier, which may hold variables with words of their own. */
  #nested(stop: string, rawEscapes: boolean): string {
    if (++this.#depth > MAX_EXPANSION_DEPTH) throw new Refused()
    const { text } = this.#until(stop, rawEscapes)
    this.#depth--
    return text
  }

  #name(): string {
    const first = this.#next ?? ''
    const start = this.#at
    if (SPECIAL.test(first)) this.#at++
    const more = DIGIT.test(first) ? DIGIT : LETTER.test(first) ? LETTER_OR_DIGIT : undefined
    while (more?.test(this.#next ?? '')) this.#at++
    return this.#characters.slice(start, this.#at).join('')
  }

  #given(name: string): string | undefined {
    const value = this.#variables.get(name)
    this.#budget.left -= value?.length ?? 0
    if (this.#budget.left < 0) throw new Refused()
    return value
  }

  #lookUp(name: string): string | undefined {
    const value = this.#given(name)
    if (value === undefined) this.#unset.push(name)
    return value
  }
}

/** Words that spaces part, unless the spaces are quoted. */
class WordList {
  readonly #words: string[] = []
  #word = ''
  #inWord = false

  add(text: string): void {
    for (const c of text) {
      if (!isGoSpace(c)) this.addRaw(c)
      else if (this.#inWord && this.#word) {
        this.#words.push(this.#word)
        this.#word = ''
        this.#inWord = false
      }
    }
  }

  addRaw(text: string): void {
    this.#word += text
    this.#inWord = true
  }

  all(): string[] {
    return this.#word ? [...this.#words, this.#word] : this.#words
  }
}
