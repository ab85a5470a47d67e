import { ANY } from '../../code/survey/possible-texts.ts'
import { cleanPath } from '../../paths/clean-path.ts'
import type { Surroundings } from './look-around.ts'

/**
 * The run configurations that a text of code may name, from the project root or from the folder of the code.
 *
 * @param text a path with `ANY` for what is not known
 * @param code the file that the text is in
 * @returns `pattern` for people, when something is not known
 */
export function configFiles(
  text: string,
  code: string,
  { sources, pipelines, perhaps }: Surroundings,
): { readonly matches: readonly string[]; readonly pattern: string | null } {
  const folder = code.slice(0, Math.max(0, code.lastIndexOf('/')))
  const path = cleanPath(text.replace(/^\/+/, ''))
  const places = text.startsWith('/') || folder === '' ? [path] : [path, cleanPath(`${folder}/${path}`)]
  if (!text.includes(ANY)) {
    const file = places.find(place => sources.status(place) === 'file')
    return { matches: file === undefined ? [] : [file], pattern: null }
  }
  const pattern = path.replaceAll(ANY, '*')
  // A path of which nothing is known names every file, and so none.
  if (path.split('/').every(part => part === ANY)) return { matches: [], pattern }
  const found = places.map(place => [...pipelines, ...perhaps].filter(file => regExpOf(place).test(file)))
  return { matches: found.find(files => files.length > 0) ?? [], pattern }
}

/** An unknown piece of a name has no `/` in it; a part that is unknown as a whole may be several folders. */
function regExpOf(path: string): RegExp {
  const parts = path.split('/').map(part => (part === ANY ? '.+' : part.split(ANY).map(escaped).join('[^/]*')))
  return new RegExp(`^${parts.join('/')}$`)
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
