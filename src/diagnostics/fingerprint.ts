import { sha256 } from '../basics/sha256.ts'
import type { Diagnostic } from './diagnostic.ts'

/**
 * Names for diagnostics that stay when lines move: by code, file and sentence, and a number where one file has several that say the same. A sentence
 * holds no credential, so neither does its hash.
 */
export function fingerprints(diagnostics: readonly Diagnostic[]): string[] {
  const seen = new Map<string, number>()
  return diagnostics.map(({ code, at, message }) => {
    const what = JSON.stringify([code, at?.file ?? null, message])
    const n = (seen.get(what) ?? 0) + 1
    seen.set(what, n)
    return `${sha256(what).slice(0, 32)}:${n}`
  })
}
