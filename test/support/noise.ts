/** Random characters that are the same in every run. A real token written down in a test would be somebody's find. */
export function noise(seed: number): (alphabet: string, length: number) => string {
  let state = (seed + 1) * 48271
  return (alphabet, length) =>
    Array.from({ length }, () => {
      state = (state * 16807) % 2147483647
      return alphabet[state % alphabet.length]
    }).join('')
}
