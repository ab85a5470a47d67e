/** A stretch of one input file. Offsets count UTF-16 units from 0; `end` is exclusive. `file` is as the user would type it. */
export interface Span {
  readonly file: string
  readonly start: number
  readonly end: number
}

/** Whether two places begin at the same character. Equal places need not be the same object. */
export const isSamePlace = (a: Span | null, b: Span | null): boolean => a?.file === b?.file && a?.start === b?.start
