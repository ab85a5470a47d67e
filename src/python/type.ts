import { own } from '../basics/own.ts'
import type { Model } from '../model/catalog.ts'
import { entry, type MapNode, type Node } from '../model/node.ts'
import { type Limits, type PythonType, parseType } from './type-notation.ts'

/** Where a value does not fit. */
export interface Mismatch {
  /** Keys and indices from the value that was asked about down to the wrong one. */
  readonly path: readonly (string | number)[]
  /** The wrong value, or the mapping that lacks a key. */
  readonly node: Node
  /** In the user's words: `a whole number above 0`. */
  readonly expected: string
}

type Models = Readonly<Record<string, Model>>

/**
 * What a value should be where it does not fit a type of the catalog; undefined where it fits. It is pydantic's lax mode: `"5"` is a whole number, `yes`
 * is true, and only texts are text.
 *
 * @example mismatch('Optional[int(gt=0)]', node) // 'a whole number above 0'
 */
export function mismatch(type: string, node: Node, models: Models = {}): string | undefined {
  return findMismatch(type, node, models)?.expected
}

/** The first place in a value that does not fit a type of the catalog. */
export function findMismatch(type: string, node: Node, models: Models = {}): Mismatch | undefined {
  return find(parseType(type), node, models)
}

/** A value as pydantic's lax mode reads it where true or false is wanted; undefined where it refuses. */
export function asBool(node: Node): boolean | undefined {
  if (node.kind === 'bool') return node.value
  const number = node.kind === 'int' ? Number(node.value) : node.kind === 'float' ? node.value : undefined
  if (number !== undefined) return number === 1 ? true : number === 0 ? false : undefined
  const text = textOf(node)?.toLowerCase()
  if (text === undefined) return undefined
  return TRUE.has(text) ? true : FALSE.has(text) ? false : undefined
}

const TRUE = new Set(['1', 'on', 't', 'true', 'y', 'yes'])
const FALSE = new Set(['0', 'off', 'f', 'false', 'n', 'no'])

function find(type: PythonType, node: Node, models: Models): Mismatch | undefined {
  // Nobody knows yet the values that bake fills in, nor those that only running the code would tell.
  if (node.kind === 'unknown' || (node.kind === 'string' && node.template)) return undefined
  const wrong: Mismatch = { path: [], node, expected: inWords(type) }
  switch (type.kind) {
    case 'any':
    case 'none':
    case 'literal':
    case 'bool':
    case 'int':
    case 'float':
    case 'str':
      return fits(type, node) ? undefined : wrong
    case 'optional':
      return node.kind === 'null' ? undefined : find(type.inner, node, models)
    case 'union':
      return findInUnion(type.members, node, models, wrong)
    case 'list':
      if (node.kind !== 'list') return wrong
      return findInList(node.items, () => type.item, models)
    case 'tuple':
      if (node.kind !== 'list' || node.items.length !== type.items.length) return wrong
      return findInList(node.items, i => type.items[i]!, models)
    case 'dict':
      if (node.kind !== 'map') return wrong
      return findInMap(node, type, models)
    case 'model': {
      const model = models[type.name]
      // A name without an entry: nothing is known about it.
      if (!model) return undefined
      return node.kind === 'map' ? findInModel(model, node, models) : wrong
    }
    default:
      return type satisfies never
  }
}

type Simple = Extract<PythonType, { kind: 'any' | 'none' | 'literal' | 'bool' | 'int' | 'float' | 'str' }>

/** Whether a value fits a type that has no other types in it. */
function fits(type: Simple, node: Node): boolean {
  switch (type.kind) {
    case 'any':
      return true
    case 'none':
      return node.kind === 'null'
    case 'literal':
      return type.values.some(value => isLiteral(value, node))
    case 'bool':
      return asBool(node) !== undefined
    case 'int':
    case 'float': {
      const number = type.kind === 'int' ? asInt(node) : asFloat(node)
      return number !== undefined && withinLimits(type.limits, number)
    }
    case 'str': {
      const text = textOf(node)
      return text !== undefined && hasForm(type.limits, text)
    }
    default:
      return type satisfies never
  }
}

/** A member that the value's shape fits knows best what is wrong inside; without one the whole union is named. */
function findInUnion(members: readonly PythonType[], node: Node, models: Models, wrong: Mismatch): Mismatch | undefined {
  const found: Mismatch[] = []
  for (const member of members) {
    const mistake = find(member, node, models)
    if (!mistake) return undefined
    found.push(mistake)
  }
  const inside = found.filter(mistake => mistake.path.length > 0)
  return inside.length === 1 ? inside[0] : wrong
}

function findInList(items: readonly Node[], typeOf: (index: number) => PythonType, models: Models): Mismatch | undefined {
  for (const [i, item] of items.entries()) {
    const mistake = find(typeOf(i), item, models)
    if (mistake) return { ...mistake, path: [i, ...mistake.path] }
  }
  return undefined
}

function findInMap(node: MapNode, type: { key: PythonType; value: PythonType }, models: Models): Mismatch | undefined {
  for (const { key, value } of node.entries) {
    if (find(type.key, key, models)) return { path: [], node: key, expected: `a mapping whose keys are ${inWords(type.key)}` }
    const mistake = find(type.value, value, models)
    if (mistake) return { ...mistake, path: [key.kind === 'string' ? key.value : '', ...mistake.path] }
  }
  return undefined
}

function findInModel(model: Model, node: MapNode, models: Models): Mismatch | undefined {
  for (const { key, value } of node.entries) {
    const name = key.kind === 'string' ? key.value : ''
    const type = own(model.keys, name)
    if (type === undefined) {
      if (model.closed) return { path: [], node: key, expected: `a mapping with keys among ${quoteAll(Object.keys(model.keys))}` }
      continue
    }
    const mistake = findMismatch(type, value, models)
    if (mistake) return { ...mistake, path: [name, ...mistake.path] }
  }
  const missing = model.required.filter(key => !entry(node, key))
  return missing.length > 0 ? { path: [], node, expected: `a mapping with ${quoteAll(missing)}` } : undefined
}

function isLiteral(value: string | number, node: Node): boolean {
  if (typeof value === 'string') return node.kind === 'string' && node.value === value
  return (node.kind === 'int' || node.kind === 'float' || node.kind === 'bool') && Number(node.value) === value
}

function asInt(node: Node): number | undefined {
  if (node.kind === 'bool' || node.kind === 'int') return Number(node.value)
  // Above that pydantic says that it may have lost digits.
  if (node.kind === 'float') return Number.isInteger(node.value) && Math.abs(node.value) < 2 ** 63 ? node.value : undefined
  const text = textOf(node)?.trim()
  if (text === undefined || !/^[+-]?\d+(?:_\d+)*(?:\.0+)?$/.test(text)) return undefined
  return Number(text.replaceAll('_', ''))
}

function asFloat(node: Node): number | undefined {
  if (node.kind === 'bool' || node.kind === 'int' || node.kind === 'float') return Number(node.value)
  const text = textOf(node)?.trim().toLowerCase()
  if (text === undefined) return undefined
  const special = /^([+-]?)(inf|infinity|nan)$/.exec(text)
  if (special) return special[2] === 'nan' ? Number.NaN : special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const plain = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+)?$/.test(text)
  return plain ? Number(text.replaceAll('_', '')) : undefined
}

/** Texts, and bytes that are UTF-8: pydantic takes them for text. */
function textOf(node: Node): string | undefined {
  if (node.kind === 'string') return node.value
  if (node.kind !== 'bytes') return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(node.value)
  } catch {
    return undefined
  }
}

function withinLimits({ gt, ge, lt, le }: Limits, number: number): boolean {
  return (
    (gt === undefined || number > Number(gt)) &&
    (ge === undefined || number >= Number(ge)) &&
    (lt === undefined || number < Number(lt)) &&
    (le === undefined || number <= Number(le))
  )
}

function hasForm(limits: Limits, text: string): boolean {
  const length = [...text].length
  if (limits.min_length !== undefined && length < Number(limits.min_length)) return false
  if (limits.max_length !== undefined && length > Number(limits.max_length)) return false
  return limits.pattern === undefined || new RegExp(String(limits.pattern), 'u').test(text)
}

/** A type as a user would say it. */
function inWords(type: PythonType): string {
  switch (type.kind) {
    case 'any':
      return 'anything'
    case 'none':
      return 'null'
    case 'optional':
      return inWords(type.inner)
    case 'union':
      return [...new Set(type.members.map(inWords))].join(' or ')
    case 'literal':
      return `${type.values.length > 1 ? 'one of ' : ''}${quoteAll(type.values)}`
    case 'bool':
      return '`true` or `false`'
    case 'int':
      return `a whole number${range(type.limits)}`
    case 'float':
      return `a number${range(type.limits)}`
    case 'str':
      return type.limits.pattern !== undefined
        ? `text of the form \`${type.limits.pattern}\``
        : type.limits.min_length !== undefined
          ? 'text that is not empty'
          : 'text'
    case 'list':
      return `a list${type.item.kind === 'any' ? '' : ` of ${inPlural(type.item)}`}`
    case 'tuple':
      return `a list of ${type.items.length} ${inPlural(type.items[0] ?? { kind: 'any' })}`
    case 'dict':
    case 'model':
      return 'a mapping'
    default:
      return type satisfies never
  }
}

function inPlural(type: PythonType): string {
  const plurals: Partial<Record<PythonType['kind'], string>> = {
    str: 'texts',
    int: 'whole numbers',
    float: 'numbers',
    bool: '`true` or `false`',
    dict: 'mappings',
    model: 'mappings',
    list: 'lists',
    tuple: 'lists',
  }
  return plurals[type.kind] ?? 'values'
}

function range({ gt, ge, lt, le }: Limits): string {
  const low = gt !== undefined ? `above ${gt}` : ge !== undefined ? `of at least ${ge}` : ''
  const high = lt !== undefined ? `below ${lt}` : le !== undefined ? `up to ${le}` : ''
  if (ge !== undefined && le !== undefined) return ` from ${ge} to ${le}`
  return [low, high]
    .filter(Boolean)
    .map(words => ` ${words}`)
    .join(' and')
}

const quoteAll = (values: readonly (string | number)[]): string => values.map(v => `\`${v}\``).join(', ')
