/** node:crypto for the standalone program, as far as dockcompile uses it. The runtime has hashes at hand; all of node:crypto takes 2 ms and 1 MB to load. */
const { CryptoHasher } = /** @type {any} */ (globalThis).Bun

export const createHash = algorithm => new CryptoHasher(algorithm)

export default { createHash, hash: (algorithm, content) => CryptoHasher.hash(algorithm, content, 'hex') }
