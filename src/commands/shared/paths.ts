import { realpathSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { slashes } from '../../edge/disk.ts'

/** A path that was typed in `cwd`, as the compiler names it: relative to the project root. An absolute one inside gives the same name. */
export function fromCwd(root: string, cwd: string, path: string): string {
  if (path === '') return path
  const absolute = resolve(cwd, path)
  const direct = relative(root, absolute)
  return slashes((isAbove(direct) ? insideByLinks(root, absolute) : undefined) ?? direct) || '.'
}

/** A path below the project root as one would type it in `cwd`. */
export function toCwd(root: string, cwd: string, path: string): string {
  return root === cwd ? path : slashes(relative(cwd, resolve(root, path))) || '.'
}

export const isAbove = (path: string): boolean => path === '..' || /^\.\.[/\\]/.test(path) || isAbsolute(path)

/** The way to the root may lead through a link: `/tmp/…` is `/private/tmp/…` on macOS. */
function insideByLinks(root: string, path: string): string | undefined {
  try {
    const inside = relative(realpathSync.native(root), join(realpathSync.native(dirname(path)), basename(path)))
    return isAbove(inside) ? undefined : inside
  } catch {
    return undefined
  }
}
