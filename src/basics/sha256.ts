import crypto from 'node:crypto'

/** The SHA-256 of bytes, or of a text's UTF-8, in hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  // `hash` makes no stream for each text and takes a quarter of the time; Node has it since 20.12.
  return crypto.hash ? crypto.hash('sha256', content) : crypto.createHash('sha256').update(content).digest('hex')
}
