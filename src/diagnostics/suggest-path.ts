import type { Sources } from '../sources/sources.ts'
import { suggest } from './suggest.ts'

/**
 * The file beside a missing one that was probably meant, as a message asks for it; undefined when none is near. A folder is never offered.
 *
 * @example didYouMean('docker/Dokerfile', sources) // 'did you mean `docker/Dockerfile`?'
 */
export function didYouMean(path: string, sources: Sources): string | undefined {
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const files = (sources.list(folder.slice(0, -1) || '.') ?? []).filter(name => !name.endsWith('/'))
  const close = suggest(path.slice(folder.length), files)
  return close && `did you mean \`${folder}${close}\`?`
}

/**
 * The help for a path with a character that nobody types: YAML, JSON and TOML read `\b` between double quotes as one.
 *
 * @example escapedPath('reqs\base.txt') // 'between double quotes `\` begins an escape: write `/`'
 */
export const escapedPath = (path: string): string | undefined =>
  [...path].some(sign => sign < ' ') ? 'between double quotes `\\` begins an escape, such as `\\b`: write `/`' : undefined
