import type { Report } from '../diagnostics/diagnostic.ts'
import type { Node } from '../model/node.ts'

/** A rule between keys of one file, named by what it asks for. Each gives true when it is kept. */
export type Rule = (root: Node, report: Report) => boolean
