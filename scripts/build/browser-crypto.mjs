import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/** node:crypto for browsers, as far as the core uses it: SHA-256 of a text, in hexadecimal. */
export default {
  hash(algorithm, text) {
    if (algorithm !== 'sha256') throw new Error(`no ${algorithm} in browsers`)
    return bytesToHex(sha256(new TextEncoder().encode(text)))
  },
}
