import { compilePattern } from './pattern.ts'

/**
 * A function that says whether one of these lines of an ignore file, none of them an exception, matches a path or a folder above it.
 *
 * @example covers(['.aws', '*.pem'])('.aws/config') // true
 */
export function covers(lines: readonly string[]): (path: string) => boolean {
  const patterns = lines.map(compilePattern)
  return path => {
    const parts = path.split('/')
    const places = parts.map((_, i) => parts.slice(0, i + 1).join('/'))
    return patterns.some(matches => places.some(place => matches(place)))
  }
}
