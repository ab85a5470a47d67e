import { groupBy } from '../basics/group-by.ts'
import type { Edit, Fix } from './fix.ts'
import type { TextOf } from './position.ts'

/** A text after some edits of it, in any order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const last = [...edits].sort((a, b) => b.at.start - a.at.start)
  return last.reduce((rest, { at, text: now }) => rest.slice(0, at.start) + now + rest.slice(at.end), text)
}

/** The files that edits change, with their texts afterwards. A file that is not there is empty before. */
export function textsAfter(edits: readonly Edit[], textOf: TextOf): ReadonlyMap<string, string> {
  const files = groupBy(edits, ({ at }) => at.file).map(group => ({ file: group[0]!.at.file, edits: group }))
  return new Map(files.map(({ file, edits }) => [file, applyEdits(textOf(file) ?? '', edits)]))
}

/** Those of the fixes that can be made at once, the first ones first: no two touch the same stretch of a file. */
export function compatible<F extends { readonly fix: Fix }>(found: readonly F[]): F[] {
  const taken: Edit[] = []
  return found.filter(({ fix }) => {
    if (fix.edits.some(edit => taken.some(other => touch(edit, other)))) return false
    taken.push(...fix.edits)
    return true
  })
}

const touch = (a: Edit, b: Edit): boolean => a.at.file === b.at.file && a.at.start <= b.at.end && b.at.start <= a.at.end
