import picomatch from 'picomatch'
import { byCodePoint } from '../basics/order.ts'
import type { Sources } from './sources.ts'

/**
 * Sources from a mapping of paths to texts: for tests, browsers and programs that have their files in memory.
 *
 * @example memorySources({ 'stack.yaml': '…', 'pipelines/train.yaml': '…' })
 */
export function memorySources(files: Readonly<Record<string, string>>): Sources {
  const texts = new Map(Object.entries(files))
  const folders = new Map<string, Set<string>>([['.', new Set()]])
  for (const path of texts.keys()) {
    const parts = path.split('/')
    parts.forEach((part, i) => {
      const folder = parts.slice(0, i).join('/') || '.'
      const names = folders.get(folder) ?? new Set()
      folders.set(folder, names.add(i === parts.length - 1 ? part : `${part}/`))
    })
  }
  return {
    read: path => texts.get(path),
    status: path =>
      texts.has(path)
        ? 'file'
        : folders.has(path)
          ? 'folder'
          : path.startsWith('..') || path.startsWith('/')
            ? 'outside'
            : 'missing',
    list: path => {
      const names = folders.get(path)
      return names && [...names].sort(byCodePoint)
    },
    glob: pattern => [...texts.keys()].filter(path => picomatch.isMatch(path, pattern)).sort(byCodePoint),
  }
}
