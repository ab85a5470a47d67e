import { compileRegexp } from './go-regexp.ts'

/** One line of an ignore file, ready to be matched. */
export interface Pattern {
  /** The cleaned pattern, without the `!` of an exception. */
  readonly text: string
  /** Starts with `!`: what it matches is sent after all. */
  readonly exception: boolean
  /** Where it is written: line and column from 1, offsets from 0. */
  readonly line: number
  readonly column: number
  readonly start: number
  readonly end: number
  /** What it does to one path, its folders not considered: undefined where Docker stops with "syntax error in pattern". */
  readonly matches: (path: string) => boolean | undefined
}

/**
 * How Docker matches a cleaned pattern.
 *
 * Port of `compile` and `match` of moby/patternmatcher 0.6.1. A pattern is plain text, `text**` (what starts with it), `**text` (what ends
 * with it) or a regular expression. The expression is made without a look at character classes (`[*]` becomes `[[^/]*]`), and the class and
 * escape syntax of Go's regexp package shines through: `\d` is a digit, `[[:alpha:]]` a letter, `^` an anchor, `|` an alternative.
 */
export function compilePattern(text: string): Pattern['matches'] {
  let compiled: Pattern['matches'] | undefined
  return path => {
    compiled ??= compile(text)
    return compiled(path)
  }
}

/**
 * Whether one of several patterns matches a path or a folder above it; nothing is compiled before a path is asked for.
 *
 * @example matchesAny(['.env', 'keys'])('keys/deploy.pem') // true
 */
export function matchesAny(texts: readonly string[]): (path: string) => boolean {
  let patterns: readonly Pattern['matches'][] | undefined
  return path => {
    patterns ??= texts.map(compilePattern)
    const parts = path.split('/')
    const places = parts.map((_, i) => parts.slice(0, i + 1).join('/'))
    return patterns.some(matches => places.some(place => matches(place)))
  }
}

function compile(pattern: string): Pattern['matches'] {
  // Go's text/scanner drops a byte order mark at the beginning, but the other kinds of match look at the whole pattern.
  const marked = pattern.startsWith('\ufeff')
  const characters = [...(marked ? pattern.slice(1) : pattern)]
  let kind: 'exact' | 'prefix' | 'suffix' | 'regexp' = 'exact'
  let regexp = '^'
  for (let i = 0; i < characters.length; i++) {
    const first = i === 0
    const c = characters[i]!
    if (c === '*' && characters[i + 1] === '*') {
      i++
      if (characters[i + 1] === '/') i++
      if (i + 1 < characters.length) {
        regexp += '(.*/)?'
        kind = 'regexp'
      } else if (kind === 'exact') kind = 'prefix'
      else {
        regexp += '.*'
        kind = 'regexp'
      }
      if (first) kind = 'suffix'
    } else if (c === '*') {
      regexp += '[^/]*'
      kind = 'regexp'
    } else if (c === '?') {
      regexp += '[^/]'
      kind = 'regexp'
    } else if ('.+()$'.includes(c)) {
      // `{`, `|` and `}` are meant to be escaped here too, but patternmatcher's table of eight bytes has no bits for them. So `a*|b` is an
      // alternative, and `a{2}*` a repetition.
      regexp += `\\${c}`
    } else if (c === '\\') {
      regexp += c
      if (i + 1 < characters.length) {
        regexp += characters[++i]
        kind = 'regexp'
      }
    } else {
      regexp += c
      if (c === '[' || c === ']') kind = 'regexp'
    }
  }
  switch (kind) {
    case 'exact':
      return path => path === pattern
    case 'prefix': {
      const prefix = pattern.slice(0, -2)
      return path => path.startsWith(prefix)
    }
    case 'suffix': {
      // Two bytes are cut off in front, here two thirds of the mark: what remains is not UTF-8 and ends no path.
      if (marked) return () => false
      const suffix = pattern.slice(2)
      const whole = suffix.startsWith('/') ? suffix.slice(1) : undefined
      return path => path.endsWith(suffix) || path === whole
    }
    case 'regexp':
      return compileRegexp(`${regexp}$`) ?? (() => undefined)
  }
}
