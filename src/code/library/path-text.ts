import { withoutTrailingSlashes } from '../../paths/trailing-slashes.ts'
import { ROOT } from '../values/open-text.ts'

/** Paths as texts, by the rules of POSIX; the project root's absolute path is a mark that starts like a `/`. */

export const isAbsolute = (path: string): boolean => path.startsWith('/') || path.startsWith(ROOT)

/** `os.path.join`. */
export function osJoin(first: string, ...rest: readonly string[]): string {
  let result = first
  for (const part of rest) {
    if (isAbsolute(part)) result = part
    else result += result === '' || result.endsWith('/') ? part : `/${part}`
  }
  return result
}

/** `Path(a) / b`, which drops `.` and doubled slashes. */
export const joinPath = (base: string, part: string): string =>
  purePath(isAbsolute(part) ? part : osJoin(base === '.' ? '' : base, part))

/** The text of `Path(text)`: `..` stays. */
export function purePath(text: string): string {
  const start = text.startsWith('//') && !text.startsWith('///') ? '//' : text.startsWith('/') ? '/' : ''
  const parts = text.split('/').filter(part => part !== '' && part !== '.')
  return start + parts.join('/') || '.'
}

/** `os.path.normpath`. */
export function normalPath(text: string): string {
  if (text === '') return '.'
  const absolute = isAbsolute(text)
  const parts: string[] = []
  for (const part of text.split('/')) {
    if (part === '' || part === '.') continue
    const last = parts.at(-1)
    if (part !== '..') parts.push(part)
    // Nobody knows the place of the project, so a path above its root stays as it is written.
    else if (last !== undefined && last !== '..' && last !== ROOT) parts.pop()
    else if (last === ROOT || !absolute) parts.push(part)
  }
  const start = text.startsWith('/') ? '/' : ''
  return start + parts.join('/') || '.'
}

/** `os.path.abspath`: the working directory is the project root. */
export const absolutePath = (text: string): string => normalPath(isAbsolute(text) ? text : osJoin(ROOT, text))

/** `os.path.relpath` of two absolute paths below the project root; undefined where one is elsewhere. */
export function relativeTo(start: string, path: string): string | undefined {
  const [from, to] = [start.split('/'), path.split('/')]
  if ([from, to].some(([root, ...parts]) => root !== ROOT || parts.includes('..'))) return undefined
  const first = from.findIndex((part, i) => part !== to[i])
  const common = first < 0 ? from.length : first
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/') || '.'
}

/** `os.path.dirname` and `os.path.basename`. */
export function osSplit(text: string): [string, string] {
  const slash = text.lastIndexOf('/') + 1
  const head = text.slice(0, slash)
  return [withoutTrailingSlashes(head) || head, text.slice(slash)]
}

/** `os.path.splitext`. */
export function osSplitExtension(text: string): [string, string] {
  const start = text.lastIndexOf('/') + 1
  const name = text.slice(start)
  const leading = /^\.*/.exec(name)![0].length
  const dot = name.lastIndexOf('.')
  return dot < leading || dot < 0 ? [text, ''] : [text.slice(0, start + dot), name.slice(dot)]
}
