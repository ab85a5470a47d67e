/**
 * What a function returns, worked out when it is first asked for.
 *
 * @example
 * const text = late(() => render())
 * text() // renders
 * text() // the same text
 */
export function late<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
