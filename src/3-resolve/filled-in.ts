import { MAX_BYTES, shown } from '../basics/limits.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { MapNode } from '../model/node.ts'
import { growsTooLong, substitute, type Variables } from './substitute.ts'

/** A configuration with the values of its variables; undefined, and reported, where they make too much text. */
export function filledIn(written: MapNode, variables: Variables, report: Report): MapNode | undefined {
  if (!growsTooLong(written, variables)) return substitute(written, variables) as MapNode
  const params = { what: 'the variables of this file stand for too much text', limit: `${shown(MAX_BYTES)} characters` }
  report(diagnostic('DC1018', { ...written.span, end: written.span.start + 1 }, params, { help: 'use shorter values' }))
  return undefined
}
