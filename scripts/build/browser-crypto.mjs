import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/** `createHash` of node:crypto for browsers, as far as the core uses it: SHA-256 of one text, in hexadecimal. */
export function createHash(algorithm) {
  if (algorithm !== 'sha256') throw new Error(`no ${algorithm} in browsers`)
  const hash = sha256.create()
  return {
    update(text) {
      hash.update(new TextEncoder().encode(text))
      return this
    },
    digest: () => bytesToHex(hash.digest()),
  }
}
