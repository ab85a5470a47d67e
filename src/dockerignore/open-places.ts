import { ignoreWalk } from './ignore-walk.ts'
import type { Pattern } from './pattern.ts'

/**
 * The places of a context below which files of `folder` may be sent: `.` for anywhere. Whatever else the folder holds is left out, so nobody has to
 * look at each of its files.
 *
 * A folder that is left out hands that down to all that is in it; only exceptions after the line that decided it bring something back.
 *
 * @example openPlaces(patterns('build\n!build/lists'), 'build') // ['build/lists']
 */
export function openPlaces(patterns: readonly Pattern[], folder: string): string[] {
  const { sent, by } = ignoreWalk(patterns)(folder)
  if (sent || !by) return ['.']
  const later = patterns.slice(patterns.indexOf(by) + 1)
  return [...new Set(later.filter(({ exception }) => exception).map(({ text }) => literalStart(text)))]
}

/** The first parts of a pattern, up to one that may match several names. A `|` may begin another path. */
function literalStart(text: string): string {
  const parts = text.split('/')
  const first = text.includes('|') ? 0 : parts.findIndex(part => /[*?[\](){}^$+\\]/.test(part))
  return parts.slice(0, first < 0 ? parts.length : first).join('/') || '.'
}
