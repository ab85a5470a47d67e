import { positions } from '../../diagnostics/position.ts'
import type { LineOrigin } from '../../model/explanation.ts'
import type { ImagePlan } from '../../model/plan.ts'
import type { Span } from '../../sources/span.ts'
import type { Explainer } from '../explain/explainer.ts'
import type { Edited } from './edited.ts'

/** A line of a generated Dockerfile. */
export interface GeneratedLine {
  /** Relative to the project root. */
  readonly dockerfile: string
  readonly image: string
  readonly origin: LineOrigin
}

/** Every line of the Dockerfiles of some images. */
function linesOf(images: readonly ImagePlan[], explainer: Explainer): GeneratedLine[] {
  return images.flatMap(image =>
    explainer
      .dockerfiles(image)
      .flatMap(({ path, lines }) => lines.map(origin => ({ dockerfile: path, image: image.id, origin }))),
  )
}

/** The line of a generated Dockerfile at an offset, where the file still has it so. */
export function lineAt(file: string, offset: number, { textOf, explainers }: Edited): GeneratedLine | undefined {
  const line = positions(textOf)({ file, start: offset, end: offset })?.line
  if (line === undefined) return undefined
  const found = linesOfFile(file, explainers()).find(({ origin }) => origin.line === line)
  return found && found.origin.text === textOf(file)!.split(/\r?\n/)[line - 1] ? found : undefined
}

/** The lines of a generated Dockerfile; none where no image has it. */
export const linesOfFile = (file: string, explainers: readonly Explainer[]): readonly GeneratedLine[] =>
  explainers
    .flatMap(explainer => {
      const images = explainer.explained.plan.images.filter(image => mayMake(image, file))
      return linesOf(images, explainer)
    })
    .filter(({ dockerfile }) => dockerfile === file)

/** By the name alone: of each image that is asked for its lines, its Dockerfile is made again. */
const mayMake = ({ id, parent }: ImagePlan, file: string): boolean =>
  file.includes(`images/${id}/`) || (parent.kind === 'dockerfile' && parent.dockerfile === file)

/** The images of the pipelines that a file is about; all of them where it is about none, such as a requirement list. */
export function imagesOf(file: string, { explained: { plan } }: Explainer): readonly ImagePlan[] {
  const asking = plan.requests.filter(({ pipeline }) => pipeline.file === file)
  const ids = new Set(asking.map(({ image }) => image))
  return ids.size === 0 ? plan.images : plan.images.filter(({ id }) => ids.has(id))
}

/** The lines that a place of an input causes. */
export const linesFrom = (at: Span, { explainers }: Edited): GeneratedLine[] =>
  explainers()
    .flatMap(explainer => linesOf(imagesOf(at.file, explainer), explainer))
    .filter(({ origin }) => origin.reasons.some(({ causes }) => causes.some(cause => cause.at && isPartOf(cause.at, at))))

/** An item of a list is a part of it, and a list is named by its items. */
export const isPartOf = (part: Span, whole: Span): boolean =>
  part.file === whole.file && part.start >= whole.start && part.end <= whole.end
