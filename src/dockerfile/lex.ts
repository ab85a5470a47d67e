import { MAX_EXPANDED, MAX_EXPANSION_DEPTH } from '../1-parse/limits.ts'
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
export function lex(
  source: string,
  { variables, token = '\\', keep = {}, budget = fileBudget() }: LexOptions = {},
): Lexed | undefined {
  const characters = [...source]
  const unset: string[] = []
  let i = 0
  let depth = 0

  function until(stop: string | undefined, rawEscapes: boolean): { text: string; words: string[] } {
    let text = ''
    const words: string[] = []
    let word = ''
    let inWord = false
    const addRaw = (t: string) => {
      word += t
      inWord = true
    }
    const add = (t: string) => {
      for (const c of t) {
        if (!isGoSpace(c)) addRaw(c)
        else if (inWord && word) {
          words.push(word)
          word = ''
          inWord = false
        }
      }
    }
    for (;;) {
      const c = characters[i]
      if (c === undefined || c === stop) break
      if (c === '$') {
        const value = dollar()
        text += value
        add(value)
      } else if (c === "'" || c === '"' || c === '<') {
        const value = c === "'" ? single() : c === '"' ? double(rawEscapes) : less()
        text += value
        addRaw(value)
      } else if (c === token) {
        i++
        if (rawEscapes) {
          addRaw(c)
          text += c
        }
        const escaped = characters[i++]
        if (escaped === undefined) break
        addRaw(escaped)
        text += escaped
      } else {
        i++
        add(c)
        text += c
      }
    }
    if (stop !== undefined) {
      if (characters[i] === undefined) throw new Refused()
      i++
    }
    if (word) words.push(word)
    return { text, words }
  }

  function single(): string {
    const end = characters.indexOf("'", i + 1)
    if (end < 0) throw new Refused()
    const text = characters.slice(i + 1, end).join('')
    i = end + 1
    return keep.quotes ? `'${text}'` : text
  }

  function double(rawEscapes: boolean): string {
    let text = ''
    i++
    for (;;) {
      const c = characters[i]
      if (c === undefined) throw new Refused()
      if (c === '"') break
      if (c === '$') text += dollar()
      else {
        i++
        if (c !== token) text += c
        else {
          if (rawEscapes) text += c
          const next = characters[i]
          if (next === undefined) continue
          if (next === '"' || next === '$' || next === token) {
            i++
            text += next
          } else text += c
        }
      }
    }
    i++
    return keep.quotes ? `"${text}"` : text
  }

  /** `<<` and the space behind it belong to one word: a heredoc. */
  function less(): string {
    i++
    if (characters[i] !== '<') return '<'
    let text = '<<'
    for (i++; characters[i] === ' ' || characters[i] === '\t' || characters[i] === '\r'; i++) text += characters[i]
    return text
  }

  function dollar(): string {
    i++
    if (characters[i] !== '{') {
      const name = variable()
      if (!name) return '$'
      return lookUp(name) ?? (keep.unset ? `$${name}` : '')
    }
    i++
    if (characters[i] === undefined || '{}:'.includes(characters[i]!)) throw new Refused()
    const name = variable()
    let modifier = characters[i++]
    if (modifier === '}') return lookUp(name) ?? (keep.unset ? `\${${name}}` : '')
    let empty = false
    let written = modifier ?? ''
    if (modifier === ':') {
      empty = true
      modifier = characters[i++]
      written += modifier ?? ''
    }
    if (modifier === '/' && !empty) {
      if (characters[i] === '/') i++
      if (++depth > MAX_EXPANSION_DEPTH) throw new Refused()
      const pattern = until('/', true).text
      const replacement = until('}', true).text
      depth--
      if (lookUp(name) !== undefined) throw new Refused()
      return keep.unset ? `\${${name}/${pattern}/${replacement}}` : ''
    }
    const trims = modifier === '#' || modifier === '%'
    if (modifier === undefined || !'+-?#%'.includes(modifier) || (empty && trims)) throw new Refused()
    if (++depth > MAX_EXPANSION_DEPTH) throw new Refused()
    const word = until('}', trims).text
    depth--
    const value = given(name)
    if (keep.unset && value === undefined) return `\${${name}${written}${word}}`
    const present = value !== undefined && !(empty && value === '')
    if (modifier === '-') return present ? value : word
    if (modifier === '+') return present ? word : ''
    if (modifier === '?') {
      if (!present) throw new Refused()
      return value
    }
    if (value !== undefined) throw new Refused()
    return lookUp(name) ?? ''
  }

  function variable(): string {
    const first = characters[i] ?? ''
    if (SPECIAL.test(first)) return characters[i++]!
    const more = DIGIT.test(first) ? DIGIT : LETTER.test(first) ? LETTER_OR_DIGIT : undefined
    const start = i
    while (more?.test(characters[i] ?? '')) i++
    return characters.slice(start, i).join('')
  }

  function given(name: string): string | undefined {
    const value = variables?.get(name)
    budget.left -= value?.length ?? 0
    if (budget.left < 0) throw new Refused()
    return value
  }

  function lookUp(name: string): string | undefined {
    const value = given(name)
    if (value === undefined) unset.push(name)
    return value
  }

  try {
    return { ...until(undefined, keep.escapes ?? false), unset }
  } catch (error) {
    if (error instanceof Refused) return undefined
    throw error
  }
}
