/**
 * The index of the last number that is not greater than a value, among numbers in rising order; 0 where all are greater.
 *
 * @example lastAtMost([0, 10, 20], 12) // 1
 */
export function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (sorted[middle]! <= value) low = middle
    else high = middle - 1
  }
  return low
}
