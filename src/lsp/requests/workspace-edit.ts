import type { TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver/node'
import { LOCK_FILE } from '../../3-resolve/read-lock-file.ts'
import type { Action } from '../../answers/editor/action.ts'
import { groupBy } from '../../basics/group-by.ts'
import type { Edit } from '../../diagnostics/fix.ts'
import { leadsOutside } from '../../paths/leads-outside.ts'
import { type Places, START } from '../places.ts'
import type { Asked } from './asked.ts'

/** Files of the project, but for the one that only `freeze` writes. */
export const mayWrite = (path: string): boolean => !leadsOutside(path) && path !== LOCK_FILE

/** Undefined where the client cannot do it. */
export function toWorkspaceEdit(
  { edits, creates }: Pick<Action, 'edits' | 'creates'>,
  { places, client }: Asked,
): WorkspaceEdit | undefined {
  const textEdit = ({ at, text }: Edit): TextEdit => ({ range: places.rangeOf(at), newText: text })
  const files = groupBy(edits, ({ at }) => at.file).map(group => ({ file: group[0]!.at.file, edits: group.map(textEdit) }))
  if (!creates) {
    if (!client.versionedEdits)
      return { changes: Object.fromEntries(files.map(({ file, edits }) => [places.uriOf(file), edits])) }
    return { documentChanges: files.map(({ file, edits }) => documentEdit(places, file, edits)) }
  }
  if (!client.createsFiles) return undefined
  const written = creates.text === '' ? [] : [{ range: START, newText: creates.text }]
  return {
    documentChanges: [
      { kind: 'create', uri: places.uriOf(creates.path), options: { ignoreIfExists: true } },
      ...(written.length > 0 ? [documentEdit(places, creates.path, written)] : []),
    ],
  }
}

const documentEdit = (places: Places, file: string, edits: TextEdit[]): TextDocumentEdit => ({
  textDocument: { uri: places.uriOf(file), version: places.versionOf(file) },
  edits,
})
