import type { Entry, Node, ScalarNode, UnknownNode } from '../../model/node.ts'
import type { Span } from '../../sources/span.ts'
import { SET_ORDER } from '../evaluate/iterate.ts'
import type { Machine } from '../evaluate/machine.ts'
import { LimitReached } from '../evaluate/stop.ts'
import { normalPath } from '../library/path-text.ts'
import { isOpen, lateMark, ROOT, withPlaceholders } from './open-text.ts'
import { isUnknown, type Unknown, type Value } from './value.ts'

const MAX_DEPTH = 100
/** Values of one setting, those that are shared counted wherever they are. */
const MAX_NODES = 100_000

export function unknownNode({ at, expression, reason }: Unknown): UnknownNode {
  return { kind: 'unknown', span: at, expression, reason }
}

/** A value as a file would have it, as it is now: what changes later does not change it. */
export function toNode(machine: Machine, value: Value): Node {
  return new Conversion(machine).node(value, 0)
}

class Conversion {
  readonly #machine: Machine
  #made = 0

  constructor(machine: Machine) {
    this.#machine = machine
  }

  node(value: Value, depth: number): Node {
    this.#made++
    if (this.#made > MAX_NODES) throw new LimitReached(`more than ${MAX_NODES} values in one setting`, value.at)
    if (depth > MAX_DEPTH) return this.#unknown(value, 'it is nested too deeply')
    const span = value.at
    switch (value.kind) {
      case 'none':
        return { kind: 'null', span }
      case 'bool':
        return { kind: 'bool', value: value.value, span }
      case 'int':
        return { kind: 'int', value: value.value, span }
      case 'float':
        return { kind: 'float', value: value.value, span }
      case 'bytes':
        return { kind: 'bytes', value: value.value, span }
      case 'str':
      case 'path':
        return this.#text(value.value, span)
      case 'late':
        return { kind: 'string', value: withPlaceholders(lateMark(value.variable)), span }
      case 'list':
        return isUnknown(value.content) ? unknownNode(value.content) : this.#items(value.content, span, depth)
      case 'tuple':
        return { ...this.#items(value.items, span, depth), tuple: true }
      case 'set': {
        if (isUnknown(value.content)) return unknownNode(value.content)
        if (value.content.size > 1) return this.#unknown(value, SET_ORDER)
        return { ...this.#items([...value.content.values()], span, depth), set: true }
      }
      case 'dict':
        return this.#dict(value, depth)
      case 'settings':
        return isUnknown(value.content) ? unknownNode(value.content) : this.#settings(value, depth)
      case 'member':
        return this.node(value.value, depth + 1)
      case 'unknown':
        return unknownNode(value)
      case 'iterator':
      case 'view':
      case 'range':
        return this.#unknown(value, 'it is not a list: put `list(…)` around it')
      default:
        return this.#unknown(value, 'no file can hold such a value')
    }
  }

  #unknown(value: Value, reason: string): UnknownNode {
    return unknownNode(this.#machine.unknown(value.at, reason))
  }

  #items(items: readonly Value[], span: Span, depth: number) {
    return { kind: 'list' as const, items: items.map(item => this.node(item, depth + 1)), span }
  }

  /** Absolute paths below the project root become relative. */
  #text(text: string, span: Span): Node {
    if (!isOpen(text)) return { kind: 'string', value: text, span }
    const path = text.startsWith(ROOT) ? relativePath(text) : text
    if (path === undefined) return unknownNode(this.#machine.unknown(span, 'it is outside of the project'))
    if (path.includes(ROOT)) return unknownNode(this.#machine.unknown(span, 'it depends on where the project lies'))
    return { kind: 'string', value: withPlaceholders(path), span }
  }

  #dict({ content, at }: Extract<Value, { kind: 'dict' }>, depth: number): Node {
    if (isUnknown(content)) return unknownNode(content)
    const entries: Entry[] = []
    for (const { key, value } of content.values()) {
      const keyNode = this.node(key, depth + 1)
      if (keyNode.kind === 'unknown') return keyNode
      if (keyNode.kind === 'list' || keyNode.kind === 'map') return this.#unknown(key, 'no file can hold such a key')
      entries.push({ key: keyNode as ScalarNode, value: this.node(value, depth + 1) })
    }
    return { kind: 'map', entries, span: at }
  }

  /** Fields of a settings class are lists where Python has any sequence: pydantic makes them so. */
  #settings({ content, at }: Extract<Value, { kind: 'settings' }>, depth: number): Node {
    const entries = [...(content as ReadonlyMap<string, { at: Span; value: Value }>)].map(([name, field]): Entry => {
      const node = this.node(field.value, depth + 1)
      const value = node.kind === 'list' ? { kind: 'list' as const, items: node.items, span: node.span } : node
      return { key: { kind: 'string', value: name, span: field.at }, value }
    })
    return { kind: 'map', entries, span: at }
  }
}

/** The path from the project root; undefined for one that leads out of it. */
export function relativePath(text: string): string | undefined {
  const normal = normalPath(text)
  if (normal === ROOT) return '.'
  if (!normal.startsWith(`${ROOT}/`)) return undefined
  const below = normal.slice(ROOT.length + 1)
  return below.startsWith('..') ? undefined : below
}
