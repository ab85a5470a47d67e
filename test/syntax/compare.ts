/** How our tree of a Python file differs from Python's own. */
import type { Printed } from './our-tree.ts'

export interface Comparison {
  /** `path: ours … theirs …` */
  readonly differences: string[]
  /** Why we do not read something, with the kind that Python sees there. */
  readonly unread: string[]
}

/** Nodes whose end we take from the parser's block, which may hold a comment more. */
const BLOCKS = new Set(['if', 'while', 'for', 'try', 'with', 'function', 'class', 'match'])

export function compareTrees(ours: readonly unknown[], theirs: readonly unknown[]): Comparison {
  const result: Comparison = { differences: [], unread: [] }
  compareStatements(ours as Printed[], theirs as Printed[], '', result)
  return result
}

/** A place is `null` where one of the two does not keep it. */
const isNode = (value: unknown): value is Printed =>
  Array.isArray(value) && typeof value[0] === 'string' && (typeof value[1] === 'number' || value[1] === null) && value.length > 2

const STATEMENTS = new Set([
  ...BLOCKS,
  ...['expression', 'assignment', 'augmented', 'delete', 'pass', 'break', 'continue', 'return', 'raise', 'assert'],
  ...['global', 'nonlocal', 'import', 'from import', 'broken'],
])
const isStatements = (value: unknown): value is Printed[] =>
  Array.isArray(value) && isNode(value[0]) && STATEMENTS.has(value[0][0] as string)

function compare(ours: unknown, theirs: unknown, path: string, result: Comparison): void {
  if (isStatements(ours) && isStatements(theirs)) compareStatements(ours, theirs, path, result)
  else if (isNode(ours)) compareNodes(ours, theirs, path, result)
  else if (Array.isArray(ours) && Array.isArray(theirs) && ours.length === theirs.length)
    ours.forEach((item, i) => compare(item, theirs[i], `${path}[${i}]`, result))
  else if (!isSame(ours, theirs)) result.differences.push(`${path}: ${show(ours)}, Python: ${show(theirs)}`)
}

const isSame = (ours: unknown, theirs: unknown) =>
  typeof ours === 'number' && typeof theirs === 'string'
    ? Object.is(ours, floatOf(theirs))
    : ours === theirs || (typeof ours === 'number' && theirs === null)

const floatOf = (text: string) => (text === 'inf' ? Number.POSITIVE_INFINITY : Number(text))

function compareNodes(ours: Printed, theirs: unknown, path: string, result: Comparison): void {
  const [kind, start, end, ...fields] = ours
  if (kind === 'unreadable') {
    result.unread.push(`${fields[0]}: ${Array.isArray(theirs) ? theirs[0] : theirs}`)
    return
  }
  if (!isNode(theirs) || theirs[0] !== kind || theirs.length !== ours.length) {
    result.differences.push(`${path}: ${show(ours)}, Python: ${show(theirs)}`)
    return
  }
  const [, theirStart, theirEnd] = theirs
  const inside = `${path}.${kind}@${start ?? theirStart}`
  const sameEnd = isSamePlace(end, theirEnd) || BLOCKS.has(kind as string)
  if (!isSamePlace(start, theirStart) || !sameEnd)
    result.differences.push(`${inside}: ends at ${end}, Python: from ${theirStart} to ${theirEnd}`)
  fields.forEach((field, i) => compare(field, theirs[i + 3], `${inside}.${i}`, result))
}

const isSamePlace = (ours: unknown, theirs: unknown) => ours === null || theirs === null || ours === theirs

/** A broken statement stands for any of Python's, if it mentions all names. */
function compareStatements(ours: readonly Printed[], theirs: readonly Printed[], path: string, result: Comparison): void {
  const broken = ours.filter(statement => statement[0] === 'broken')
  if (broken.length === 0 && ours.length !== theirs.length) {
    result.differences.push(`${path}: ${ours.length} statements, Python: ${theirs.length}`)
    return
  }
  if (broken.length === 0) {
    ours.forEach((statement, i) => compareNodes(statement, theirs[i], `${path}[${i}]`, result))
    return
  }
  for (const statement of broken) result.unread.push(`broken: ${statement[4]}`)
  const names = new Set(broken.flatMap(statement => statement[3] as string[]))
  const starts = new Map(theirs.map(statement => [statement[1], statement]))
  for (const statement of ours) {
    if (statement[0] === 'broken') continue
    const same = starts.get(statement[1])
    starts.delete(statement[1])
    if (same) compareNodes(statement, same, `${path}@${statement[1]}`, result)
    else result.differences.push(`${path}: ${show(statement)}, beside broken statements, Python: nothing there`)
  }
  for (const statement of starts.values())
    for (const name of boundIn(statement))
      if (!names.has(name))
        result.differences.push(`${path}: \`${name}\` is bound by ${show(statement)}, no broken statement mentions it`)
}

/** Names that stand anywhere in a statement. */
function boundIn(value: unknown): string[] {
  if (!Array.isArray(value)) return []
  if (typeof value[1] === 'number' && /^(?:name|function|class)$/.test(`${value[0]}`))
    return [value[3], ...value.slice(4).flatMap(boundIn)]
  return value.flatMap(boundIn)
}

function show(value: unknown): string {
  const text = JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? `${item}` : item)) ?? 'undefined'
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}
