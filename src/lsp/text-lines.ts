import { lastAtMost } from '../basics/last-at-most.ts'

/** How a client counts the characters of a line. */
export type Encoding = 'utf-8' | 'utf-16'

/** A place in a text, as the protocol says it: both numbers count from 0. */
export interface Place {
  readonly line: number
  readonly character: number
}

/** The lines of a text as the protocol has them: they end with `\n`, `\r\n` or `\r`. */
export class TextLines {
  readonly text: string
  readonly #encoding: Encoding
  readonly #starts: readonly number[]

  /** @param mark whether a byte order mark is part of the first line: no editor shows that of a file */
  constructor(text: string, encoding: Encoding, mark: 'counts' | 'skipped' = 'counts') {
    this.text = text
    this.#encoding = encoding
    this.#starts = lineStarts(text, mark === 'skipped' && text.startsWith('\ufeff') ? 1 : 0)
  }

  /** The place of an offset, which counts UTF-16 units. */
  placeOf(offset: number): Place {
    const at = Math.min(Math.max(offset, this.#starts[0]!), this.text.length)
    const line = lastAtMost(this.#starts, at)
    const before = this.text.slice(this.#starts[line]!, at)
    return { line, character: this.#encoding === 'utf-8' ? Buffer.byteLength(before) : before.length }
  }

  /** The offset of a place; behind the end of a line it is that end, and behind the last line the end of the text. */
  offsetOf({ line, character }: Place): number {
    const start = this.#starts[line]
    if (start === undefined) return line < 0 ? this.#starts[0]! : this.text.length
    const own = this.text.slice(start, this.#starts[line + 1] ?? this.text.length).replace(/(?:\r\n|\n|\r)$/, '')
    return start + (this.#encoding === 'utf-8' ? unitsOf(own, character) : Math.min(Math.max(character, 0), own.length))
  }
}

function lineStarts(text: string, first: number): number[] {
  const starts = [first]
  for (const { 0: end, index } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length)
  return starts
}

/** How many UTF-16 units the first so many bytes of a line are. */
function unitsOf(line: string, bytes: number): number {
  let units = 0
  let seen = 0
  for (const sign of line) {
    seen += Buffer.byteLength(sign)
    if (seen > bytes) break
    units += sign.length
  }
  return units
}
