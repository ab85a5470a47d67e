import { resolve } from 'node:path'
import { byCodePoint } from '../../basics/order.ts'
import { type Diagnostic, diagnostic } from '../../diagnostics/diagnostic.ts'
import { depfileText, isMakeName, makeFolderOf, touch } from '../../edge/depfile.ts'
import { isWithin } from '../../edge/disk.ts'
import { searchedFolders } from '../../edge/searched-folders.ts'
import type { Call } from '../command.ts'
import { type Arguments, UsageError } from './arguments.ts'
import { toCwd } from './paths.ts'
import type { Project } from './project.ts'
import { writeAnswer } from './write-answer.ts'

/** Refuses `--depfile` and `--stamp` that make no sense, before anything is written. */
export function checkStamp(
  { args, cwd }: { readonly args: Arguments; readonly cwd: string },
  { root, compilation, unsaved }: Project,
): void {
  const stamp = args.value('stamp')
  if (stamp !== undefined && unsaved) throw new UsageError('`--stamp` says that all is written, and with `-` nothing is')
  if (args.has('depfile') && stamp === undefined)
    throw new UsageError(
      '`--depfile` needs `--stamp FILE`: unchanged outputs keep their times, so the stamp is what make compares',
    )
  if (args.has('depfile') && !isMakeName(stamp!))
    throw new UsageError(`make cannot read \`${stamp}\` as the name of a file: choose another one for \`--stamp\``)
  for (const flag of ['stamp', 'depfile'] as const) {
    const path = args.value(flag)
    const folder = path !== undefined && compilation.outputs.find(o => isWithin(resolve(cwd, path), resolve(root, o.folder)))
    if (folder && folder.folder !== '.')
      throw new UsageError(`\`--${flag} ${path}\` is in the output folder \`${folder.folder}\`: put it elsewhere`)
  }
}

/** Tells make what was read, and that all is done. */
export function writeStamp(call: Call, project: Project): Diagnostic[] {
  const { args, cwd } = call
  const [stamp, depfile] = [args.value('stamp'), args.value('depfile')]
  const failed = (path: string, problem: string | undefined) =>
    problem === undefined ? [] : [diagnostic('DC6005', null, { path, problem })]
  const text = stamp !== undefined && depfile !== undefined ? depfileText(stamp, ...readPaths(project, cwd)) : ''
  return [
    ...(depfile === undefined ? [] : writeDepfile(call, depfile, text)),
    ...(stamp === undefined ? [] : failed(stamp, touch(resolve(cwd, stamp)))),
  ]
}

function writeDepfile(call: Call, path: string, text: string): Diagnostic[] {
  const problem = makeFolderOf(resolve(call.cwd, path))
  if (problem !== undefined) return [diagnostic('DC6005', null, { path, problem })]
  return [writeAnswer(call, path, 'rule for make', text) ?? []].flat()
}

/** What was read, with the folders in which a glob could find more, what was looked for and may come, and the globs that list the root. */
function readPaths(
  { root, sources, compilation }: Project,
  cwd: string,
): [read: string[], missing: string[], globs: Map<string, string[]>] {
  const status = (path: string) => sources.status(path)
  const searched = compilation.globs.flatMap(glob => searchedFolders(root, glob))
  const folders = searched.filter(path => path !== '.' && status(path) === 'folder')
  // The root's own time changes with each stamp. A glob that lists it is one for make as well: it says which files there would be new.
  const inRoot = searched.includes('.') ? compilation.globs.filter(glob => !glob.includes('/')) : []
  const files = compilation.reads.filter(path => status(path) === 'file')
  const missing = compilation.reads.filter(path => status(path) === 'missing' && !/[*?]/.test(path))
  const typed = (paths: readonly string[]) => [...new Set(paths)].sort(byCodePoint).map(path => toCwd(root, cwd, path))
  const found = (glob: string) => typed(namesInRoot(sources).filter(name => matches(glob, name)))
  const globs = new Map([...new Set(inRoot)].sort(byCodePoint).map(glob => [toCwd(root, cwd, glob), found(glob)]))
  return [typed([...files, ...folders]), typed(missing), globs]
}

const namesInRoot = (sources: Project['sources']) => (sources.list('.') ?? []).map(name => name.replace(/\/$/, ''))

/** As make's `$(wildcard …)` sees it, which has folders too. Globs with other characters than these two are left out of the depfile. */
function matches(glob: string, name: string): boolean {
  const pattern = glob
    .replace(/[^\w*?]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${pattern}$`, 's').test(name)
}
