/** Orders versions by their numbers; a release candidate comes before its release. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [numbers(a), numbers(b)]
  for (let i = 0; i < 3; i++) {
    const difference = (x[i] ?? 0) - (y[i] ?? 0)
    if (difference !== 0) return difference
  }
  return Number(isPreview(b)) - Number(isPreview(a))
}

const numbers = (version: string): number[] => (version.match(/^\d+(?:\.\d+)*/)?.[0] ?? '').split('.').map(Number)
const isPreview = (version: string): boolean => /\d(?:a|b|rc)\d|\.dev\d/.test(version)
