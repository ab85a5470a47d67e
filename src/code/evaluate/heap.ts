import type { Span } from '../../sources/span.ts'
import { holding, insideContent } from '../values/inside.ts'
import { type Cell, isUnknown, type Unknown, type Value } from '../values/value.ts'
import { LimitReached } from './stop.ts'

type AnyCell = Cell<unknown>
/** Cells that were written, with what they held before. */
type Journal = Map<AnyCell, unknown>

/** Items of containers that are copied because one of them changes: half a second. */
const MAX_COPIED = 2_000_000

/**
 * Everything that changes in place changes here, so that changes can be taken back: a branch that may or may not be taken is run, its changes are looked
 * at, and what they could have touched is unknown from there on.
 */
export class Heap {
  #journals: Journal[] = []
  #copied = 0
  /** Counts changes; that an iterator gets a name is none. */
  version = 0

  write<T>(cell: Cell<T>, content: T | Unknown): void {
    const journal = this.#journals.at(-1)
    if (journal && !journal.has(cell as AnyCell)) journal.set(cell as AnyCell, cell.content)
    if (!isValue(content) || content.kind !== 'iterator') this.version++
    this.#count(cell, content)
    cell.content = isUnknown(content) ? holding(content, insideContent(cell.content)) : content
  }

  /** A change of a container makes its content anew. */
  #count(cell: object, content: unknown): void {
    if (content instanceof Map) this.#copied += content.size
    else if (Array.isArray(content)) this.#copied += content.length / 10
    if (this.#copied > MAX_COPIED && 'at' in cell)
      throw new LimitReached('too many changes of large lists and dicts', cell.at as Span)
  }

  /** Runs something whose changes stay, whatever is tried at the moment: a module is imported once. */
  settled(run: () => void): void {
    const journals = this.#journals
    this.#journals = []
    try {
      run()
    } finally {
      this.#journals = journals
    }
  }

  /** Runs something and takes its changes back; they are returned. */
  attempt(run: () => void): Map<AnyCell, unknown> {
    const journal: Journal = new Map()
    const changes = new Map<AnyCell, unknown>()
    this.#journals.push(journal)
    try {
      run()
    } finally {
      this.#journals.pop()
      for (const [cell, before] of journal) {
        changes.set(cell, cell.content)
        cell.content = before
      }
    }
    return changes
  }

  /** Makes changes that were tried. */
  commit(changes: ReadonlyMap<AnyCell, unknown>): void {
    for (const [cell, content] of changes) this.write(cell, content)
  }

  same(a: Value, b: Value): boolean {
    return a === b ? !isUnknown(a) : sameValue(a, b)
  }

  /** One of several things happened, nobody knows which: a cell that they all leave with one content has it, all others are unknown. */
  join(outcomes: readonly ReadonlyMap<AnyCell, unknown>[], reason: Unknown): void {
    const cells = new Set(outcomes.flatMap(changes => [...changes.keys()]))
    for (const cell of cells) {
      const contents = outcomes.map(changes => (changes.has(cell) ? changes.get(cell) : cell.content))
      const [first] = contents
      const agree = contents.every(content => sameContent(content, first))
      this.write(cell, agree ? first : holding(reason, contents.flatMap(insideContent)))
    }
  }
}

function sameContent(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => sameContent(item, b[i]))
  if (a instanceof Map && b instanceof Map) {
    const [x, y] = [[...a], [...b]]
    return x.length === y.length && x.every(([key, value], i) => key === y[i]![0] && sameContent(value, y[i]![1]))
  }
  return isValue(a) && isValue(b) && sameValue(a, b)
}

const isValue = (content: unknown): content is Value => typeof content === 'object' && content !== null && 'kind' in content

/** Whether two values are one for every reader: lists are so only when they are one object, for it may change later. */
function sameValue(a: Value, b: Value): boolean {
  if (a.kind !== b.kind || isUnknown(a)) return false
  switch (a.kind) {
    case 'none':
    case 'ellipsis':
      return true
    case 'bool':
    case 'int':
    case 'str':
    case 'path':
      return a.value === (b as typeof a).value
    case 'float':
      return Object.is(a.value, (b as typeof a).value)
    case 'tuple':
      return sameContent(a.items, (b as typeof a).items)
    case 'external':
      return a.path === (b as typeof a).path
    case 'builtin':
      return a.name === (b as typeof a).name
    case 'module':
      return a.module === (b as typeof a).module
    default:
      return false
  }
}
