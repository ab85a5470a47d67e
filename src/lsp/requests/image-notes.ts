import type { CodeLens, Command, InlayHint } from 'vscode-languageserver/node'
import { imageNotes } from '../../answers/editor/image-notes.ts'
import type { Range } from '../places.ts'
import type { Asked } from './asked.ts'
import { editedOf } from './edited.ts'

/** The command behind a code lens: gives the Dockerfile as it would be. Its one argument is the address of the Dockerfile. */
export const SHOW_DOCKERFILE = 'dockcompile.dockerfile'
/** The scheme of addresses whose text is that of a generated file as it would be. */
export const WOULD_BE = 'dockcompile'

/** Above the name of each pipeline and step its image, and what an edit makes the builder do again. */
export function codeLensesOf(asked: Asked): CodeLens[] {
  const { file, places } = asked
  return imageNotes(file, editedOf(asked)).flatMap(({ at, name, dockerfile, fact, rebuild }) => {
    const prefix = file.endsWith('.py') ? `${name}: ` : ''
    const command: Omit<Command, 'title'> =
      dockerfile === null ? { command: '' } : { command: SHOW_DOCKERFILE, arguments: [places.uriOf(dockerfile)] }
    return [fact, ...(rebuild === null ? [] : [rebuild])].map(title => ({
      range: places.rangeOf(at),
      command: { title: prefix + title, ...command },
    }))
  })
}

/** Behind the name of each pipeline and step of a stretch its image, for an editor that shows no code lens. */
export function inlayHintsOf(asked: Asked, range: Range): InlayHint[] {
  const { file, places } = asked
  return imageNotes(file, editedOf(asked)).flatMap(({ at, image, fact, rebuild }) => {
    const { end } = places.rangeOf(at)
    if (end.line < range.start.line || end.line > range.end.line) return []
    const label = rebuild === null ? image : `${image}, ${rebuild}`
    return [{ position: end, label, tooltip: fact, paddingLeft: true }]
  })
}

/** A generated file as it would be, beside the one on disk. */
export interface Comparison {
  readonly uri: string
  /** The address of the text as it would be, for an editor that asks for it by `workspace/textDocumentContent`. */
  readonly wouldBe: string
  /** Null while there are errors, and where no such file would be written. */
  readonly text: string | null
  /** Whether there is a file on disk. */
  readonly onDisk: boolean
}

/** What an editor needs to show how a generated file would change. */
export function comparisonOf(asked: Asked): Comparison {
  const { file, places } = asked
  const uri = places.uriOf(file)
  const onDisk = editedOf(asked).onDisk(file) !== undefined
  return { uri, wouldBe: uri.replace(/^file:/, `${WOULD_BE}:`), text: wouldBeText(asked), onDisk }
}

/** A generated file as it would be; null while there are errors, and where no such file would be written. */
export function wouldBeText({ compiled, file }: Asked): string | null {
  const files = compiled.compilation.outputs.flatMap(output => output.files)
  return files.find(({ path }) => path === file)?.text ?? null
}
