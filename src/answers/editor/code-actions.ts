import { defaultParent } from '../../4-plan/parent.ts'
import { textsAfter } from '../../diagnostics/apply-edits.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { type Attempt, findFixes, isFixable, isGone, isSureFix } from '../../diagnostics/find-fixes.ts'
import type { Edit } from '../../diagnostics/fix.ts'
import type { Compilation } from '../../model/compilation.ts'
import { acceptHere, acceptInProject, entryForCode } from './accept.ts'
import type { Action } from './action.ts'
import { moveToRuntime } from './move-key.ts'

/** A project in which actions are looked for. */
export interface Actionable {
  readonly compilation: Compilation
  readonly attempt: Attempt
  readonly textOf: (file: string) => string | undefined
  readonly projectFile: string
  /** Whether the editor may change a file. */
  readonly mayWrite: (file: string) => boolean
}

/**
 * What can be done about a diagnostic: its fix, a file that it misses, what its help advises, and for warnings and hints the ways to accept them. Each was tried: the
 * compiler, asked again, no longer has the diagnostic.
 */
export function actionsFor(found: Diagnostic, project: Actionable): Action[] {
  return [
    ...fixActions(found, project),
    ...creations(found, project),
    ...proposals(found, project),
    ...acceptances(found, project),
  ]
}

function fixActions(found: Diagnostic, { attempt, mayWrite }: Actionable): Action[] {
  if (!isFixable(found) || !found.fix.edits.every(({ at }) => mayWrite(at.file)) || !isSureFix(attempt, found)) return []
  const { title, edits } = found.fix
  return [{ title: capital(title), kind: 'fix', diagnostics: [found], edits, preferred: true }]
}

function creations(found: Diagnostic, { attempt, mayWrite, compilation }: Actionable): Action[] {
  const path = found.missing
  if (path === undefined || !mayWrite(path)) return []
  const text = textFor(found, compilation)
  // What is still missing in the new file is for its author; it must not be a mistake of its own.
  if (!isGone(attempt, found, new Map([[path, text]]))) return []
  return [{ title: `Create \`${path}\``, kind: 'fix', diagnostics: [found], edits: [], creates: { path, text } }]
}

/** What the help of a message advises, as an edit. */
function proposals(found: Diagnostic, { attempt, mayWrite, textOf, projectFile }: Actionable): Action[] {
  const { code, at, entry } = found
  const offer = (title: string, file: string, edits: readonly Edit[] | undefined): Action[] => {
    if (!edits || !mayWrite(file)) return []
    return isGone(attempt, found, textsAfter(edits, textOf)) ? [{ title, kind: 'fix', diagnostics: [found], edits }] : []
  }
  if (entry !== undefined) {
    const edit = entryForCode(entry, projectFile, textOf(projectFile) ?? '')
    return offer(`Add \`code: ${entry}\` to \`pipelines\``, projectFile, edit && [edit])
  }
  if (!at || !MOVED.has(code)) return []
  return offer('Move it to `runtime_environment`', at.file, moveToRuntime(at, textOf(at.file) ?? ''))
}

/** Messages about a variable of `environment` that no install needs. */
const MOVED: ReadonlySet<string> = new Set(['DC4131', 'DC4144'])

/** A file that is as empty as it may be. */
function textFor({ code }: Diagnostic, { resolved }: Compilation): string {
  const [workspace] = resolved
  return code === 'DC4008' && workspace ? `FROM ${defaultParent(workspace)}\n` : ''
}

function acceptances(found: Diagnostic, { attempt, mayWrite, textOf, projectFile }: Actionable): Action[] {
  const { code, at, severity } = found
  if (severity === 'error') return []
  const works = (edit: Edit) => mayWrite(edit.at.file) && isGone(attempt, found, textsAfter([edit], textOf))
  const offer = (title: string, edits: readonly (Edit | undefined)[]): Action[] => {
    const edit = edits.find(each => each !== undefined && works(each))
    return edit ? [{ title, kind: 'fix', diagnostics: [found], edits: [edit] }] : []
  }
  const text = at ? textOf(at.file) : undefined
  const project = textOf(projectFile) ?? ''
  const inProject = acceptInProject(code, null, projectFile, project)
  const everywhere = `Accept ${code} in the project`
  if (!at) return offer(everywhere, [inProject])
  const inFile = offer(`Accept ${code} in \`${at.file}\``, [acceptInProject(code, at.file, projectFile, project)])
  return [
    ...(text === undefined ? [] : offer(`Accept ${code} here`, acceptHere(code, at, text))),
    ...inFile,
    // A warning that can be accepted in its own file can be accepted in all of them: this needs no trial of its own.
    ...(inFile.length > 0 && inProject
      ? [{ title: everywhere, kind: 'fix' as const, diagnostics: [found], edits: [inProject] }]
      : []),
  ]
}

/** All fixes of a file at once; undefined where there is none. */
export function fixAll(file: string, { attempt, mayWrite, textOf }: Actionable): Action | undefined {
  const { texts, fixed } = findFixes(attempt, path => path === file && mayWrite(path))
  const [before, after] = [textOf(file), texts.get(file)]
  if (before === undefined || after === undefined) return undefined
  const diagnostics = fixed.map(({ found }) => found)
  return {
    title: 'Fix all mistakes of this file that have one right answer',
    kind: 'all',
    diagnostics,
    edits: [difference(file, before, after)],
  }
}

/** The stretch in which two texts differ. */
function difference(file: string, before: string, after: string): Edit {
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before[start] === after[start]) start++
  let tail = 0
  while (tail < most - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  return { at: { file, start, end: before.length - tail }, text: after.slice(start, after.length - tail) }
}

const capital = (title: string): string => title.charAt(0).toUpperCase() + title.slice(1)
