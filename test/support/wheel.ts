import { deflateRawSync } from 'node:zlib'

/** How a wheel is made. */
interface Made {
  /** The directory's place is in a record of its own, as in archives with very many files. */
  readonly zip64?: boolean
  /** At the end of the archive. */
  readonly comment?: string
}

/** A wheel with these files. Those that end with `.txt` are packed, the others are only put in. */
export function wheel(files: Readonly<Record<string, string>>, { zip64 = false, comment = '' }: Made = {}): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [path, text] of Object.entries(files)) {
    const bytes = Buffer.from(text)
    const isPacked = path.endsWith('.txt')
    const packed = isPacked ? deflateRawSync(bytes) : bytes
    const name = Buffer.from(path)
    const facts = numbers(
      [2, 20],
      [2, 0],
      [2, isPacked ? 8 : 0],
      [4, 0],
      [4, crc32(bytes)],
      [4, packed.length],
      [4, bytes.length],
      [2, name.length],
    )
    // The extra fields of the two headers differ, as those of many programs do.
    const body = Buffer.concat([numbers([4, 0x04034b50]), facts, numbers([2, 4]), name, Buffer.alloc(4), packed])
    bodies.push(body)
    directory.push(numbers([4, 0x02014b50], [2, 20]), facts, numbers([2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), name)
    offset += body.length
  }
  const entries = Buffer.concat(directory)
  const count = Object.keys(files).length
  const place = zip64
    ? ([
        [4, 0xffffffff],
        [4, 0xffffffff],
      ] as const)
    : ([
        [4, entries.length],
        [4, offset],
      ] as const)
  const large = zip64
    ? [
        numbers(
          [4, 0x06064b50],
          [8, 44],
          [2, 45],
          [2, 45],
          [4, 0],
          [4, 0],
          [8, count],
          [8, count],
          [8, entries.length],
          [8, offset],
        ),
        numbers([4, 0x07064b50], [4, 0], [8, offset + entries.length], [4, 1]),
      ]
    : []
  const end = numbers([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], ...place, [2, comment.length])
  return Buffer.concat([...bodies, entries, ...large, end, Buffer.from(comment)])
}

/** Little-endian numbers, each with its size in bytes. */
function numbers(...all: readonly (readonly [size: number, value: number])[]): Buffer {
  return Buffer.concat(
    all.map(([size, value]) => {
      const bytes = Buffer.alloc(size)
      if (size === 8) bytes.writeBigUInt64LE(BigInt(value))
      else bytes.writeUIntLE(value, 0, size)
      return bytes
    }),
  )
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}
