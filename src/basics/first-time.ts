/**
 * Makes a function that says of each key whether it comes for the first time: a rule that meets one place in many images reports it once.
 *
 * @example
 * const isFirst = firstTime<string>()
 * isFirst('a') // true
 * isFirst('a') // false
 */
export function firstTime<Key>(): (key: Key) => boolean {
  const known = new Set<Key>()
  return key => {
    const isFirst = !known.has(key)
    known.add(key)
    return isFirst
  }
}
