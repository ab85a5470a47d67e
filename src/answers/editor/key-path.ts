import { wordStart } from '../../basics/word-start.ts'

/** Where the cursor is in a text of YAML that need not be whole: somebody is typing it. */
export interface Typed {
  /** The keys that lead there; `-` is an item of a list. */
  readonly path: readonly string[]
  /** The key whose value is typed; null where a key, or an item of a list, is. */
  readonly key: string | null
  /** What comes before the cursor of the word that is typed. */
  readonly word: string
  /** The keys that are beside it already. */
  readonly beside: readonly string[]
}

const KEY = /^([ ]*(?:- +)*)(["']?)([\w$.*/][\w$.*/-]*(?: +[\w$.*/-]+)*)\2[ ]*:(?=\s|$)/

/**
 * Where an offset is, by indentation alone: lines above with less of it lead there. Inside of brackets it is as if the line were not there but for its
 * last word.
 *
 * @example typedAt('settings:\n  docker:\n    ap', 26) // { path: ['settings', 'docker'], key: null, word: 'ap', … }
 */
export function typedAt(text: string, offset: number): Typed {
  const lines = text.split(/\r?\n/)
  const before = text.slice(0, offset).split(/\r?\n/)
  const row = before.length - 1
  const head = before[row]!
  const own = KEY.exec(head)
  const word = head.slice(wordStart(head, head.length, /[\w./@-]/))
  const item = /^[ ]*(?:- +)+/.exec(head)?.[0]
  const indent = (item ?? /^[ ]*/.exec(head)![0]).length
  const path = ancestors(lines, row, item === undefined ? indent : item.indexOf('-') + 1, item !== undefined)
  if (own) {
    const inner = flowKey(head.slice(own[0].length))
    const below = [...path, own[3]!, ...inner.path]
    return inner.key === undefined ? { path, key: own[3]!, word, beside: [] } : { path: below, key: inner.key, word, beside: [] }
  }
  return { path, key: null, word, beside: siblings(lines, row, indent) }
}

/** In braces on one line: `{docker: {user: m` is in `docker`, at the value of `user`. A key that is undefined: there are no braces. */
function flowKey(value: string): { path: string[]; key: string | null | undefined } {
  const path: string[] = []
  let rest = value.trimStart()
  if (!rest.startsWith('{')) return { path, key: undefined }
  for (let nested = NESTED.exec(rest); nested; nested = NESTED.exec(rest)) {
    path.push(nested[1]!)
    rest = nested[2]!
  }
  const entry = /(?:^\{|,)\s*(?:["']?([\w.-]+)["']?\s*:\s*)?([^,]*)$/.exec(rest.replace(/\{[^{}]*\}|\[[^[\]]*\]/g, ''))
  return { path, key: entry?.[1] ?? null }
}

/** A key, and the braces that are its value. */
const NESTED = /^\{(?:.*,)?\s*["']?([\w.-]+)["']?\s*:\s*(\{.*)$/

/** The keys of the lines above that hold a line of this indentation. */
function ancestors(lines: readonly string[], row: number, indent: number, isItem: boolean): string[] {
  const path = isItem ? ['-'] : []
  let limit = indent
  for (let i = row - 1; i >= 0 && limit > 0; i--) {
    const line = lines[i]!
    if (/^\s*(?:#|$)/.test(line)) continue
    const found = KEY.exec(line)
    const dash = /^[ ]*(?:- +)+/.exec(line)?.[0]
    const own = found ? found[1]!.length : /^[ ]*/.exec(line)![0].length
    if (own < limit && found) {
      path.unshift(found[3]!)
      limit = dash === undefined ? own : dash.indexOf('-') + 1
      if (dash !== undefined) path.unshift('-')
    } else if (dash !== undefined && dash.indexOf('-') < limit && own <= limit) {
      path.unshift('-')
      limit = dash.indexOf('-') + 1
    }
  }
  return path
}

/** The keys at the same indentation, up to lines with less of it. */
function siblings(lines: readonly string[], row: number, indent: number): string[] {
  const keys: string[] = []
  for (const step of [-1, 1])
    for (let i = row + step; i >= 0 && i < lines.length; i += step) {
      const line = lines[i]!
      if (/^\s*(?:#|$)/.test(line)) continue
      const own = /^[ ]*(?:- +)*/.exec(line)![0].length
      if (own < indent) break
      const key = own === indent ? KEY.exec(line)?.[3] : undefined
      if (key !== undefined) keys.push(key)
      if (own === indent && /^[ ]*- /.test(line)) break
    }
  return keys
}
