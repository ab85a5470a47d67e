/** Something that can be read in parts: a file, or an address whose server sends parts. */
export interface Readable {
  /** In bytes. */
  readonly size: number
  /** The bytes from `start` up to `end`, which is not among them. */
  readonly read: (start: number, end: number) => Promise<Buffer>
}

/** A file in a zip archive, as the directory at its end describes it. */
export interface ZipEntry {
  readonly path: string
  readonly crc: number
  /** Unpacked, in bytes. */
  readonly size: number
  /** Packed, in bytes. */
  readonly packed: number
  /** How it is packed: 0 is not at all, 8 is deflate. */
  readonly method: number
  /** Of its local header, from the beginning of the archive. */
  readonly offset: number
}

/** So much of an archive is asked for at first: the directory of most wheels, and the metadata before it. */
export const TAIL = 65_536

/** A directory of about 400 000 files. */
const MOST_BYTES = 32 * 1024 * 1024

const END = 0x06054b50
const END_SIZE = 22
const END_64 = 0x06064b50
const END_64_SIZE = 56
const LOCATOR_64 = 0x07064b50
const LOCATOR_64_SIZE = 20
const ENTRY = 0x02014b50
const ENTRY_SIZE = 46
const LOCAL_SIZE = 30

/**
 * The files of a zip archive, of which only the end is read. Throws an `Error` where it is none, or where a part cannot be read.
 *
 * Source: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3)
 */
export async function zipEntries(archive: Readable): Promise<ZipEntry[]> {
  const { start, end } = await directoryPlace(archive)
  if (start < 0 || start > end || end > archive.size || end - start > MOST_BYTES) throw new Error('a zip directory in no place')
  const bytes = await archive.read(start, end)
  const entries: ZipEntry[] = []
  for (let at = 0; at < bytes.length; ) {
    if (bytes.readUInt32LE(at) !== ENTRY) throw new Error('a zip directory with something else in it')
    const name = at + ENTRY_SIZE
    const length = bytes.readUInt16LE(at + 28)
    entries.push({
      path: bytes.toString('utf8', name, name + length),
      crc: bytes.readUInt32LE(at + 16),
      size: bytes.readUInt32LE(at + 24),
      packed: bytes.readUInt32LE(at + 20),
      method: bytes.readUInt16LE(at + 10),
      offset: bytes.readUInt32LE(at + 42),
    })
    at = name + length + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

/** Where the directory is. Archives with more than 65535 files, or 4 GB, say it in a record of their own. */
async function directoryPlace({ size, read }: Readable): Promise<{ start: number; end: number }> {
  const from = Math.max(0, size - TAIL)
  const tail = await read(from, size)
  for (let at = tail.length - END_SIZE; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END || at + END_SIZE + tail.readUInt16LE(at + 20) !== tail.length) continue
    const locator = at - LOCATOR_64_SIZE
    if (locator >= 0 && tail.readUInt32LE(locator) === LOCATOR_64) {
      const place = Number(tail.readBigUInt64LE(locator + 8))
      const record = await read(place, place + END_64_SIZE)
      if (record.readUInt32LE(0) !== END_64) break
      const start = Number(record.readBigUInt64LE(48))
      return { start, end: start + Number(record.readBigUInt64LE(40)) }
    }
    const start = tail.readUInt32LE(at + 16)
    return { start, end: start + tail.readUInt32LE(at + 12) }
  }
  throw new Error('not a zip archive')
}

/** The packed bytes of a file in an archive. */
export async function packedBytes({ size, read }: Readable, { offset, packed }: ZipEntry): Promise<Buffer> {
  // How long the header is, it says itself, and differently from the directory: some more is read than needed, once.
  const bytes = await read(offset, Math.min(size, offset + LOCAL_SIZE + TAIL + packed))
  const start = LOCAL_SIZE + bytes.readUInt16LE(26) + bytes.readUInt16LE(28)
  return bytes.subarray(start, start + packed)
}
