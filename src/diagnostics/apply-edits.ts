import type { Edit, Fix } from './fix.ts'

/** A text after some edits of it, in any order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const last = [...edits].sort((a, b) => b.at.start - a.at.start)
  return last.reduce((rest, { at, text: now }) => rest.slice(0, at.start) + now + rest.slice(at.end), text)
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
