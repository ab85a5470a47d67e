/** Whether what we know of a module is what Python makes of it. */
import type { Evaluation, PrintedValue } from './our-values.ts'

export interface PythonEvaluation {
  readonly names: Readonly<Record<string, readonly unknown[]>>
  readonly raised: string | null
}

export interface Verdict {
  /** What we say that is not so. */
  readonly wrong: string[]
  /** Values of names that we know, and all that there are. */
  readonly known: number
  readonly all: number
}

export function judge(ours: Evaluation, theirs: PythonEvaluation): Verdict {
  const wrong: string[] = []
  let known = 0
  const names = Object.keys(theirs.names)
  if (ours.limit !== null) return { wrong, known, all: names.length }
  if (ours.raised !== null && theirs.raised === null) wrong.push(`we say that it raises ${ours.raised}`)
  if (ours.raised === null && theirs.raised !== null && !ours.isUncertain) wrong.push(`Python raises ${theirs.raised}`)
  if (ours.isPoisoned) return { wrong, known, all: names.length }
  // Where one of the two ends early, the rest was never bound.
  if (ours.raised !== null || theirs.raised !== null) return { wrong, known, all: names.length }
  for (const name of new Set([...names, ...Object.keys(ours.names)])) {
    const [value, python] = [ours.names[name], theirs.names[name]]
    if (value === null) continue
    if (value === undefined || python === undefined) {
      wrong.push(`${name}: we have ${show(value)}, Python ${show(python)}`)
      continue
    }
    known += hasUnknown(value) ? 0.5 : 1
    const problem = difference(value, python, name)
    if (problem) wrong.push(problem)
  }
  return { wrong, known, all: names.length }
}

function hasUnknown(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.some(hasUnknown))
}

/** Where a value is not the one of Python; what is unknown may be anything. */
function difference(ours: unknown, theirs: unknown, path: string): string | undefined {
  if (ours === null) return undefined
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    if (/set$/.test(`${ours[0]}`) && ours[0] === theirs[0])
      return sameItems(ours[1], theirs[1]) ? undefined : different(ours, theirs, path)
    if (ours.length !== theirs.length) return different(ours, theirs, path)
    for (const [i, item] of ours.entries()) {
      const problem = difference(item, theirs[i], Array.isArray(item) ? `${path}.${i}` : path)
      if (problem) return problem
    }
    return undefined
  }
  const same = typeof ours === 'number' && typeof theirs === 'string' ? Object.is(ours, floatOf(theirs)) : ours === theirs
  return same ? undefined : different(ours, theirs, path)
}

function sameItems(ours: readonly PrintedValue[], theirs: readonly unknown[]): boolean {
  const left = [...theirs]
  for (const item of ours) {
    const at = left.findIndex(other => difference(item, other, '') === undefined)
    if (at < 0) return false
    left.splice(at, 1)
  }
  return left.length === 0
}

const floatOf = (text: string) =>
  text === 'inf' ? Number.POSITIVE_INFINITY : text === '-inf' ? Number.NEGATIVE_INFINITY : Number(text)

const different = (ours: unknown, theirs: unknown, path: string) => `${path}: we have ${show(ours)}, Python ${show(theirs)}`

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
