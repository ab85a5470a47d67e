import { positions } from '../../diagnostics/position.ts'
import type { Sources } from '../../sources/sources.ts'
import type { Span } from '../../sources/span.ts'

/** A function that says where something is: `run.py:10`. It remembers the lines of each file. */
export function placeIn(sources: Sources): (at: Span) => string {
  const positionOf = positions(file => sources.read(file))
  return at => `${at.file}:${positionOf(at)?.line ?? 1}`
}
