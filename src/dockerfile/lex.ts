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
}

/** Thrown and caught in here only. */
class Refused extends Error {}

/**
 * BuildKit's expansion of words: quotes, escapes and variables. Undefined for what it refuses (a quote without end, `${`), and for the
 * modifiers `#`, `%` and `/` of a variable that has a value, which are not done here.
 *
 * Port of moby/buildkit 0.25 frontend/dockerfile/shell/lex.go.
 */
export function lex(source: string, { variables, token = '\\', keep = {} }: LexOptions = {}): Lexed | undefined {
  const characters = [...source]
  const unset: string[] = []
  let i = 0

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
      const pattern = until('/', true).text
      const replacement = until('}', true).text
      if (lookUp(name) !== undefined) throw new Refused()
      return keep.unset ? `\${${name}/${pattern}/${replacement}}` : ''
    }
    const trims = modifier === '#' || modifier === '%'
    if (modifier === undefined || !'+-?#%'.includes(modifier) || (empty && trims)) throw new Refused()
    const word = until('}', trims).text
    const value = variables?.get(name)
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
    const rest = characters.slice(i).join('')
    const name = /^(?:\p{Nd}+|[@*#?$!-]|[\p{L}_][\p{L}\p{Nd}_]*)/u.exec(rest)?.[0] ?? ''
    i += [...name].length
    return name
  }

  function lookUp(name: string): string | undefined {
    const value = variables?.get(name)
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
