import picomatch from 'picomatch'
import { byCodePoint } from '../basics/order.ts'
import { folderOf, nameOf } from '../paths/path-parts.ts'
import type { Sources } from './sources.ts'

/**
 * Sources in which one file holds another text: what an editor has not saved yet, say. It need not be there otherwise.
 *
 * @param text undefined: what is there instead is not UTF-8 text
 * @example overlaidSources(diskSources('.'), 'pipelines/train.yaml', 'steps: {}')
 */
export function overlaidSources(below: Sources, path: string, text: string | undefined): Sources {
  const folder = folderOf(path)
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
      return [...new Set([...(names ?? []), nameOf(path)])].sort(byCodePoint)
    },
    glob(pattern) {
      const matches = below.glob(pattern)
      const isNew = !matches.includes(path) && (pattern === path || picomatch.isMatch(path, pattern))
      return isNew ? [...matches, path].sort(byCodePoint) : matches
    },
  }
}
