import type { Span } from '../sources/span.ts'
import type { Flavor } from './catalog.ts'
import type { MapNode } from './node.ts'

/** One component of the stack file. Its configuration may hold credentials: never copy a value of it into a message or an output. */
export interface Component {
  /** The key of `components`: `orchestrator`, `step_operator`, … */
  readonly type: string
  readonly name: string
  readonly flavor: string
  readonly configuration: MapNode
  /** What the catalog knows about the flavor; undefined: a custom flavor. */
  readonly known: Flavor | undefined
  /** The whole component. */
  readonly span: Span
  /** The value of `name`. */
  readonly nameSpan: Span
  /** The value of `flavor`. */
  readonly flavorSpan: Span
}
