import type { Encoding } from './text-lines.ts'

/** What the client said of itself. */
export interface Client {
  readonly encoding: Encoding
  /** Shows other places beside a message. */
  readonly related: boolean
  /** Tells which files change on disk. */
  readonly watched: boolean
  /** Takes edits of a version of a document. */
  readonly versionedEdits: boolean
  /** Takes edits that make files. */
  readonly createsFiles: boolean
}
