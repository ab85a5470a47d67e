import { dockerfileView } from '../../5-render/dockerfile-view.ts'
import type { Trace, TracedLine } from '../../5-render/trace.ts'
import { zenmlView } from '../../5-render/zenml-view.ts'
import { hiddenIn, mask, type Stretch } from '../../credentials/redact.ts'
import type { Output } from '../../model/artifact.ts'
import type { LineOrigin, LinePiece, Reason } from '../../model/explanation.ts'
import { inOutput } from '../../paths/output-path.ts'
import type { Span } from '../../sources/span.ts'
import { fileStart } from './causes.ts'
import { headerReason, type ImageContext, parentReason, reason, zenmlReason } from './image-reasons.ts'
import { OWN_DOCKERFILE } from './own-dockerfile.ts'
import { listLines } from './requirement-origins.ts'
import { reasonFinder } from './view-reasons.ts'
import { ZENML_DOCKERFILE, ZENML_FIXED } from './zenml-dockerfile.ts'

/** Text that templates hold as it is, and why. */
const FIXED: Readonly<Record<string, (context: ImageContext) => Reason>> = {
  '# What ZenML sets in each of its images': zenmlReason,
  'ENV ZENML_ENABLE_REPO_INIT_WARNINGS=False': zenmlReason,
  'ENV ZENML_CONFIG_PATH=/app/.zenconfig': zenmlReason,
  '# No BuildKit syntax: kaniko, podman and the classic builder take it. The build context is the project root.': headerReason,
  ...ZENML_FIXED,
}

/**
 * Every line of an image's generated Dockerfile with the reasons for it; undefined for an image without one.
 *
 * @param trace the templates of the workspace
 * @param secret places that hold credentials: what was written from there is not shown
 */
export function dockerfileLines(
  context: ImageContext,
  output: Output,
  trace: Trace,
  secret: readonly Span[],
): LineOrigin[] | undefined {
  const { image, plan } = context
  const folder = inOutput(plan, `images/${image.id}`)
  const textOf = (name: string) => output.files.find(({ path }) => path === `${folder}/${name}`)?.text
  if (image.kind === 'dockerfile') return copiedLines(context, textOf('parent.Dockerfile'))
  const text = textOf('Dockerfile')
  if (text === undefined) return undefined
  if (image.kind === 'retag') return retagLines(context, linesOf(text))
  const lines = linesOf(text)
  const traced = plan.dialect === 'zenml' ? traceZenml(context, trace) : traceOwn(context, trace)
  // A template of the project may do with a value what no mark survives; its lines then have no values.
  const sound = lines.every((line, i) => traced[i]?.text.startsWith(line))
  return lines.map((line, i) => {
    const found = traced[i] ?? { text: line, values: [], blocks: [], template: null }
    return lineOrigin(i + 1, line, sound ? found : { ...found, values: [] }, context, secret)
  })
}

const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n')

type Traced = TracedLine<Reason | undefined>

function traceOwn(context: ImageContext, trace: Trace): Traced[] {
  const { image, plan } = context
  const view = dockerfileView(image, plan, plan.dialect === 'buildkit')
  // Only a Dockerfile that holds lists has lines of them to explain.
  const listed = view.lists ? listLines(context) : []
  return trace(view, reasonFinder(OWN_DOCKERFILE, { ...context, view, listed }))
}

function traceZenml(context: ImageContext, trace: Trace): Traced[] {
  return trace(zenmlView(context.image, context.workspace.rules), reasonFinder(ZENML_DOCKERFILE, context))
}

function lineOrigin(
  line: number,
  text: string,
  { values, blocks, template }: Traced,
  context: ImageContext,
  secret: readonly Span[],
): LineOrigin {
  const reasons = lineReasons(text, { values, blocks, template }, context, template?.shipped === false)
  // The name of a variable is not a secret.
  const spans = values.filter(({ path, origin }) => path.at(-1) !== 'name' && origin && isSecret(origin, secret))
  const hidden = [...hiddenIn(text), ...spans]
  const pieces = piecesOf(text, values, reasons, hidden)
  return { line, text: pieces.map(piece => piece.text).join(''), reasons, pieces, template }
}

/** The value that wrote most of the line comes first; then the block that it is in. */
function lineReasons(
  text: string,
  { values, blocks, template }: Omit<Traced, 'text'>,
  context: ImageContext,
  ownTemplate: boolean,
): Reason[] {
  const covered = new Map<Reason, number>()
  for (const { start, end, origin } of values) if (origin) covered.set(origin, (covered.get(origin) ?? 0) + end - start)
  const sorted = [...covered].sort(([, a], [, b]) => b - a).map(([origin]) => origin)
  // A title and a command may have the same rule; the one with more places says it.
  const written = sorted.filter(({ rule, causes }) =>
    sorted.every(other => other.rule !== rule || other.causes.length <= causes.length),
  )
  const block = blocks.findLast(origin => origin !== undefined)
  if (text.trim() === '') return [reason(block?.part ?? 'template', 'a blank line sets the parts apart')]
  const reasons = block && !written.some(({ part }) => part === block.part) ? [...written, block] : written
  if (reasons.length) return reasons
  const fixed = Object.hasOwn(FIXED, text) ? FIXED[text] : undefined
  if (fixed) return [fixed(context)]
  const at = ownTemplate && template ? [{ what: 'template', at: fileStart(template.path), beat: [] }] : []
  return [
    reason('template', ownTemplate ? 'it is in a template of the project' : 'it is in every Dockerfile of this dialect', at),
  ]
}

const isSecret = ({ causes }: Reason, secret: readonly Span[]): boolean =>
  causes.some(({ at }) => at && secret.some(span => span.file === at.file && span.start < at.end && at.start < span.end))

function piecesOf(text: string, values: Traced['values'], reasons: readonly Reason[], hidden: readonly Stretch[]): LinePiece[] {
  const pieces: LinePiece[] = []
  let from = 0
  const add = (to: number, written: number | null): void => {
    if (to > from) pieces.push({ text: mask(text, hidden, from, to), reason: written })
    from = Math.max(from, to)
  }
  for (const { start, end, origin } of values) {
    add(Math.min(start, text.length), null)
    const index = origin ? reasons.indexOf(origin) : -1
    add(Math.min(end, text.length), index < 0 ? null : index)
  }
  add(text.length, null)
  return pieces
}

/** A line that no template laid out. */
function plainLine(line: number, text: string, reasons: readonly Reason[]): LineOrigin {
  const shown = mask(text, hiddenIn(text), 0, text.length)
  return { line, text: shown, reasons, pieces: shown === '' ? [] : [{ text: shown, reason: null }], template: null }
}

function retagLines(context: ImageContext, lines: readonly string[]): LineOrigin[] {
  const header = reason('header', 'nothing is added to the parent image, so it only gets another name')
  return lines.map((text, i) => plainLine(i + 1, text, [i === 0 ? header : parentReason(context)]))
}

/** The user's own Dockerfile, copied where its build context must hold nothing else: line for line. */
export function copiedLines({ image, sources }: ImageContext, text: string | undefined): LineOrigin[] {
  const { parent } = image
  if (parent.kind !== 'dockerfile') throw new Error(`${image.id} has no Dockerfile of the user's`)
  // The copy has Unix line ends; places are those of the file.
  const written = (sources.read(parent.dockerfile) ?? parent.text).split('\n')
  let start = 0
  return linesOf(text ?? parent.text).map((line, i) => {
    const at = { file: parent.dockerfile, start, end: start + line.length }
    start += (written[i]?.length ?? 0) + 1
    return plainLine(i + 1, line, [reason('parent', 'a line of your own Dockerfile', [{ what: 'dockerfile', at, beat: [] }])])
  })
}
