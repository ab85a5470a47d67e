import type { LineOrigin } from '../../model/explanation.ts'
import type { Span } from '../../sources/span.ts'
import type { Edited } from './edited.ts'

/** A line of a generated Dockerfile. */
export interface GeneratedLine {
  /** Relative to the project root. */
  readonly dockerfile: string
  readonly image: string
  readonly origin: LineOrigin
}

/** Every line of every Dockerfile that the project makes. */
function generatedLines({ explainers }: Edited): GeneratedLine[] {
  return explainers().flatMap(explainer =>
    explainer.explained.plan.images.flatMap(image =>
      explainer
        .dockerfiles(image)
        .flatMap(({ path, lines }) => lines.map(origin => ({ dockerfile: path, image: image.id, origin }))),
    ),
  )
}

/** The line of a generated Dockerfile, counted from 1, where the file on disk still has it so. */
export function lineAt(file: string, line: number, edited: Edited): GeneratedLine | undefined {
  const written = edited.textOf(file)?.split(/\r?\n/)[line - 1]
  const found = edited.explainers().flatMap(explainer =>
    explainer.explained.plan.images.flatMap(image =>
      explainer
        .dockerfiles(image)
        .filter(({ path }) => path === file)
        .flatMap(({ lines }) =>
          lines.filter(each => each.line === line).map(origin => ({ dockerfile: file, image: image.id, origin })),
        ),
    ),
  )[0]
  return found && found.origin.text === written ? found : undefined
}

/** The lines that a place of an input causes. */
export const linesFrom = (at: Span, edited: Edited): GeneratedLine[] =>
  generatedLines(edited).filter(({ origin }) =>
    origin.reasons.some(({ causes }) => causes.some(cause => cause.at && overlaps(cause.at, at))),
  )

/** An item of a list is a part of it, and a list is named by its items. */
const overlaps = (part: Span, whole: Span): boolean =>
  part.file === whole.file && part.start >= whole.start && part.end <= whole.end
