import { explain, satisfies, valid } from '@renovatebot/pep440'

/**
 * Whether no version can satisfy both specifiers. Tried are the versions that they name and their nearest neighbours above and below: between two of
 * those nothing changes.
 */
export function contradict(a: string, b: string): boolean {
  if (a === '' || b === '' || a === b) return false
  const both = `${a},${b}`
  if (/===/.test(both)) return false
  const named = [...both.matchAll(/(?:[=!<>~]=|[<>])\s*([^\s,]+)/g)].map(match => match[1]!.replace(/\.\*$/, ''))
  if (!named.every(version => valid(version))) return false
  return !named.flatMap(neighbours).some(version => satisfies(version, both, { prereleases: true }))
}

function neighbours(version: string): string[] {
  const { release, base_version, local } = explain(version)!
  const epoch = /^\d+!/.exec(base_version)?.[0] ?? ''
  const last = release.findLastIndex(part => part > 0)
  const below = last === -1 ? [] : [...release.slice(0, last), release[last]! - 1, 99999]
  const next = release.map((_, i) => [...release.slice(0, i), release[i]! + 1])
  const releases = [release, [...release, 0, 1], below, ...next].filter(parts => parts.length > 0)
  return [version, ...(local ? [version.split('+')[0]!] : []), ...releases.map(parts => epoch + parts.join('.'))]
}
