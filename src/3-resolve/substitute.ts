import { MAX_BYTES } from '../basics/limits.ts'
import type { Entry, MapNode, Node, ScalarNode, StringNode, TemplatePart } from '../model/node.ts'

/** Values of variables; a name that is not there is left to bake. */
export type Variables = ReadonlyMap<string, string>

// ZenML 0.98: utils/env_utils.py. No escape, no default values.
const PLACEHOLDER = /\$\{([a-zA-Z0-9_]+)\}/g

/** Whether the values of variables would make more text than a file may hold: a short file may ask for a long value many times. */
export function growsTooLong(node: Node, variables: Variables): boolean {
  if (variables.size === 0) return false
  const longest = Math.max(0, ...[...variables.values()].map(value => value.length))
  // A value may hold variables itself, and is filled in once more.
  const inner = Math.max(0, ...[...variables.values()].map(value => value.length + longest * placeholdersIn(value)))
  let added = 0
  const visit = (here: Node): void => {
    if (here.kind === 'string') added += inner * placeholdersIn(here.value)
    else if (here.kind === 'list') here.items.forEach(visit)
    else if (here.kind === 'map') for (const { key, value } of here.entries) [key, value].forEach(visit)
  }
  visit(node)
  return added > MAX_BYTES
}

const placeholdersIn = (text: string): number => (text.includes('${') ? [...text.matchAll(PLACEHOLDER)].length : 0)

/**
 * Puts values in the place of `${NAME}`, in keys and values, as ZenML does: twice, so that a value may hold one more `${NAME}`.
 *
 * A name without a value stays: the text gets a `template` that says where it is.
 */
export function substitute(node: Node, variables: Variables): Node {
  switch (node.kind) {
    case 'string':
      return substituteText(node, variables)
    case 'list': {
      const items = changed(node.items, item => substitute(item, variables))
      return items === node.items ? node : { ...node, items }
    }
    case 'map': {
      const entries = changed(node.entries, entry => substituteEntry(entry, variables))
      return entries === node.entries ? node : ({ ...node, entries: lastWins(entries) } satisfies MapNode)
    }
    default:
      return node
  }
}

function substituteEntry(entry: Entry, variables: Variables): Entry {
  const key = substitute(entry.key, variables) as ScalarNode
  const value = substitute(entry.value, variables)
  return key === entry.key && value === entry.value ? entry : { ...entry, key, value }
}

/** Two keys may have become one: as in a Python dict, the first keeps its place and the last its value. */
function lastWins(entries: readonly Entry[]): readonly Entry[] {
  const places = new Map<string, number>()
  const result: Entry[] = []
  for (const entry of entries) {
    const name = entry.key.kind === 'string' ? entry.key.value : undefined
    const place = name === undefined ? undefined : places.get(name)
    if (place !== undefined) {
      result[place] = { ...entry, key: result[place]!.key }
      continue
    }
    if (name !== undefined) places.set(name, result.length)
    result.push(entry)
  }
  return result
}

function substituteText(node: StringNode, variables: Variables): StringNode {
  if (!node.value.includes('${')) return node
  const once = pieces(node.value, variables)
  const twice = once.flatMap(part => (typeof part === 'string' ? pieces(part, variables) : [part]))
  const joined = join(twice)
  if (joined.every(part => typeof part === 'string')) return { kind: 'string', value: joined[0] ?? '', span: node.span }
  const value = joined.map(part => (typeof part === 'string' ? part : `\${${part.variable}}`)).join('')
  return { kind: 'string', value, template: joined, span: node.span }
}

function pieces(text: string, variables: Variables): TemplatePart[] {
  const parts: TemplatePart[] = []
  let from = 0
  for (const match of text.matchAll(PLACEHOLDER)) {
    const value = variables.get(match[1]!)
    parts.push(text.slice(from, match.index), value ?? { variable: match[1]! })
    from = match.index + match[0].length
  }
  parts.push(text.slice(from))
  // The values of one pass may join with their surroundings to a name for the next (`${${X}}`).
  return join(parts)
}

function join(parts: readonly TemplatePart[]): TemplatePart[] {
  const result: TemplatePart[] = []
  for (const part of parts) {
    const last = result[result.length - 1]
    if (part === '') continue
    if (typeof part === 'string' && typeof last === 'string') result[result.length - 1] = last + part
    else result.push(part)
  }
  return result
}

function changed<T>(items: readonly T[], map: (item: T) => T): readonly T[] {
  let result: T[] | undefined
  for (let i = 0; i < items.length; i++) {
    const next = map(items[i]!)
    if (next !== items[i] && !result) result = items.slice(0, i)
    result?.push(next)
  }
  return result ?? items
}
