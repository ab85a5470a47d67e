import { Readable } from 'node:stream'
import { RandomAccessReader } from 'yauzl'

/** Something that can be read in parts: a file, or an address whose server sends parts. */
export interface InParts {
  /** In bytes. */
  readonly size: number
  /** The bytes from `start` up to `end`, which is not among them. */
  readonly read: (start: number, end: number) => Promise<Buffer>
}

/** yauzl asks for each entry of a directory by itself. What is behind it is read with it, since a server takes as long for one byte as for these. */
const AHEAD = 262_144

/** Reads an archive for yauzl, in few parts. */
export class PartsForYauzl extends RandomAccessReader {
  readonly #parts: InParts
  #known: { readonly start: number; readonly bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) }

  constructor(parts: InParts) {
    super()
    this.#parts = parts
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null) => void): void {
    this.#bytes(position, position + length).then(
      bytes => {
        bytes.copy(buffer, offset)
        callback(null)
      },
      (error: Error) => callback(error),
    )
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const read = () => this.#bytes(start, end)
    return Readable.from(
      (async function* () {
        yield await read()
      })(),
    )
  }

  async #bytes(start: number, end: number): Promise<Buffer> {
    const isKnown = () => start >= this.#known.start && end <= this.#known.start + this.#known.bytes.length
    if (!isKnown()) {
      const bytes = await this.#parts.read(start, Math.min(this.#parts.size, Math.max(end, start + AHEAD)))
      this.#known = { start, bytes }
    }
    if (!isKnown()) throw new Error('an archive that ends too early')
    return this.#known.bytes.subarray(start - this.#known.start, end - this.#known.start)
  }
}
