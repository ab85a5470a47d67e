/** Which paths of a build context a Dockerfile names, by COPY, ADD or a bind mount. */
export interface NamedPaths {
  /** The path is named, or is in a folder that is. */
  has(path: string): boolean
  /** Something in this folder may be named. */
  mayHave(folder: string): boolean
}

/**
 * Reads names as BuildKit does: relative to the context whatever is in front of them, with Go's wildcards per part.
 *
 * @example namedPaths(['src/*.py']).has('src/a.py') // true
 */
export function namedPaths(written: readonly string[]): NamedPaths {
  const names = written.map(text => parts(text).map(part => ({ part, matches: matcher(part) })))
  const agree = (name: (typeof names)[number], path: readonly string[]) =>
    name.slice(0, path.length).every(({ matches }, i) => matches(path[i]!))
  return {
    has(path) {
      const steps = path.split('/')
      return names.some(name => name.length <= steps.length && agree(name, steps))
    },
    mayHave(folder) {
      const steps = folder.split('/')
      return names.some(name => agree(name, steps))
    },
  }
}

/** `./a//b/` → a, b; nobody climbs out of the context. */
function parts(path: string): string[] {
  const result: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') result.pop()
    else if (part !== '' && part !== '.') result.push(part)
  }
  return result
}

function matcher(part: string): (name: string) => boolean {
  if (!/[*?[\\]/.test(part)) return name => name === part
  const source = part.replace(/\\(.)|\[(\^?)((?:\\.|[^\]\\])+)\]|[*?]|[.+^${}()|[\]\\/]/g, (match, escaped, not, set) => {
    if (escaped !== undefined) return `\\u{${escaped.codePointAt(0)!.toString(16)}}`
    if (set !== undefined) return `[${not}${set.replace(/[[&~]/g, '\\$&')}]`
    return match === '*' ? '[^/]*' : match === '?' ? '[^/]' : `\\${match}`
  })
  try {
    const pattern = new RegExp(`^${source}$`, 'u')
    return name => pattern.test(name)
  } catch {
    return name => name === part
  }
}
