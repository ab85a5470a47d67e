import type { Node } from './node.ts'

/** One parsed input file. `root` is undefined for an empty file (or one of comments only). */
export interface Document {
  readonly file: string
  readonly text: string
  readonly root: Node | undefined
}

/** What a file is for, as far as it says where a secret of it belongs instead. */
export type InputKind = 'stack' | 'pipeline' | 'project'
