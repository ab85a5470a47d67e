/** A file below a folder; a link is one of no bytes, and nobody looks behind it. */
export interface FoundFile {
  /** Relative to the folder, with `/`. */
  readonly path: string
  readonly bytes: number
  /** The target of a link, as it is written; absent for a file. */
  readonly link?: string
}
