import type { WorkspaceEdit } from 'vscode-languageserver/node'
import { renameStep, stepAt } from '../../answers/editor/rename.ts'
import type { Range } from '../places.ts'
import type { Place } from '../text-lines.ts'
import type { Asked } from './asked.ts'
import { editedOf } from './edited.ts'
import { mayWrite, toWorkspaceEdit } from './workspace-edit.ts'

/** The name of a step at a place; null where there is none. */
export function renamedAt(asked: Asked, position: Place): { readonly range: Range; readonly placeholder: string } | null {
  const { file, places } = asked
  const step = stepAt(file, places.linesOf(file).offsetOf(position), editedOf(asked))
  return step ? { range: places.rangeOf(step.at), placeholder: step.name } : null
}

/** The edits that give the step at a place another name; null where there is none. `refuse` gets the reason why a step cannot have the name. */
export function renamed(asked: Asked, position: Place, name: string, refuse: (why: string) => void): WorkspaceEdit | null {
  const { file, places, project } = asked
  const edited = editedOf(asked)
  const step = stepAt(file, places.linesOf(file).offsetOf(position), edited)
  if (!step) return null
  const edits = renameStep(step, name, edited, { attempt: project.attempt, mayWrite })
  if (!('refused' in edits)) return toWorkspaceEdit({ edits }, asked) ?? null
  refuse(edits.refused)
  return null
}
