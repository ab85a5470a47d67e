import { MAX_GLOB, shown } from '../basics/limits.ts'

/** What is too much in a glob, for a message; undefined: it can be searched for in a moment. */
export function overGlobLimit(pattern: string): { readonly what: string; readonly limit: string } | undefined {
  if (pattern.length > MAX_GLOB.characters)
    return { what: 'this pattern is too long', limit: `${shown(MAX_GLOB.characters)} characters` }
  const alternatives = alternativesOf(pattern)
  if (!alternatives) return { what: 'the braces of this pattern have too many alternatives', limit: shown(MAX_GLOB.alternatives) }
  const names = alternatives.flatMap(alternative => alternative.split('/'))
  if (names.some(name => starsOf(name) > MAX_GLOB.stars))
    return { what: 'this pattern has too many stars in one name', limit: shown(MAX_GLOB.stars) }
  if (alternatives.some(alternative => alternative.split('/').filter(name => name === '**').length > MAX_GLOB.folders))
    return { what: 'this pattern has too many `**`', limit: shown(MAX_GLOB.folders) }
  return undefined
}

/**
 * What a pattern is without its braces; of a range (`{1..9}`) each is a `0`. Undefined where there are too many.
 *
 * Grammar: micromatch's braces, which are Bash's: `{a,b}`, `{1..9}`, `{1..9..2}`, one in another; a `\` before a brace makes it a character.
 */
function alternativesOf(pattern: string): string[] | undefined {
  let all = ['']
  let at = 0
  while (at < pattern.length) {
    const end = pattern[at] === '{' ? closing(pattern, at) : undefined
    const next =
      end === undefined ? [pattern.slice(at, at + (pattern[at] === '\\' ? 2 : 1))] : groupOf(pattern.slice(at + 1, end))
    if (!next || all.length * next.length > MAX_GLOB.alternatives) return undefined
    all = all.flatMap(before => next.map(one => before + one))
    at = end === undefined ? at + next[0]!.length : end + 1
  }
  return all
}

/** The alternatives of what is between two braces. */
function groupOf(inner: string): string[] | undefined {
  const range = /^(-?\w+)\.\.(-?\w+)(?:\.\.-?\w+)?$/.exec(inner)
  if (range) {
    const [first, last] = [range[1]!, range[2]!].map(word => (/^-?\d+$/.test(word) ? Number(word) : (word.codePointAt(0) ?? 0)))
    const count = Math.abs(last! - first!) + 1
    return count > MAX_GLOB.alternatives ? undefined : Array.from({ length: count }, () => '0')
  }
  const found: string[] = []
  for (const part of partsOf(inner)) {
    const some = alternativesOf(part)
    if (!some || found.length + some.length > MAX_GLOB.alternatives) return undefined
    found.push(...some)
  }
  return found
}

/** Where the brace that opens at a place closes; undefined: nowhere, so that it is a character. */
function closing(pattern: string, open: number): number | undefined {
  let depth = 0
  for (let at = open; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++
    else if (pattern[at] === '{') depth++
    else if (pattern[at] === '}' && --depth === 0) return at
  }
  return undefined
}

/** A text at its commas, but for those inside of braces. */
function partsOf(text: string): string[] {
  const parts: string[] = []
  let start = 0
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '{') depth++
    else if (text[at] === '}') depth--
    else if (text[at] === ',' && depth === 0) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  return [...parts, text.slice(start)]
}

/** How many times a name can be repeated from: by a star, or by a group (`+(a|b)`, `*(a)`). What is repeated and repeats itself counts as too many. */
function starsOf(name: string): number {
  if (/[*+?@!]\([^)]*[*+?(]/.test(name)) return Number.POSITIVE_INFINITY
  return [...name.matchAll(/\*+|\+\(/g)].length
}
