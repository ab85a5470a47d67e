import { dirname, join } from 'node:path'
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import type { Output } from '../model/artifact.ts'
import { byCodePoint } from '../model/order.ts'
import { sha256 } from '../model/sha256.ts'
import type { Span } from '../model/span.ts'
import { draftOf } from './draft.ts'
import { type FileSystem, fileSystem, ifThere, systemError } from './file-system.ts'
import { makeFolder, removeEmpty } from './folders.ts'
import { JOURNAL, journalText, MANIFEST } from './known-files.ts'
import { lock } from './lock.ts'
import { type Change, type OutputPlan, planOutput } from './plan-output.ts'
import { systemProblem } from './system-problem.ts'

/** What a run did to the output folders; paths are relative to the project root, in code-point order. */
export interface Written {
  readonly written: readonly string[]
  readonly unchanged: readonly string[]
  readonly removed: readonly string[]
  /** What differed before, written or not. */
  readonly differs: readonly string[]
  /** With an error among them nothing was written. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Brings output folders to what they should hold, all of them or none.
 *
 * - Files that are right already are not touched; files of an earlier run that are not wanted any more are removed.
 * - What dockcompile did not write is never touched; what was changed by hand in its own files is given up with `force` only.
 * - Each file is written beside its place and then renamed. Before that a journal names all contents, old and new, so that a run
 *   after a kill at any moment knows which files are ours. The manifest comes last.
 * - Runs at the same time write one after the other.
 */
export function writeOutputs(root: string, outputs: readonly Output[], force: boolean, fs: FileSystem = fileSystem): Written {
  const { plans, failure } = planOutputs(root, outputs, force, fs)
  if (failure) return refuse(plans, failure)
  const structural = plans.flatMap(p => p.problems).filter(p => p.code !== 'DC6001' && p.code !== 'DC6002')
  if (structural.length > 0) return refuse(plans, ...plans.flatMap(p => p.problems))
  // Another run may be writing, and files may be half way between its old and new: only under the locks it is certain.
  const open = plans.filter(isOpen)
  if (open.length === 0) return report(plans)
  return underLocks(root, open, fs, () => {
    const { plans, failure } = planOutputs(root, outputs, force, fs)
    const problems = plans.flatMap(p => p.problems)
    if (failure || problems.length > 0) return refuse(plans, ...(failure ? [failure] : problems))
    const failed = commit(root, plans.filter(isOpen), fs)
    return failed ? refuse(plans, failed) : report(plans)
  })
}

const isOpen = (plan: OutputPlan) => plan.changes.length > 0 || plan.unfinished.journal || plan.unfinished.lock

/** How output folders differ from what they should hold. Writes nothing. */
export function checkOutputs(
  root: string,
  outputs: readonly Output[],
  fs: FileSystem = fileSystem,
): Written & { plans: readonly OutputPlan[] } {
  const { plans, failure } = planOutputs(root, outputs, false, fs)
  return { ...refuse(plans, ...(failure ? [failure] : plans.flatMap(p => p.problems))), plans }
}

function planOutputs(
  root: string,
  outputs: readonly Output[],
  force: boolean,
  fs: FileSystem,
): { plans: OutputPlan[]; failure?: Diagnostic } {
  const plans: OutputPlan[] = []
  for (const output of outputs) {
    try {
      plans.push(planOutput(root, output, force, fs))
    } catch (error) {
      return { plans, failure: cannotWrite(root, output.folder, error, output.at) }
    }
  }
  return { plans }
}

function underLocks(root: string, plans: readonly OutputPlan[], fs: FileSystem, then: () => Written): Written {
  const unlocks: (() => void)[] = []
  const made: string[] = []
  try {
    // In one order everywhere, so that two runs never wait for each other.
    for (const folder of plans.map(p => p.output.folder).sort()) {
      makeFolder(join(root, folder), made, fs)
      const locked = lock(join(root, folder), fs)
      if ('holder' in locked) {
        const help = `wait for it; if it is gone, delete \`${folder}/.dockcompile-lock\``
        return refuse(plans, diagnostic('DC6006', null, { path: folder, process: locked.holder }, { help }))
      }
      unlocks.push(locked.unlock)
    }
    return then()
  } catch (error) {
    const { folder, at } = plans[0]!.output
    const failure = cannotWrite(root, folder, error, at)
    const problems = plans.flatMap(p => p.problems)
    return refuse(plans, ...(problems.length > 0 ? problems : [failure]))
  } finally {
    for (const unlock of unlocks.reverse()) unlock()
    // Nothing came of it, or nothing is wanted in it.
    removeEmpty(made, fs)
    for (const { output } of plans) if (output.files.length === 0) removeEmpty([join(root, output.folder)], fs)
  }
}

/** Writes under the locks. What fails before the first rename leaves everything as it was. */
function commit(root: string, plans: readonly OutputPlan[], fs: FileSystem): Diagnostic | undefined {
  const made: string[] = []
  const there = new Set<string>()
  const staged: string[] = []
  let path = ''
  try {
    for (const plan of plans) {
      const folder = join(root, plan.output.folder)
      remove(draftOf(join(folder, JOURNAL)), fs)
      if (plan.unfinished.journal) for (const name of [MANIFEST, ...plan.known.keys()]) remove(draftOf(join(folder, name)), fs)
      if (plan.changes.length === 0) continue
      path = `${plan.output.folder}/${JOURNAL}`
      const after = new Map(plan.output.files.map(f => [f.path.slice(folderPrefix(plan.output.folder).length), sha256(f.text)]))
      replace(join(root, path), journalText(plan.known, after), fs)
      for (const change of plan.changes) {
        if (change.after === undefined) continue
        path = change.path
        const draft = draftOf(`${root}/${path}`)
        makeFolder(dirname(draft), made, fs, there)
        staged.push(draft)
        create(draft, change.after, fs)
      }
    }
  } catch (error) {
    const failure = cannotWrite(root, path, error)
    for (const file of staged) remove(file, fs)
    removeEmpty(made, fs)
    for (const plan of plans) {
      const journal = join(root, plan.output.folder, JOURNAL)
      remove(draftOf(journal), fs)
      // The journal of an earlier run is still needed: ours names the same contents, and more.
      if (!plan.unfinished.journal) remove(journal, fs)
    }
    return failure
  }
  try {
    for (const plan of plans) {
      const isManifest = (p: string) => p === `${folderPrefix(plan.output.folder)}${MANIFEST}`
      const last = plan.changes.filter(c => isManifest(c.path))
      for (const change of [...plan.changes.filter(c => !isManifest(c.path)), ...last]) {
        path = change.path
        const target = join(root, path)
        if (change.after === undefined) remove(target, fs)
        else fs.renameSync(draftOf(target), target)
      }
    }
    for (const plan of plans) {
      const folder = join(root, plan.output.folder)
      remove(join(folder, JOURNAL), fs)
      const wanted = new Set(plan.output.files.map(f => join(root, f.path)))
      for (const path of [...plan.known.keys()].map(name => join(folder, name)))
        if (!wanted.has(path)) removeEmpty(between(dirname(path), folder), fs)
    }
  } catch (error) {
    return cannotWrite(root, path, error)
  }
  return undefined
}

const folderPrefix = (folder: string) => (folder === '.' ? '' : `${folder}/`)

function replace(path: string, text: string, fs: FileSystem): void {
  create(draftOf(path), text, fs)
  fs.renameSync(draftOf(path), path)
}

/** `wx`: never through a link that somebody put there. */
function create(path: string, text: string, fs: FileSystem): void {
  try {
    fs.writeFileSync(path, text, { flag: 'wx' })
  } catch (error) {
    if (systemError(error).code !== 'EEXIST') throw error
    remove(path, fs)
    fs.writeFileSync(path, text, { flag: 'wx' })
  }
}

const remove = (path: string, fs: FileSystem) => void ifThere(() => fs.unlinkSync(path))

/** The folders below `end` down to `folder`. */
function between(folder: string, end: string): string[] {
  return folder.length <= end.length ? [] : [...between(dirname(folder), end), folder]
}

function cannotWrite(root: string, path: string, error: unknown, at: Span | null = null): Diagnostic {
  const { code, path: culprit } = systemError(error)
  const shown = typeof culprit === 'string' && culprit.startsWith(`${root}/`) ? culprit.slice(root.length + 1) : path
  const problem = systemProblem(code)
  const help = REFUSED.has(code!) ? 'make it writable for you, or choose another folder with `output`' : undefined
  return diagnostic('DC6005', at, { path: /\.dockcompile-/.test(shown) ? path : shown, problem }, help ? { help } : {})
}

/** What a user may change: rights. A full disk says itself what is to be done. */
const REFUSED: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS'])

function report(plans: readonly OutputPlan[]): Written {
  const changes = plans.flatMap(p => p.changes)
  const paths = (some: readonly Change[]) => some.map(c => c.path).sort(byCodePoint)
  return {
    written: paths(changes.filter(c => c.after !== undefined)),
    unchanged: plans.flatMap(p => p.unchanged).sort(byCodePoint),
    removed: paths(changes.filter(c => c.after === undefined)),
    differs: paths(changes),
    diagnostics: [],
  }
}

function refuse(plans: readonly OutputPlan[], ...diagnostics: Diagnostic[]): Written {
  return { ...report(plans), written: [], removed: [], diagnostics }
}
