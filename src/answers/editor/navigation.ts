import { firstTime } from '../../basics/first-time.ts'
import type { Span } from '../../sources/span.ts'
import { placeKey } from '../explain/written-settings.ts'
import { type Edited, kindOf, rootOf } from './edited.ts'
import { isPartOf, lineAt, linesFrom } from './generated-line.ts'
import { nodeAt } from './node-at.ts'

/** A place that is looked for: of a generated file its line, counted from 1. */
export type Target = { readonly at: Span } | { readonly file: string; readonly line: number }

/**
 * The places that belong to what is at an offset: to a line of a generated Dockerfile its causes, to a setting the lines that it causes.
 *
 * @param all with the places that a setting beats, and those that beat it
 */
export function targets(file: string, offset: number, edited: Edited, all: boolean): Target[] {
  const text = edited.textOf(file)
  if (text === undefined) return []
  const found = lineAt(file, offset, edited)
  if (found)
    return distinct(found.origin.reasons.flatMap(({ causes }) => causes.flatMap(({ at }) => at ?? []))).map(at => ({ at }))
  const at = placeOf(file, offset, text, edited)
  const lines = linesFrom(at, edited).map(({ dockerfile, origin }) => ({ file: dockerfile, line: origin.line }))
  return all ? [...lines, ...rivals(at, edited).map(rival => ({ at: rival }))] : lines
}

/** The value at an offset, or below the key there; of a file without keys the line. */
function placeOf(file: string, offset: number, text: string, edited: Edited): Span {
  const spot = kindOf(file, edited) && nodeAt(rootOf(file, text), file, offset)
  if (spot) return spot.node.span
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const newline = text.indexOf('\n', offset)
  return { file, start, end: newline < 0 ? text.length : newline }
}

function rivals(at: Span, { explainers }: Edited): Span[] {
  const settings = explainers().flatMap(explainer => explainer.settings(({ node }) => isPartOf(node.span, at), at.file))
  return distinct(settings.flatMap(({ beat, beatenBy }) => [...beat, ...beatenBy.map(each => each.at)]))
}

function distinct(spans: readonly Span[]): Span[] {
  const isFirst = firstTime<string>()
  return spans.filter(span => isFirst(placeKey(span)))
}
