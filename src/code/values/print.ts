import { pythonRepr } from '../../python/values.ts'
import { isOpen, lateMark } from './open-text.ts'
import { isUnknown, type Value } from './value.ts'

/** Levels of lists in lists that are printed. */
const MAX_DEPTH = 20
/** Letters of one text that the reader makes. */
export const MAX_TEXT = 1_000_000

/** Python's `str()`; undefined where it is not known. */
export function pythonStrOf(value: Value, python: readonly [number, number]): string | undefined {
  switch (value.kind) {
    case 'str':
    case 'path':
      return value.value
    case 'late':
      return lateMark(value.variable)
    case 'member':
      return memberStr(value, python)
    case 'exception':
      return value.message ?? undefined
    default:
      return pythonReprOf(value, python)
  }
}

/** `Class.MEMBER`, but for `StrEnum` (library reference, enum). Members of `IntEnum` print another way in each release. */
function memberStr(value: Extract<Value, { kind: 'member' }>, python: readonly [number, number]): string | undefined {
  if (value.mixin === 'StrEnum') return pythonStrOf(value.value, python)
  return value.mixin === 'int' ? undefined : `${value.className}.${value.name}`
}

/** Python's `format(value, '')`. Before 3.11 a member of `(str, Enum)` printed as its text there. */
export function pythonFormatOf(value: Value, python: readonly [number, number]): string | undefined {
  if (value.kind === 'member' && value.mixin === 'str') {
    const [major, minor] = python
    if (major === 3 && minor < 11) return pythonStrOf(value.value, python)
  }
  return pythonStrOf(value, python)
}

/** Python's `repr()`; undefined where it is not known. */
export function pythonReprOf(value: Value, python: readonly [number, number], depth = 0): string | undefined {
  if (depth > MAX_DEPTH) return undefined
  const { at: span } = value
  switch (value.kind) {
    case 'none':
      return 'None'
    case 'bool':
    case 'int':
    case 'float':
    case 'bytes':
      return pythonRepr({ ...value, span } as Parameters<typeof pythonRepr>[0])
    case 'str':
      return isOpen(value.value) ? undefined : pythonRepr({ kind: 'string', value: value.value, span })
    case 'path':
      return isOpen(value.value) ? undefined : `PosixPath(${pythonRepr({ kind: 'string', value: value.value, span })})`
    case 'ellipsis':
      return 'Ellipsis'
    case 'list':
      return isUnknown(value.content) ? undefined : between('[', value.content, ']', python, depth)
    case 'tuple':
      return value.names ? undefined : tupleRepr(value.items, python, depth)
    case 'set':
      return setRepr(value, python, depth)
    case 'dict':
      return dictRepr(value, python, depth)
    case 'range':
      return value.step === 1n ? `range(${value.start}, ${value.stop})` : `range(${value.start}, ${value.stop}, ${value.step})`
    default:
      return undefined
  }
}

function between(
  opening: string,
  items: readonly Value[],
  closing: string,
  python: readonly [number, number],
  depth: number,
): string | undefined {
  let text = opening
  for (const [i, item] of items.entries()) {
    const printed = pythonReprOf(item, python, depth + 1)
    if (printed === undefined || text.length > MAX_TEXT) return undefined
    text += (i > 0 ? ', ' : '') + printed
  }
  return text + closing
}

const tupleRepr = (items: readonly Value[], python: readonly [number, number], depth: number) =>
  between('(', items, items.length === 1 ? ',)' : ')', python, depth)

function setRepr(value: Extract<Value, { kind: 'set' }>, python: readonly [number, number], depth: number): string | undefined {
  if (isUnknown(value.content) || value.content.size > 1) return undefined
  if (value.content.size === 0) return value.isFrozen ? 'frozenset()' : 'set()'
  const inside = between('{', [...value.content.values()], '}', python, depth)
  return value.isFrozen && inside !== undefined ? `frozenset(${inside})` : inside
}

function dictRepr(value: Extract<Value, { kind: 'dict' }>, python: readonly [number, number], depth: number): string | undefined {
  if (isUnknown(value.content)) return undefined
  let text = '{'
  for (const entry of value.content.values()) {
    const key = pythonReprOf(entry.key, python, depth + 1)
    const printed = pythonReprOf(entry.value, python, depth + 1)
    if (key === undefined || printed === undefined || text.length > MAX_TEXT) return undefined
    text += `${text === '{' ? '' : ', '}${key}: ${printed}`
  }
  return `${text}}`
}
