/** A line for which Docker refuses to build. */
export interface Problem extends Place {
  /**
   * `lone`: an exception of nothing (`!`, `!/`). `malformed`: wrong before any file is looked at. `unusable`: wrong as soon as a path is
   * compared with it. `control`: a control character, which no gRPC header can carry. `long`: longer than 65,535 bytes.
   */
  readonly kind: keyof typeof sentences
  /** The line as written, without space around it. */
  readonly pattern: string
  readonly message: string
}

/** Where a line's pattern is: line and column from 1, offsets from 0, all in UTF-16 units. */
export interface Place {
  readonly line: number
  readonly column: number
  readonly start: number
  readonly end: number
}

export function problem(kind: Problem['kind'], pattern: string, place: Place): Problem {
  const { line, column, start, end } = place
  return { kind, pattern, message: sentences[kind], line, column, start, end }
}

const sentences = {
  lone: 'an exception needs a pattern after `!`',
  malformed: 'Docker cannot read this pattern: a `[` without `]`, an empty `[]`, a range without end, or a `\\` at the end',
  unusable:
    'Docker cannot use this pattern: a range that runs backwards, or a `\\` before a letter, a digit or a character beyond ASCII',
  control: 'Docker cannot send a pattern with a control character',
  long: 'Docker reads lines of up to 65,535 bytes',
} as const
