import { dirname, join, relative, resolve } from 'node:path'
import { counted } from '../basics/counted.ts'
import { hasErrors } from '../diagnostics/diagnostic.ts'
import { toJson } from '../diagnostics/to-json.ts'
import { diskSources } from '../edge/disk.ts'
import { searchedFolders } from '../edge/searched-folders.ts'
import { type Seen, seeing } from '../edge/seen-files.ts'
import { settled, type Waits } from '../edge/settled.ts'
import { watchFolders } from '../edge/watch-folders.ts'
import { type Written, writeOutputs } from '../edge/write.ts'
import { PROJECT_FILES } from '../model/project.ts'
import { jsonText } from '../quote/json.ts'
import { terminalText } from '../quote/terminal-text.ts'
import type { Call, Command } from './command.ts'
import { allOutputs } from './shared/all-outputs.ts'
import { UsageError } from './shared/arguments.ts'
import { INPUT_FLAGS, MESSAGE_FLAGS } from './shared/flags.ts'
import { tell } from './shared/messages.ts'
import { isAbove, toCwd } from './shared/paths.ts'
import { compileProject, type Project } from './shared/project.ts'

/** A look waits until a change is over; somebody who changes files without a pause gets one all the same. */
const WAITS: Waits = { quiet: 50, longest: 1000 }
/** A file that is gone has so long to come back. In milliseconds. */
const GONE = 150

/** `dockcompile watch [FILES…]`. */
export const watchCommand: Command = {
  usage: '[FILES…]',
  about: `Compiles, and compiles again whenever a file changes that was read: stack, pipelines, project file, requirement lists, ignore
files, templates; also when one comes that was looked for. Says one line per change, and with --json one object. A file that
is broken for a while is reported, and watch waits until it is fixed. Ctrl-C ends it with exit code 0, since that is how it is
meant to end.`,
  flags: [...INPUT_FLAGS, 'force', 'json', ...MESSAGE_FLAGS.filter(flag => flag !== 'timing')],
  examples: ['dockcompile watch'],
  failure: null,

  async run(call) {
    if (call.words.includes('-')) throw new UsageError('`dockcompile watch` takes no `-`: it waits for files to be saved')
    const stopped = untilStopped()
    let round = compileOnce(call, [])
    if (!isSilent(call)) call.terminal.out(`watching ${counted(round.seen.paths().length, 'file')}; Ctrl-C ends\n`)
    const { soon, never } = settled((isLast, again) => {
      const changed = round.seen.changes(diskSources(round.root))
      // Editors put a new file in the place of the old one: for a moment there is none.
      if (!isLast && changed.some(path => diskSources(round.root).status(path) === 'missing')) return again(GONE)
      if (changed.length > 0) round = compileOnce(call, changed)
      folders.follow(round.near())
      // Nobody reported changes from before the folders were watched.
      if (round.seen.changes(diskSources(round.root)).length > 0) again(GONE)
    }, WAITS)
    const folders = watchFolders(soon, problem =>
      call.terminal.err(`changes are looked for every second, because the system reports none: ${problem}\n`),
    )
    folders.follow(round.near())
    soon()
    await stopped
    // A look that was still to come would watch again, and nothing would ever end.
    never()
    folders.close()
    return 0
  },
}

/** One compilation, and what has to be watched for the next. */
interface Round {
  readonly root: string
  readonly seen: Seen
  /** Absolute paths whose changes matter. */
  near(): string[]
}

function compileOnce(call: Call, changed: readonly string[]): Round {
  const started = performance.now()
  let seen: Seen | undefined
  const project = compileProject(call, call.words, {
    sources: (disk, root) => {
      seen = seeing(root)
      for (const path of projectFiles(call, root)) seen.note(path)
      return seen.around(disk)
    },
  })
  const { compilation, root } = project
  const result = hasErrors(compilation.diagnostics)
    ? NOTHING
    : writeOutputs(root, allOutputs(call, project), call.args.has('force'))
  say(call, project, changed, result, performance.now() - started)
  return {
    root,
    seen: seen!,
    near: () =>
      [...seen!.paths(), ...seen!.globs().flatMap(glob => searchedFolders(root, glob))].map(path => resolve(root, path)),
  }
}

const NOTHING: Written = { written: [], unchanged: [], removed: [], differs: [], diagnostics: [] }

/** Where a project file would be taken instead of the one that was found. */
function projectFiles({ args, cwd }: Call, root: string): string[] {
  if (args.has('config') || args.has('no-config')) return []
  const folders = [cwd]
  while (folders[0] !== root && !isAbove(relative(root, dirname(folders[0]!)))) folders.unshift(dirname(folders[0]!))
  return folders.flatMap(folder => PROJECT_FILES.map(name => join(folder, name)))
}

/** `stack.yaml: wrote 3 files of train (31 ms)`. */
function say(call: Call, project: Project, changed: readonly string[], result: Written, ms: number): void {
  const diagnostics = [...project.compilation.diagnostics, ...result.diagnostics]
  const names = changed.map(path => toCwd(project.root, call.cwd, path))
  if (call.args.has('json')) {
    const { written, unchanged, removed } = result
    const line = { changed, written, unchanged, removed, diagnostics: toJson(diagnostics, project.textOf) }
    call.terminal.out(`${jsonText(line)}\n`)
    return
  }
  tell(call, project, diagnostics)
  if (isSilent(call)) return
  const what = names.length === 0 ? 'start' : `${names[0]}${names.length > 1 ? ` and ${names.length - 1} more` : ''}`
  const errors = diagnostics.filter(d => d.severity === 'error').length
  const done = errors > 0 ? `${counted(errors, 'error')}, nothing written` : outcome(result)
  call.terminal.out(`${terminalText(what)}: ${done} (${Math.round(ms)} ms)\n`)
}

const isSilent = ({ args }: Call) => args.has('quiet') || args.has('json')

function outcome({ written, removed }: Written): string {
  const touched = [...written, ...removed]
  if (touched.length === 0) return 'nothing changed'
  const images = [...new Set(touched.flatMap(path => /(?:^|\/)images\/([^/]+)\//.exec(path)?.[1] ?? []))]
  const shown = images.length > 4 ? [...images.slice(0, 3), `${images.length - 3} more`] : images
  const of = shown.length > 0 ? ` of ${shown.join(', ')}` : ''
  const counts = [written.length && `wrote ${counted(written.length, 'file')}`, removed.length && `removed ${removed.length}`]
  return `${counts.filter(Boolean).join(', ')}${of}`
}

/** Ctrl-C, or whoever started it ends it. Waited for from the first line on: nothing is left half done. */
function untilStopped(): Promise<void> {
  return new Promise(done => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done())
  })
}
