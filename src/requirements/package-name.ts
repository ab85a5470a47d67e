/** A package's name as PEP 503 compares it: `Foo_Bar` and `foo-bar` are one package. */
export function normalisedName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-')
}

/**
 * The package that a requirement line names, normalised; undefined for options, URLs and paths. It holds for a line that no installer takes, too.
 *
 * @example packageName('Scikit_Learn[all]>=1.4 # pinned') // 'scikit-learn'
 */
export function packageName(line: string): string | undefined {
  const name = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:$|[[<>=!~;(@\s])/.exec(line.trim())?.[1]
  return name && normalisedName(name)
}
