import crypto from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'

/** The SHA-256 of a file, read in pieces: it may be large. Throws where it cannot be read. */
export function hashOfFile(path: string): string {
  const hash = crypto.createHash('sha256')
  const piece = Buffer.alloc(1 << 20)
  const file = openSync(path, 'r')
  try {
    for (let n = readSync(file, piece); n > 0; n = readSync(file, piece)) hash.update(piece.subarray(0, n))
  } finally {
    closeSync(file)
  }
  return hash.digest('hex')
}
