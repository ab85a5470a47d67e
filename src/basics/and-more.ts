/**
 * A list in a sentence, short also where it is long.
 *
 * @param shown so many are named; a single one more is named, too
 * @example andMore(['a', 'b', 'c', 'd'], 2) // 'a, b and 2 more'
 */
export function andMore(names: readonly string[], shown: number): string {
  return names.length <= shown + 1 ? names.join(', ') : `${names.slice(0, shown).join(', ')} and ${names.length - shown} more`
}
