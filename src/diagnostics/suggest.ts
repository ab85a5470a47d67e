import { byCodePoint } from '../model/order.ts'

/**
 * The candidate that was probably meant; undefined when none is near.
 *
 * Case and separators (`-`, `_`) count for nothing; otherwise a third of the letters may be wrong, missing, added or swapped. Ties go to the first in
 * the alphabet.
 *
 * @example suggest('apt_package', ['apt_packages', 'environment']) // 'apt_packages'
 */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  const folded = fold(word)
  const limit = Math.max(1, Math.floor(word.length / 3))
  let best: string | undefined
  let least = limit + 1
  for (const candidate of [...candidates].sort(byCodePoint)) {
    const other = fold(candidate)
    if (candidate === word || folded === '' || other === '') continue
    const distance = folded === other ? 0 : Math.abs(folded.length - other.length) > limit ? least : editDistance(folded, other)
    // Everything replaced is no likeness, however short the word.
    if (distance < least && distance < Math.max(folded.length, other.length)) {
      least = distance
      best = candidate
    }
  }
  return best
}

const fold = (text: string): string => text.toLowerCase().replace(/[-_]/g, '')

/** Damerau's distance, without changes inside a swapped pair. */
function editDistance(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      row[j] = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j]!, before[j - 2]! + 1)
    }
    before = previous
    previous = row
  }
  return previous[b.length]!
}
