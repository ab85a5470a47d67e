import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
  type Document as YamlDocument,
} from 'yaml'
import { ALIAS_LIMITS, type Aliased, shown } from '../basics/limits.ts'
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import type { Entry, ListNode, MapNode, Node, ScalarNode } from '../model/node.ts'
import { hashKey, pythonStr, typeName } from '../python/values.ts'
import type { Span } from '../sources/span.ts'
import { implicitTag, jsonTag } from './implicit-tag.ts'
import { SCALAR_KINDS, scalar } from './scalar.ts'

/** Builds the tree that PyYAML's SafeConstructor would. Reports at most one error: what follows from it would only confuse. */
export class Builder {
  #failed = false
  #anchors = new Map<string, Anchor>()
  /** All that was built so far, what aliases repeat included. */
  readonly #built: Aliased = { aliases: 0, values: 0, characters: 0 }
  /** The part of it that aliases added. */
  readonly #aliased: Aliased = { aliases: 0, values: 0, characters: 0 }
  readonly #file: string
  readonly #text: string
  readonly #json: boolean
  readonly #report: (diagnostic: Diagnostic) => void

  constructor(file: string, text: string, json: boolean, report: (diagnostic: Diagnostic) => void) {
    this.#file = file
    this.#text = text
    this.#json = json
    this.#report = report
  }

  /** The document's value; undefined for an empty document and after an error. */
  build(document: YamlDocument.Parsed<ParsedNode>): Node | undefined {
    const { contents } = document
    if (!contents || (isScalar(contents) && contents.value === '' && contents.type === 'PLAIN' && !contents.tag)) return undefined
    const root = this.#node(contents)
    return this.#failed ? undefined : root
  }

  #node(node: ParsedNode | null, empty = 0): Node {
    this.#built.values++
    if (node === null) return { kind: 'null', span: { file: this.#file, start: empty, end: empty } }
    const span = this.#span(node)
    if (isAlias(node)) return this.#alias(node.source, span)
    const { anchor } = node
    if (!anchor) return this.#value(node, span)
    const first = this.#anchors.get(anchor)
    if (first) {
      const notes = [{ message: 'first written here', at: first.span }]
      this.#fail(diagnostic('DC1010', span, {}, { notes, help: 'give the second one another name' }))
    }
    const opened: Anchor = { span, node: undefined, holds: { aliases: 0, values: 0, characters: 0 } }
    this.#anchors.set(anchor, opened)
    const before = { ...this.#built }
    opened.node = this.#value(node, span)
    opened.holds = {
      aliases: this.#built.aliases - before.aliases,
      values: this.#built.values - before.values + 1,
      characters: this.#built.characters - before.characters + span.end - span.start,
    }
    return opened.node
  }

  #alias(name: string, span: Span): Node {
    const anchor = this.#anchors.get(name)
    if (!anchor) {
      const help =
        'write `&` and the name before the value that is meant, above this line; put the text in quotes if `*` is part of it'
      this.#fail(diagnostic('DC1008', span, {}, { help }))
      return nothing(span)
    }
    if (!anchor.node) {
      this.#fail(diagnostic('DC1009', span, {}, { help: 'write out what is meant here' }))
      return nothing(span)
    }
    this.#countAliased({ ...anchor.holds, aliases: anchor.holds.aliases + 1 }, span)
    return anchor.node
  }

  /** Aliases inside aliased values multiply: a few lines can stand for more than any memory holds. */
  #countAliased(more: Aliased, span: Span): void {
    add(this.#built, more)
    add(this.#aliased, more)
    const over = ALIAS_LIMITS.find(({ what, limit }) => this.#aliased[what] > limit)
    if (!over) return
    const params = { what: `the aliases of this file ${over.problem}`, limit: `${shown(over.limit)} ${over.what}` }
    this.#fail(diagnostic('DC1018', span, params, { help: 'write fewer aliases inside aliased values' }))
  }

  #value(node: Exclude<ParsedNode, { type: 'ALIAS' }>, span: Span): Node {
    if (isScalar(node)) return this.#scalar(node as Scalar, span)
    if (isMap(node)) return this.#tagged(node as YAMLMap.Parsed, span, 'map')
    if (isSeq(node)) return this.#tagged(node as YAMLSeq.Parsed, span, 'seq')
    return nothing(span)
  }

  #scalar(node: Scalar, span: Span): ScalarNode {
    const text = this.#scalarText(node)
    const plain = (node.type === 'PLAIN' && !node.tag) || node.tag === '!'
    const tag = plain ? (this.#json ? jsonTag : implicitTag)(text) : (standard(node.tag) ?? (node.tag ? undefined : 'str'))
    const built = tag === undefined ? undefined : scalar(tag, text, span)
    if (built) return built
    const kind = tag && SCALAR_KINDS.get(tag)
    if (kind) this.#fail(diagnostic('DC1012', span, { kind }, { help: 'put it in quotes if it is meant as text' }))
    else if (tag === 'str') {
      const params = { character: 'half of a surrogate pair', where: 'be written to a file' }
      this.#fail(diagnostic('DC1016', span, params, { help: 'write the whole character' }))
    } else if (tag === 'value' || tag === 'merge') {
      const help = `put it in quotes: '${text}'`
      this.#fail(diagnostic('DC1016', span, { character: `\`${text}\``, where: 'are alone as a value' }, { help }))
    } else this.#unknownTag(span)
    return nothing(span)
  }

  /** PyYAML ends a block scalar without a line break where the file does; the package always adds one. */
  #scalarText(node: Scalar): string {
    const text = String(node.value)
    const block = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED'
    if (!block || node.range![1] < this.#text.length || !text.endsWith('\n')) return text
    return /\S/.test(this.#text.slice(this.#text.lastIndexOf('\n') + 1)) ? text.slice(0, -1) : text
  }

  #tagged(node: YAMLMap.Parsed | YAMLSeq.Parsed, span: Span, kind: 'map' | 'seq'): Node {
    const tag = node.tag && node.tag !== '!' ? standard(node.tag) : kind
    if (isMap(node) && (tag === 'map' || tag === 'set')) {
      const map = this.#map(node as YAMLMap.Parsed, span)
      return tag === 'map' ? map : { kind: 'list', items: map.entries.map(e => e.key), set: true, span }
    }
    if (isSeq(node) && tag === 'seq')
      return { kind: 'list', items: (node.items as (ParsedNode | null)[]).map(item => this.#node(item, span.end)), span }
    if (isSeq(node) && (tag === 'omap' || tag === 'pairs')) return this.#pairs(node as YAMLSeq.Parsed, span)
    this.#unknownTag(span)
    return nothing(span)
  }

  #pairs(node: YAMLSeq.Parsed, span: Span): ListNode {
    const items = (node.items as ParsedNode[]).map((item): Node => {
      const at = this.#span(item)
      const pair = isMap(item) && item.items.length === 1 ? item.items[0] : undefined
      if (!pair) {
        this.#fail(diagnostic('DC1012', at, { kind: 'a pair (`- key: value`)' }, { help: 'write one key and its value' }))
        return nothing(at)
      }
      const key = this.#node(pair.key as ParsedNode)
      return { kind: 'list', tuple: true, items: [key, this.#node(pair.value as ParsedNode | null, at.end)], span: at }
    })
    return { kind: 'list', items, span }
  }

  #map(node: YAMLMap.Parsed, span: Span): MapNode {
    const merged: Entry[] = []
    const own: Entry[] = []
    for (const pair of node.items) {
      if (!isPair(pair)) continue
      const keyNode = pair.key as ParsedNode
      if (isMergeKey(keyNode)) {
        merged.push(...this.#merge(this.#node(pair.value as ParsedNode | null, span.end)))
        continue
      }
      this.#checkImplicitKey(keyNode, pair.value !== null)
      const key = this.#key(keyNode)
      own.push({ key, value: this.#node(pair.value as ParsedNode | null, key.span.end) })
    }
    return { kind: 'map', entries: this.#unique(merged, own), span }
  }

  #key(node: ParsedNode): ScalarNode {
    // PyYAML takes a lone `=` for text where it is a key.
    if (isScalar(node) && node.value === '=' && node.type === 'PLAIN' && !node.tag)
      return { kind: 'string', value: '=', span: this.#span(node) }
    const key = this.#node(node)
    if (key.kind !== 'map' && key.kind !== 'list' && key.kind !== 'unknown') return key
    const { start } = key.span
    const braces = this.#text.slice(start - 1, start + 1) === '{{'
    const help = braces ? 'put `{{…}}` in quotes' : 'put it in quotes if it is meant as text'
    this.#fail(diagnostic('DC1013', key.span, { found: typeName(key) }, { help }))
    return nothing(key.span)
  }

  /** YAML 1.1 has no empty key before a `:`, and a key and its `:` are on one line. The package is laxer. */
  #checkImplicitKey(key: ParsedNode, colonFollows: boolean): void {
    const [start, end] = key.range
    const empty = isScalar(key) && key.value === '' && key.type === 'PLAIN' && !key.tag && !key.anchor
    if (empty && !isExplicit(this.#text, start)) {
      const at = { file: this.#file, start, end: start + 1 }
      this.#fail(
        diagnostic(
          'DC1007',
          at,
          { problem: 'there is no key before this `:`' },
          { help: 'write the key, or put the text in quotes' },
        ),
      )
      return
    }
    if (!colonFollows) return
    const colon = colonAfter(this.#text, end)
    // No further than the colon: a file may be one long line.
    const isOneLine = colon - start <= 1024 && !this.#text.slice(start, colon).includes('\n')
    if (isOneLine || isExplicit(this.#text, start)) return
    const help = 'join the lines, or put a comma before the next key'
    this.#fail(diagnostic('DC1007', this.#span(key), { problem: 'a key and its `:` belong on one line' }, { help }))
  }

  /** What `<<` brings: of a list of mappings the first one wins. */
  #merge(value: Node): Entry[] {
    const maps = value.kind === 'list' && !value.set ? value.items : [value]
    const other = maps.find(map => map.kind !== 'map')
    if (other)
      this.#fail(diagnostic('DC1015', other.span, { found: typeName(other) }, { help: 'name a mapping, or write the keys out' }))
    for (const map of maps)
      this.#countAliased({ aliases: 0, values: map.kind === 'map' ? map.entries.length : 0, characters: 0 }, map.span)
    return this.#failed ? [] : maps.toReversed().flatMap(map => (map.kind === 'map' ? map.entries : []))
  }

  /** Each key once, at its first place and with its last value, as a Python dict ends up. */
  #unique(merged: readonly Entry[], own: readonly Entry[]): Entry[] {
    const entries = new Map<string, Entry>()
    for (const e of merged) entries.set(hashKey(e.key), { ...e, key: entries.get(hashKey(e.key))?.key ?? e.key })
    const written = new Map<string, Entry>()
    for (const e of own) {
      const name = hashKey(e.key)
      const first = written.get(name)
      if (first) {
        const notes = [{ message: 'first here', at: first.key.span }]
        this.#report(diagnostic('DC1002', e.key.span, { key: pythonStr(e.key) }, { notes, help: 'remove one of the two' }))
      } else written.set(name, e)
      // Python keeps the first key (`1` stays `1` when `true` follows); the place is where the value is.
      const key = { ...(entries.get(name)?.key ?? e.key), span: e.key.span }
      entries.set(name, { ...e, key })
    }
    return [...entries.values()]
  }

  #unknownTag(span: Span): void {
    if (this.#failed) return
    const before = this.#text.slice(Math.max(0, span.start - 1000), span.start)
    const written = /(?<=^|[\s[{,])(!\S*)(?:\s+&\S+)?\s*$/.exec(before)
    const start = span.start - (written ? before.length - written.index : 0)
    const at = written ? { ...span, start, end: start + written[1]!.length } : span
    this.#fail(diagnostic('DC1011', at, {}, { help: 'remove it, or put the text in quotes' }))
  }

  #fail(problem: Diagnostic): void {
    if (!this.#failed) this.#report(problem)
    this.#failed = true
  }

  /** Without the line breaks and comments after a block. */
  #span(node: ParsedNode): Span {
    const [start, valueEnd] = node.range
    return { file: this.#file, start, end: Math.max(start, valueEnd) }
  }
}

interface Anchor {
  readonly span: Span
  /** Undefined while the value is being built: an alias to it then would contain itself. */
  node: Node | undefined
  holds: Aliased
}

function add(to: Aliased, more: Readonly<Aliased>): void {
  to.aliases += more.aliases
  to.values += more.values
  to.characters += more.characters
}

const nothing = (span: Span): ScalarNode => ({ kind: 'null', span })

const PREFIX = 'tag:yaml.org,2002:'
const standard = (tag: string | undefined): string | undefined => (tag?.startsWith(PREFIX) ? tag.slice(PREFIX.length) : undefined)

const isMergeKey = (node: ParsedNode): boolean =>
  isScalar(node) && ((node.value === '<<' && node.type === 'PLAIN' && !node.tag) || node.tag === `${PREFIX}merge`)

/** Whether a key is written with `?` before it. */
function isExplicit(text: string, start: number): boolean {
  let i = start - 1
  while (i >= 0 && /\s/.test(text[i]!)) i--
  return text[i] === '?'
}

/** Where the `:` of a key inside brackets is. */
function colonAfter(text: string, end: number): number {
  if (text[end] === ':') return end
  const space = /(?:\s|#.*(?!.))*/y
  space.lastIndex = end
  space.exec(text)
  return space.lastIndex
}
