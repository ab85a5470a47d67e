import { parse, TomlDate, TomlError, type TomlTable, type TomlValue } from 'smol-toml'
import { MAX_BYTES, MAX_DEPTH } from '../basics/limits.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Document } from '../model/document.ts'
import type { Entry, Node } from '../model/node.ts'
import type { Span } from '../sources/span.ts'
import { locateToml, pathOf, type TomlPlace } from './locate-toml.ts'
import { timestamp } from './timestamp.ts'

/** Reads a TOML file into the same tree as `parse`. Mistakes are reported, never thrown; after an error `root` is undefined. */
export function parseToml(file: string, text: string, report: Report): Document {
  if (text.length > MAX_BYTES) {
    report(
      diagnostic('DC1018', { file, start: 0, end: 0 }, { what: 'this file is too large', limit: '10 MB' }, { help: 'split it' }),
    )
    return { file, text, root: undefined }
  }
  try {
    // The byte order mark is cut off, and every place counted from it again.
    const mark = text.startsWith('\ufeff') ? 1 : 0
    const table = parse(text.slice(mark), { integersAsBigInt: true, maxDepth: MAX_DEPTH })
    const whole = { file, start: mark, end: text.length }
    const tree = new Tree(file, locateToml(text))
    const root = tree.table(table, [], whole)
    if (!tree.deepest) return { file, text, root }
    const limit = { what: 'tables are nested too deep', limit: `${MAX_DEPTH} levels` }
    report(diagnostic('DC1018', tree.deepest, limit, { help: 'use shorter keys' }))
    return { file, text, root: undefined }
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const start = offset(text, error.line, error.column)
    report(
      diagnostic(
        'DC1019',
        { file, start, end: Math.min(start + 1, text.length) },
        { problem: sentence(error) },
        { help: helpFor(text, start) },
      ),
    )
    return { file, text, root: undefined }
  }
}

class Tree {
  readonly #file: string
  readonly #places: ReadonlyMap<string, TomlPlace>
  /** The first table that is nested too deep: dotted keys have no limit in the package. */
  deepest: Span | undefined

  constructor(file: string, places: ReadonlyMap<string, TomlPlace>) {
    this.#file = file
    this.#places = places
  }

  /** `span`: where the table was written, and everything in it that has no place of its own. */
  table(table: TomlTable, path: readonly (string | number)[], span: Span): Node {
    if (path.length > MAX_DEPTH) {
      this.deepest ??= span
      return { kind: 'null', span }
    }
    const entries = Object.entries(table).map(([name, value]): Entry => {
      const here = [...path, name]
      const place = this.#places.get(pathOf(here))
      const key = place ? { file: this.#file, ...place.key } : span
      const at = place ? { file: this.#file, ...place.value } : span
      return { key: { kind: 'string', value: name, span: key }, value: this.#value(value, here, at) }
    })
    return { kind: 'map', entries, span }
  }

  #value(value: TomlValue, path: readonly (string | number)[], span: Span): Node {
    switch (typeof value) {
      case 'string':
        return { kind: 'string', value, span }
      case 'bigint':
        return { kind: 'int', value, span }
      case 'number':
        return { kind: 'float', value, span }
      case 'boolean':
        return { kind: 'bool', value, span }
    }
    if (Array.isArray(value)) {
      const items = value.map((item, i) => {
        const place = this.#places.get(pathOf([...path, i]))
        return this.#value(item, [...path, i], place ? { file: this.#file, ...place.value } : span)
      })
      return { kind: 'list', items, span }
    }
    if (value instanceof TomlDate) {
      const text = value.toISOString()
      return { kind: 'date', ...(timestamp(text) ?? { text, repr: text }), span }
    }
    return this.table(value as TomlTable, path, span)
  }
}

function offset(text: string, line: number, column: number): number {
  let start = text.startsWith('\ufeff') ? 1 : 0
  for (let i = 1; i < line; i++) start = text.indexOf('\n', start) + 1
  return Math.min(start + column - 1, text.length)
}

/** Slips of people who write YAML and Python; else where the syntax is explained. */
function helpFor(text: string, start: number): string {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1).split(/\r?\n/, 1)[0]!
  const python = /^(True|False)\b/.exec(text.slice(start))?.[1]
  if (python) return `write \`${python.toLowerCase()}\``
  if (text[start] === ':' || /^\s*[\w-]+\s*:/.test(line)) return 'TOML wants `key = value`'
  return 'https://toml.io shows the syntax'
}

/** The first line of the package's message, in our manner. */
function sentence(error: TomlError): string {
  const message = error.message.split('\n', 1)[0]!.replace(/^Invalid TOML document: /, '')
  if (message === 'invalid value') return 'this is not a value; text needs quotes'
  return message.replace(/^(invalid|illegal) (\S+)/, 'this $2 is not allowed')
}
