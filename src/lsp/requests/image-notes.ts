import type { CodeLens, Command, InlayHint } from 'vscode-languageserver/node'
import { imageNotes, outputImages } from '../../answers/editor/image-notes.ts'
import { type Comparison, type ListedImage, SHOW_DOCKERFILE, WOULD_BE } from '../commands.ts'
import type { Range } from '../places.ts'
import type { Asked } from './asked.ts'
import { editedOf } from './edited.ts'

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

/** Behind the line of each pipeline and step of a stretch its image, for an editor that shows no code lens. */
export function inlayHintsOf(asked: Asked, range: Range): InlayHint[] {
  const { file, places } = asked
  return imageNotes(file, editedOf(asked)).flatMap(({ at, image, fact, rebuild }) => {
    const { end } = places.rangeOf(at)
    if (end.line < range.start.line || end.line > range.end.line) return []
    // A line of Python may call several steps.
    const position = file.endsWith('.py') ? end : places.endOfLine(file, end.line)
    const label = rebuild === null ? image : `${image}, ${rebuild}`
    return [{ position, label, tooltip: fact, paddingLeft: true }]
  })
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

/** The images of a project; none while there are errors. */
export function imagesOf(asked: Asked): ListedImage[] {
  const { file, places } = asked
  return outputImages(editedOf(asked)).map(({ dockerfile, ...image }) => ({
    ...image,
    project: places.uriOf(file),
    dockerfile: dockerfile === null ? null : places.uriOf(dockerfile),
  }))
}
