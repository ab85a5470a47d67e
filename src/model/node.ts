import type { Span } from '../sources/span.ts'

/**
 * A YAML value as PyYAML's safe loader would build it, with the place where it was written.
 *
 * Python's types are kept apart (`1` is not `1.0`, a date is not a text), because ZenML prints and compares values as Python does.
 */
export type Node = ScalarNode | MapNode | ListNode | UnknownNode

export type ScalarNode = NullNode | BoolNode | IntNode | FloatNode | StringNode | DateNode | BytesNode

interface At {
  /** Where the value was written. For a mapping or a list: the whole block. */
  readonly span: Span
}
interface NullNode extends At {
  readonly kind: 'null'
}
interface BoolNode extends At {
  readonly kind: 'bool'
  readonly value: boolean
}
/** A whole number of any size (`0755` is octal and `1:30` is 90, as in YAML 1.1). */
interface IntNode extends At {
  readonly kind: 'int'
  readonly value: bigint
}
interface FloatNode extends At {
  readonly kind: 'float'
  readonly value: number
}
export interface StringNode extends At {
  readonly kind: 'string'
  readonly value: string
  /** Set where `${NAME}`s of the text are left to bake: the text in pieces. `value` then still holds them as written. */
  readonly template?: readonly TemplatePart[]
}
/** `ofImage`: not left to bake: the variable of the image itself, as the parent and the lines before set it. */
export type TemplatePart = string | { readonly variable: string; readonly ofImage?: true }
/** A date or a point in time. `text` is what Python's `str` prints (`2026-01-02 03:04:05+00:00`), `repr` what its `repr` prints. */
export interface DateNode extends At {
  readonly kind: 'date'
  readonly text: string
  readonly repr: string
}
/** `!!binary`. */
interface BytesNode extends At {
  readonly kind: 'bytes'
  readonly value: Uint8Array
}
/** `set` is true for a YAML `!!set`, `tuple` for the pairs inside `!!omap` and `!!pairs`. */
export interface ListNode extends At {
  readonly kind: 'list'
  readonly items: readonly Node[]
  readonly set?: boolean
  readonly tuple?: boolean
}
export interface MapNode extends At {
  readonly kind: 'map'
  /** In order of first appearance, each key once (by Python's equality), the last value written for it. */
  readonly entries: readonly Entry[]
}
export interface Entry {
  readonly key: ScalarNode
  readonly value: Node
  /** Who wrote the same key in a lower layer and lost, nearest first (precedence, `explain`). */
  readonly shadowed?: readonly Span[]
}

/** A value that cannot be known without running the code. */
export interface UnknownNode extends At {
  readonly kind: 'unknown'
  /** As it is in the code. */
  readonly expression: string
  /** Why, in a sentence that follows the expression: `it is read from the network`. */
  readonly reason: string
}

/** The entry of a mapping under a text key. */
export function entry(map: MapNode, key: string): Entry | undefined {
  if (map.entries.length > FEW) return indexOf(map).get(key)
  return map.entries.find(e => e.key.kind === 'string' && e.key.value === key)
}

/** Up to so many entries looking through them is quick enough. A file may have a hundred thousand, and each be asked for. */
const FEW = 50
const indexes = new WeakMap<MapNode, ReadonlyMap<string, Entry>>()

function indexOf(map: MapNode): ReadonlyMap<string, Entry> {
  const known = indexes.get(map)
  if (known) return known
  const index = new Map(map.entries.flatMap(e => (e.key.kind === 'string' ? [[e.key.value, e] as const] : [])))
  indexes.set(map, index)
  return index
}

/** The entries of a mapping; none where `node` is not one. */
export const entriesOf = (node: Node | undefined): readonly Entry[] => (node?.kind === 'map' ? node.entries : [])

/** The key of an entry where it is a text, else an empty text. */
export const nameOf = ({ key }: Entry): string => (key.kind === 'string' ? key.value : '')

/** The value of a mapping under a text key; undefined also when `node` is not a mapping. */
export function get(node: Node | undefined, ...path: (string | number)[]): Node | undefined {
  let here = node
  for (const step of path) {
    if (here?.kind === 'map' && typeof step === 'string') here = entry(here, step)?.value
    else if (here?.kind === 'list' && typeof step === 'number') here = here.items[step]
    else return undefined
  }
  return here
}

/** What of a value is not known, in the order in which it was written. */
export function unknownsIn(node: Node): readonly UnknownNode[] {
  if (node.kind === 'unknown') return [node]
  if (node.kind === 'list') return node.items.flatMap(unknownsIn)
  return node.kind === 'map' ? node.entries.flatMap(({ value }) => unknownsIn(value)) : []
}
