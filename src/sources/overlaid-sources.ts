import picomatch from 'picomatch'
import { byCodePoint } from '../basics/order.ts'
import type { Sources } from './sources.ts'

/**
 * Sources in which one file holds another text: what an editor has not saved yet, say. It need not be there otherwise.
 *
 * @param text undefined: what is there instead is no UTF-8 text
 * @example overlaidSources(diskSources('.'), 'pipelines/train.yaml', 'steps: {}')
 */
export function overlaidSources(below: Sources, path: string, text: string | undefined): Sources {
  const slash = path.lastIndexOf('/')
  const [folder, name] = slash < 0 ? ['.', path] : [path.slice(0, slash), path.slice(slash + 1)]
  const folders = new Set(path.split('/').map((_, i, parts) => parts.slice(0, i).join('/') || '.'))
  return {
    read: asked => (asked === path ? text : below.read(asked)),
    sha256: asked => (asked === path ? undefined : below.sha256?.(asked)),
    damage: asked => (asked === path ? undefined : below.damage?.(asked)),
    status(asked) {
      if (asked === path) return text === undefined ? 'binary' : 'file'
      const status = below.status(asked)
      return status === 'missing' && folders.has(asked) ? 'folder' : status
    },
    list(asked) {
      const names = below.list(asked)
      if (asked !== folder) return names
      return [...new Set([...(names ?? []), name])].sort(byCodePoint)
    },
    glob(pattern) {
      const matches = below.glob(pattern)
      const isNew = !matches.includes(path) && (pattern === path || picomatch.isMatch(path, pattern))
      return isNew ? [...matches, path].sort(byCodePoint) : matches
    },
  }
}
