import { byCodePoint } from '../basics/order.ts'
import { sha256 } from '../basics/sha256.ts'
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import type { Output } from '../model/artifact.ts'
import { folderOf, nameOf } from '../paths/path-parts.ts'
import type { Span } from '../sources/span.ts'
import { Anchor } from './anchor.ts'
import { draftOf } from './draft.ts'
import { type FileSystem, fileSystem, ifThere, systemError } from './file-system.ts'
import { JOURNAL, journalText, MANIFEST } from './known-files.ts'
import { outputPlace } from './output-place.ts'
import { type Change, folderOfOutput, type OutputPlan, planOutput } from './plan-output.ts'
import { systemProblem } from './system-problem.ts'
import { LOCK, type Locked, lock } from './write-lock.ts'

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
 * - What dockcompile did not write is never touched; what was changed by hand in files that this run writes is given up with `force` only.
 * - Nothing is reached through a link in an output folder, nor through one that is put there meanwhile.
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
  return underLocks(root, open, fs, held => {
    const locked = outputs.filter(output => held.some(({ plan }) => plan.output === output))
    const { plans: now, failure } = planOutputs(root, locked, force, fs, held)
    const all = [...plans.filter(plan => !isOpen(plan)), ...now]
    const problems = all.flatMap(p => p.problems)
    if (failure || problems.length > 0) return refuse(all, ...(failure ? [failure] : problems))
    const changed = now.map(plan => ({ plan, folder: held.find(h => h.plan.output === plan.output)!.folder }))
    const failed = commit(
      root,
      changed.filter(({ plan }) => isOpen(plan)),
      fs,
    )
    return failed ? refuse(all, failed) : report(all)
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
  held: readonly Held[] = [],
): { plans: OutputPlan[]; failure?: Diagnostic } {
  const plans: OutputPlan[] = []
  for (const output of outputs) {
    try {
      plans.push(planOutput(root, output, force, fs, held.find(({ plan }) => plan.output === output)?.folder))
    } catch (error) {
      return { plans, failure: cannotWrite(root, output.folder, error, output.at) }
    }
  }
  return { plans }
}

/** An output folder that is locked and held open. */
interface Held {
  readonly plan: OutputPlan
  readonly folder: Anchor
}

function underLocks(
  root: string,
  plans: readonly OutputPlan[],
  fs: FileSystem,
  then: (held: readonly Held[]) => Written,
): Written {
  const undo: (() => void)[] = []
  const made: string[] = []
  let at = plans[0]!.output
  try {
    const project = Anchor.at(root, fs)
    undo.push(() => project.close())
    // In one order everywhere, so that two runs never wait for each other.
    const inOrder = [...plans].sort((a, b) => byCodePoint(a.output.folder, b.output.folder))
    const held: Held[] = []
    for (const plan of inOrder) {
      at = plan.output
      const place = outputPlace(root, folderOfOutput(plan.output), fs)
      if ('problem' in place) return refuse(plans, place.problem)
      // A held folder takes names that nobody could find again from the project's folder.
      if (Buffer.byteLength(`${root}/${place.path}/${JOURNAL}`) > MAX_PATH) throw tooLong(at.folder)
      project.make(place.path, made)
      // Nothing came of it, or nothing is wanted in it.
      undo.push(() => project.removeEmpty([...made, ...(at.files.length === 0 && place.path !== '.' ? [place.path] : [])]))
      const folder = project.hold(place.path)
      if (!folder) return refuse(plans, cannotWrite(root, at.folder, inTheWay(at.folder)))
      undo.push(() => folder.close())
      const locked = lock(folder.path, fs)
      if ('unlock' in locked) undo.push(locked.unlock)
      else return refuse(plans, notLocked(at.folder, locked))
      held.push({ plan, folder })
    }
    return then(held)
  } catch (error) {
    const failure = cannotWrite(root, at.folder, error, at.at)
    const problems = plans.flatMap(p => p.problems)
    return refuse(plans, ...(problems.length > 0 ? problems : [failure]))
  } finally {
    for (const step of undo.reverse()) step()
  }
}

function notLocked(folder: string, found: Exclude<Locked, { readonly unlock: unknown }>): Diagnostic {
  const inFolder = folderPrefix(folder)
  if ('holder' in found) {
    const help = `wait for it; if it is gone, delete \`${inFolder}${LOCK}\``
    return diagnostic('DC6006', null, { path: folder, process: found.holder }, { help })
  }
  return diagnostic('DC6002', null, { path: `${inFolder}${found.foreign}` }, { help: NO_LOCK })
}

const NO_LOCK = 'it looks like a lock, but comes from a checkout or a copy: delete it, and take it out of git'

/** Writes under the locks. What fails before the first rename leaves everything as it was. */
function commit(root: string, all: readonly Held[], fs: FileSystem): Diagnostic | undefined {
  const made: string[][] = all.map(() => [])
  const staged: { readonly folder: Anchor; readonly name: string }[] = []
  let path = ''
  try {
    for (const [i, { plan, folder }] of all.entries()) {
      const prefix = folderPrefix(folderOfOutput(plan.output))
      for (const name of [JOURNAL, ...plan.drafts]) remove(folder, draftOf(name), fs)
      if (plan.changes.length === 0) continue
      path = `${prefix}${JOURNAL}`
      const after = new Map(plan.files.map(f => [f.path.slice(prefix.length), sha256(f.text)]))
      create(`${folder.path}/${draftOf(JOURNAL)}`, journalText(plan.known, after), fs)
      fs.renameSync(`${folder.path}/${draftOf(JOURNAL)}`, `${folder.path}/${JOURNAL}`)
      for (const change of plan.changes) {
        if (change.after === undefined) continue
        path = change.path
        const draft = draftOf(path.slice(prefix.length))
        if (Buffer.byteLength(`${root}/${prefix}${draft}`) > MAX_PATH) throw tooLong(path)
        const parent = folder.make(folderOf(draft), made[i]!)
        staged.push({ folder, name: draft })
        create(`${parent}/${nameOf(draft)}`, change.after, fs)
      }
    }
  } catch (error) {
    const failure = cannotWrite(root, path, error)
    for (const { folder, name } of staged) remove(folder, name, fs)
    for (const [i, { plan, folder }] of all.entries()) {
      folder.removeEmpty(made[i]!)
      remove(folder, draftOf(JOURNAL), fs)
      // The journal of an earlier run is still needed: ours names the same contents, and more.
      if (!plan.unfinished.journal) remove(folder, JOURNAL, fs)
    }
    return failure
  }
  try {
    for (const held of all) putInPlace(held, fs, change => (path = change))
    for (const { plan, folder } of all) {
      const prefix = folderPrefix(folderOfOutput(plan.output))
      const wanted = new Set([...plan.files.map(f => f.path.slice(prefix.length)), ...plan.kept])
      for (const name of plan.known.keys()) if (!wanted.has(name)) folder.removeEmpty(above(name))
      remove(folder, JOURNAL, fs)
    }
  } catch (error) {
    return cannotWrite(root, path, error)
  }
  return undefined
}

/** Gives the drafts their names and removes what is not wanted any more; the manifest comes last. */
function putInPlace({ plan, folder }: Held, fs: FileSystem, next: (path: string) => void): void {
  const prefix = folderPrefix(folderOfOutput(plan.output))
  const isManifest = (change: Change) => change.path === `${prefix}${MANIFEST}`
  for (const change of [...plan.changes.filter(c => !isManifest(c)), ...plan.changes.filter(isManifest)]) {
    next(change.path)
    const name = change.path.slice(prefix.length)
    if (change.after === undefined) {
      remove(folder, name, fs)
      continue
    }
    const parent = folder.enter(folderOf(name))
    if (parent.path === undefined) throw inTheWay(change.path)
    fs.renameSync(`${parent.path}/${nameOf(draftOf(name))}`, `${parent.path}/${nameOf(name)}`)
  }
}

const folderPrefix = (folder: string) => (folder === '.' ? '' : `${folder}/`)

const inTheWay = (path: string) => Object.assign(new Error(), { code: 'ENOTDIR', syscall: 'open', path })

/** Of Linux, without the NUL at the end. */
const MAX_PATH = 4095
const tooLong = (path: string) => Object.assign(new Error(), { code: 'ENAMETOOLONG', syscall: 'open', path })

/** `wx`: never through a link that somebody put there. */
function create(path: string, text: string, fs: FileSystem): void {
  try {
    fs.writeFileSync(path, text, { flag: 'wx' })
  } catch (error) {
    if (systemError(error).code !== 'EEXIST') throw error
    ifThere(() => fs.unlinkSync(path))
    fs.writeFileSync(path, text, { flag: 'wx' })
  }
}

/** Removes a file of an output folder, if it is there. */
function remove(folder: Anchor, name: string, fs: FileSystem): void {
  const parent = folder.enter(folderOf(name))
  if (parent.path !== undefined) ifThere(() => fs.unlinkSync(`${parent.path}/${nameOf(name)}`))
}

/** The folders above a file, outermost first. */
function above(name: string): string[] {
  const folder = folderOf(name)
  return folder === '.' ? [] : [...above(folder), folder]
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
