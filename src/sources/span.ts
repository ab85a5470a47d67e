/** A stretch of one input file. Offsets count UTF-16 units from 0; `end` is exclusive. `file` is as the user would type it. */
export interface Span {
  readonly file: string
  readonly start: number
  readonly end: number
}
