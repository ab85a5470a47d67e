import { resolve } from 'node:path'
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import { depfileText, touch, writeDepfile } from '../edge/depfile.ts'
import { isWithin } from '../edge/disk.ts'
import { byCodePoint } from '../model/order.ts'
import { type Arguments, UsageError } from './arguments.ts'
import type { Call } from './command.ts'
import { toCwd } from './paths.ts'
import type { Project } from './project.ts'

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
  for (const flag of ['stamp', 'depfile'] as const) {
    const path = args.value(flag)
    const folder = path !== undefined && compilation.outputs.find(o => isWithin(resolve(cwd, path), resolve(root, o.folder)))
    if (folder && folder.folder !== '.')
      throw new UsageError(`\`--${flag} ${path}\` lies in the output folder \`${folder.folder}\`: put it elsewhere`)
  }
}

/** Tells make what was read, and that all is done. */
export function writeStamp({ args, cwd }: Call, project: Project): Diagnostic[] {
  const [stamp, depfile] = [args.value('stamp'), args.value('depfile')]
  const failed = (path: string, problem: string | undefined) =>
    problem === undefined ? [] : [diagnostic('DC6005', null, { path, problem })]
  const text = stamp !== undefined && depfile !== undefined ? depfileText(stamp, readPaths(project, cwd)) : ''
  return [
    ...(depfile === undefined ? [] : failed(depfile, writeDepfile(resolve(cwd, depfile), text))),
    ...(stamp === undefined ? [] : failed(stamp, touch(resolve(cwd, stamp)))),
  ]
}

/** The files that were read, and the folders that pipeline files come from: a new one may match a pattern. */
function readPaths({ root, sources, compilation }: Project, cwd: string): string[] {
  const files = compilation.reads.filter(path => sources.status(path) === 'file')
  const configs = compilation.plans.flatMap(plan => plan.pipelines.map(pipeline => pipeline.config))
  const folders = configs.flatMap(path => (path.includes('/') ? [path.slice(0, path.lastIndexOf('/'))] : []))
  return [...new Set([...files, ...folders])].sort(byCodePoint).map(path => toCwd(root, cwd, path))
}
