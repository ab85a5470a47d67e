import { lstatSync } from 'node:fs'
import { hashOfFile } from './hash-of-file.ts'

/** No pointer is longer, by the specification of Git LFS. */
export const LONGEST_POINTER = 1024

/**
 * Whether a text is the pointer that Git LFS keeps in the repository in place of this file.
 *
 * Source: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
 */
export function isPointerOf(text: string, path: string): boolean {
  if (text.length > LONGEST_POINTER || !text.startsWith('version https://git-lfs.github.com/spec/v1\n')) return false
  const hash = /^oid sha256:([0-9a-f]{64})$/m.exec(text)?.[1]
  const size = /^size (\d+)$/m.exec(text)?.[1]
  try {
    const stats = lstatSync(path)
    return stats.isFile() && `${stats.size}` === size && hashOfFile(path) === hash
  } catch {
    return false
  }
}
