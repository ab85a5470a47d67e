import { MAX_DEPTH } from '../basics/limits.ts'

/** Where a key of a TOML file was written. */
export interface TomlPlace {
  readonly key: TomlRange
  /** To the end of the line where the value begins; for a table the same as `key`. */
  readonly value: TomlRange
}
interface TomlRange {
  readonly start: number
  readonly end: number
}

/**
 * Finds the lines `[table]`, `[[table]]` and `key = …` of a TOML file, by path. smol-toml tells no places, so this reads just enough
 * of TOML to know a line of it from a line of a text: what is not found is shown at its table.
 */
export function locateToml(text: string): ReadonlyMap<string, TomlPlace> {
  const places = new Map<string, TomlPlace>()
  const counts = new Map<string, number>()
  let table: readonly (string | number)[] = []
  let position = 0
  while (position < text.length) {
    const lineEnd = endOfLine(text, position)
    const found = HEADER.exec(text.slice(position, lineEnd)) ?? ENTRY.exec(text.slice(position, lineEnd))
    let next = lineEnd + 1
    if (found?.groups) {
      const { indent, header, path } = found.groups as { indent: string; header?: string; path: string }
      const start = position + indent.length
      const names = namesOf(path)
      if (names.length > MAX_DEPTH) return places
      if (header) {
        table = resolve(names, counts)
        if (header === '[[') {
          const name = pathOf(table)
          counts.set(name, (counts.get(name) ?? -1) + 1)
          table = [...table, counts.get(name)!]
        }
        const key = { start, end: position + found[0].trimEnd().length }
        for (let depth = 1; depth <= table.length; depth++) {
          const name = pathOf(table.slice(0, depth))
          if (!places.has(name) || depth === table.length) places.set(name, { key, value: key })
        }
      } else {
        const valueStart = position + found[0].length
        const key = { start, end: start + path.trimEnd().length }
        const value = { start: valueStart, end: Math.max(valueStart, text.slice(0, lineEnd).trimEnd().length) }
        for (let depth = 1; depth <= names.length; depth++) {
          const name = pathOf([...table, ...names.slice(0, depth)])
          if (!places.has(name) || depth === names.length) places.set(name, { key, value })
        }
        next = endOfValue(text, valueStart)
      }
    }
    position = next
  }
  return places
}

/** A key of the map that `locateToml` gives. */
export const pathOf = (path: readonly (string | number)[]): string => JSON.stringify(path)

const NAME = String.raw`(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')`
const PATH = String.raw`${NAME}(?:[ \t]*\.[ \t]*${NAME})*`
const HEADER = new RegExp(String.raw`^(?<indent>[ \t\ufeff]*)(?<header>\[\[?)[ \t]*(?<path>${PATH})[ \t]*\]\]?`)
const ENTRY = new RegExp(String.raw`^(?<indent>[ \t\ufeff]*)(?<path>${PATH}[ \t]*)=[ \t]*`)

function namesOf(path: string): string[] {
  return [...path.matchAll(new RegExp(NAME, 'g'))].map(([name]) => {
    if (name.startsWith("'")) return name.slice(1, -1)
    if (!name.startsWith('"')) return name
    try {
      return JSON.parse(name) as string
    } catch {
      return name.slice(1, -1)
    }
  })
}

/** `[a.b]` below `[[a]]` belongs to the last `a`. */
function resolve(names: readonly string[], counts: ReadonlyMap<string, number>): (string | number)[] {
  const path: (string | number)[] = []
  names.forEach((name, i) => {
    path.push(name)
    const count = counts.get(pathOf(path))
    if (count !== undefined && i < names.length - 1) path.push(count)
  })
  return path
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

/** The start of the line after a value: past its texts and brackets, however many lines they take. */
function endOfValue(text: string, from: number): number {
  let depth = 0
  let i = from
  while (i < text.length) {
    const quote = /"""|'''|"|'/y
    quote.lastIndex = i
    const opened = quote.exec(text)?.[0]
    if (opened) {
      i = endOfText(text, i + opened.length, opened)
      continue
    }
    const sign = text[i]
    if (sign === '#') i = endOfLine(text, i)
    else if (sign === '\n' && depth <= 0) return i + 1
    else {
      if (sign === '[' || sign === '{') depth++
      if (sign === ']' || sign === '}') depth--
      i++
    }
  }
  return i
}

function endOfText(text: string, from: number, quote: string): number {
  let i = from
  while (i < text.length && !text.startsWith(quote, i)) {
    if (quote.length === 1 && text[i] === '\n') return i
    i += quote[0] === '"' && text[i] === '\\' ? 2 : 1
  }
  return i + quote.length
}
