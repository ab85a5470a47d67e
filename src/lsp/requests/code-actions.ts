import type { CodeAction } from 'vscode-languageserver/node'
import type { Action } from '../../answers/editor/action.ts'
import { type Actionable, actionsFor, fixAll } from '../../answers/editor/code-actions.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import type { Range } from '../places.ts'
import { toDiagnostic } from '../to-diagnostic.ts'
import type { Asked } from './asked.ts'
import { mayWrite, toWorkspaceEdit } from './workspace-edit.ts'

const FIX = 'quickfix'
const FIX_ALL = 'source.fixAll.dockcompile'

/** The kinds of actions, for a client that asks before it shows them. */
export const CODE_ACTION_KINDS = [FIX, FIX_ALL]

/** What has been found for a diagnostic: each action was tried by a compilation, and editors ask at each step of the cursor. */
const known = new WeakMap<Diagnostic, readonly Action[]>()

/** What can be done about the messages in a stretch of a document. `only`: the kinds that are asked for; a kind has those below it. */
export function codeActions(asked: Asked, range: Range, only: readonly string[] | undefined): CodeAction[] {
  const { compiled, file, project, places } = asked
  const isAsked = (kind: string) => !only || only.some(name => kind === name || kind.startsWith(`${name}.`))
  const here = compiled.compilation.diagnostics.filter(each => project.shownIn(each) === file)
  const state: Actionable = {
    compilation: compiled.compilation,
    attempt: project.attempt,
    textOf: compiled.textOf,
    projectFile: project.projectFile,
    mayWrite,
  }
  const found = isAsked(FIX) ? here.filter(each => touches(places.rangeOf(each.at), range)) : []
  const actions = found.flatMap(each => {
    const actions = known.get(each) ?? actionsFor(each, state)
    known.set(each, actions)
    return actions
  })
  const hasFixes = here.filter(({ fix }) => fix).length
  // By name for one mistake, too; without being asked only where it says more than the fix itself.
  const all = isAsked(FIX_ALL) && hasFixes > (only ? 0 : 1) ? fixAll(file, state) : undefined
  return [...actions, ...(all ? [all] : [])].flatMap(action => toCodeAction(action, asked) ?? [])
}

const touches = (a: Range, b: Range): boolean => isAtMost(a.start, b.end) && isAtMost(b.start, a.end)

const isAtMost = (a: Range['start'], b: Range['start']): boolean =>
  a.line < b.line || (a.line === b.line && a.character <= b.character)

function toCodeAction(action: Action, asked: Asked): CodeAction | undefined {
  const edit = toWorkspaceEdit(action, asked)
  return (
    edit && {
      title: action.title,
      kind: action.kind === 'all' ? FIX_ALL : FIX,
      diagnostics: action.diagnostics.map(each => toDiagnostic(each, asked.places, asked.client)),
      edit,
      ...(action.preferred && { isPreferred: true }),
    }
  )
}
