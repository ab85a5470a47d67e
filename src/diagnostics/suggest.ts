import { byCodePoint } from '../basics/order.ts'

/**
 * The candidate that was probably meant; undefined when none is near.
 *
 * Case and separators (`-`, `_`) count for nothing; otherwise a third of the letters may be wrong, missing, added or swapped. Ties go to the first in
 * the alphabet.
 *
 * @example suggest('apt_package', ['apt_packages', 'environment']) // 'apt_packages'
 */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  return nearest(word, candidates)[0]
}

/** What may be written without asking: as `suggest`, but of at most two letters, and undefined where two candidates are equally near. */
export function suggestOnly(word: string, candidates: readonly string[]): string | undefined {
  const [best, ...others] = nearest(word, candidates, 2)
  return others.length === 0 ? best : undefined
}

/** All candidates, those first that need the fewest changes to be the word; equal ones in the order given. */
export function nearestFirst(word: string, candidates: readonly string[]): string[] {
  const folded = fold(word)
  return candidates
    .map(candidate => ({ candidate, distance: editDistance(folded, fold(candidate)) }))
    .sort((a, b) => a.distance - b.distance)
    .map(({ candidate }) => candidate)
}

/** The candidates of the least distance, in the order of the alphabet; none that is too far. */
function nearest(word: string, candidates: readonly string[], most = Infinity): string[] {
  const folded = fold(word)
  let best: string[] = []
  let least = Math.min(most, Math.max(1, Math.floor(word.length / 3)))
  for (const candidate of [...new Set(candidates)].sort(byCodePoint)) {
    const other = fold(candidate)
    if (candidate === word || folded === '' || other === '') continue
    if (Math.abs(folded.length - other.length) > least) continue
    const distance = folded === other ? 0 : editDistance(folded, other)
    // A word of which every letter is replaced is not alike, however short it is.
    if (distance > least || distance >= Math.max(folded.length, other.length)) continue
    if (distance < least) best = []
    least = distance
    best.push(candidate)
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
