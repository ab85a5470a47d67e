import type { Stats } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import { OUTPUT_INSIDE } from '../3-resolve/output-folders.ts'
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import { isWithin, slashes } from './disk.ts'
import { type FileSystem, ifThere } from './file-system.ts'

/**
 * Where an output folder really is, there or not yet: relative to the root's real path, with `/`, and without links. The way to it may have links, as
 * long as they stay in the project; what is in it may not.
 */
export function outputPlace(
  root: string,
  folder: string,
  fs: FileSystem,
): { readonly path: string } | { readonly problem: Diagnostic } {
  const { native } = fs.realpathSync
  const realRoot = native(root)
  const inside = relative(resolve(root), resolve(root, folder))
  if (!isWithin(resolve(root, folder), resolve(root))) return { problem: leadsOutside(folder) }
  const names = inside === '' ? [] : inside.split(sep)
  let real = realRoot
  for (const [i, name] of names.entries()) {
    const path = names.slice(0, i + 1).join('/')
    const next = resolve(real, name)
    const stats = ifThere(() => fs.lstatSync(next, { throwIfNoEntry: false }))
    if (!stats) {
      real = resolve(next, ...names.slice(i + 1))
      break
    }
    const target = stats.isSymbolicLink() ? ifThere(() => fs.statSync(next)) : stats
    if (!target) return { problem: diagnostic('DC6003', null, { path, found: 'link', wanted: 'folder' }, { help: NOWHERE }) }
    const problem = notAFolder(path, target)
    if (problem) return { problem }
    real = stats.isSymbolicLink() ? native(next) : next
    if (!isWithin(real, realRoot)) return { problem: leadsOutside(path) }
  }
  const path = slashes(relative(realRoot, real)) || '.'
  // Whoever can make git's files ours can run programs.
  return path.split('/').some(name => name.toLowerCase() === '.git') ? { problem: leadsOutside(folder) } : { path }
}

const NOWHERE = 'it leads nowhere: remove it'

const leadsOutside = (folder: string) => diagnostic('DC6004', null, { path: folder }, { help: OUTPUT_INSIDE })

function notAFolder(path: string, stats: Stats): Diagnostic | undefined {
  if (stats.isDirectory()) return undefined
  const found = stats.isFile() ? 'file' : 'special file'
  return diagnostic('DC6003', null, { path, found, wanted: 'folder' }, { help: MOVE_FOLDER })
}

/** What to do about something in the place of a folder. */
export const MOVE_FOLDER = 'move it away, or choose another folder with `output`'
