import { textAt } from '../../3-resolve/place.ts'
import { textsAfter } from '../../diagnostics/apply-edits.ts'
import type { Attempt } from '../../diagnostics/find-fixes.ts'
import type { Edit } from '../../diagnostics/fix.ts'
import { entriesOf, get, type Node } from '../../model/node.ts'
import type { Pipeline } from '../../model/workspace.ts'
import type { Span } from '../../sources/span.ts'
import { type Edited, kindOf, rootOf } from './edited.ts'
import { holds, nodeAt } from './node-at.ts'

/** The name of a step where it is written. */
export interface StepName {
  readonly name: string
  /** Without quotes. */
  readonly at: Span
  readonly pipelines: readonly Pipeline[]
}

/** Why a step cannot have another name, in a sentence. */
export interface Refusal {
  readonly refused: string
}

/** The step whose name is at an offset: a key of `steps` in a pipeline file, an item of `steps` in the project file, or the name that Python code gives it. */
export function stepAt(file: string, offset: number, edited: Edited): StepName | undefined {
  const text = edited.textOf(file)
  if (text === undefined) return undefined
  if (file.endsWith('.py')) return stepInPython(file, offset, text, edited)
  const kind = kindOf(file, edited)
  const root = kind && rootOf(file, text)
  const spot = nodeAt(root, file, offset)
  if (!spot) return undefined
  const { path, node, onKey, entry } = spot
  if (kind === 'pipeline' && onKey && path.length === 2 && path[0] === 'steps')
    return named(
      entry!.key,
      text,
      pipelinesWith(edited, ({ file: own }) => own === file),
    )
  if (kind !== 'project' || path.length !== 4 || path[0] !== 'pipelines' || path[2] !== 'steps') return undefined
  const list = get(root, 'pipelines')
  const item = list?.kind === 'list' ? list.items[Number(path[1])] : undefined
  return named(
    node,
    text,
    pipelinesWith(edited, pipeline => isEntryOf(item, pipeline)),
  )
}

const pipelinesWith = ({ known }: Edited, fits: (pipeline: Pipeline) => boolean): Pipeline[] =>
  known.flatMap(({ pipelines }) => pipelines.filter(fits))

/** Whether an entry of the project file is about a pipeline. */
const isEntryOf = (item: Node | undefined, { file, code }: Pipeline): boolean => {
  const [itsFile, itsCode] = [textAt(item, 'file')?.value, textAt(item, 'code')?.value]
  return itsCode === undefined ? itsFile !== undefined && itsFile === file : itsCode === code?.code
}

const named = (node: Node, text: string, pipelines: readonly Pipeline[]): StepName | undefined =>
  node.kind === 'string' && pipelines.length > 0 ? { name: node.value, at: inQuotes(node.span, text), pipelines } : undefined

/** What is between the quotes of a text, if it has some. */
const inQuotes = (span: Span, text: string): Span =>
  /["']/.test(text[span.start] ?? '') ? { ...span, start: span.start + 1, end: span.end - 1 } : span

function stepInPython(file: string, offset: number, text: string, edited: Edited): StepName | undefined {
  const found = namesInPython(file, text).find(({ at }) => holds(at, file, offset))
  const pipelines = found ? pipelinesWith(edited, pipeline => isInCode(found.name, pipeline)) : []
  return found && pipelines.length > 0 ? { ...found, pipelines } : undefined
}

/** `name="fit"` of a step, or `id="fit"` of its call, as far as the text tells. */
function namesInPython(file: string, text: string): { readonly name: string; readonly at: Span }[] {
  return [...text.matchAll(/\b(?:name|id)\s*=\s*(["'])([\w.-]+)\1/g)].map(match => {
    const end = match.index + match[0].length - 1
    return { name: match[2]!, at: { file, start: end - match[2]!.length, end } }
  })
}

const isInCode = (name: string, { code }: Pipeline): boolean => code?.steps.some(step => step.name === name) === true

/**
 * The edits that give a step another name, in pipeline files, the project file and the code that names it; or why there are none. They were tried: the
 * compiler finds no new mistake.
 *
 * @param mayWrite whether the editor may change a file
 */
export function renameStep(
  step: StepName,
  name: string,
  edited: Edited,
  { attempt, mayWrite }: { readonly attempt: Attempt; readonly mayWrite: (file: string) => boolean },
): readonly Edit[] | Refusal {
  if (!/^[A-Za-z_][\w.-]*$/.test(name))
    return { refused: `\`${name}\` is not a name for a step: use letters, digits, \`_\`, \`-\` and \`.\`` }
  const isPython = step.pipelines.some(pipeline => isInCode(step.name, pipeline))
  // One function may be a step of several pipelines.
  const pipelines = isPython ? pipelinesWith(edited, pipeline => isInCode(step.name, pipeline)) : step.pipelines
  const other = pipelines.find(({ steps }) => steps.some(each => each.name === name))
  if (other) return { refused: `the pipeline \`${other.name}\` has a step \`${name}\` already` }
  const inCode = isPython ? placeInCode(step.name, pipelines, edited) : []
  if ('refused' in inCode) return inCode
  const edits = [...inCode, ...placesInFiles(step.name, pipelines, edited)].map(at => ({ at, text: name }))
  if (!edits.every(({ at }) => mayWrite(at.file)) || !isHarmless(attempt, textsAfter(edits, edited.textOf)))
    return { refused: `the name \`${step.name}\` is used in more places than dockcompile can change: rename the step by hand` }
  return edits
}

/** The one place where the code names a step plainly. Any other text that is the same may be a key of `with_options(steps={…})`, or something else. */
function placeInCode(name: string, pipelines: readonly Pipeline[], { compilation, textOf }: Edited): readonly Span[] | Refusal {
  const files = compilation.reads.filter(file => file.endsWith('.py')).map(file => ({ file, text: textOf(file) ?? '' }))
  const [place] = files.flatMap(({ file, text }) => namesInPython(file, text).filter(found => found.name === name))
  const texts = files.flatMap(({ text }) => text.match(new RegExp(`(["'])${name.replaceAll('.', '\\.')}\\1`, 'g')) ?? [])
  if (place && texts.length === 1) return [place.at]
  const where = `\`${pipelines[0]!.code!.code.replace(/:.*/, '')}\``
  return {
    refused: place
      ? `the text \`${name}\` is in ${texts.length} places of the code: rename the step by hand, beginning with ${where}`
      : `the step \`${name}\` has the name of its function in Python: rename the function, beginning with ${where}`,
  }
}

/** Where pipeline files and the project file name a step. */
function placesInFiles(name: string, pipelines: readonly Pipeline[], { textOf, projectFile }: Edited): Span[] {
  const files = [...new Set(pipelines.flatMap(({ file }) => file ?? []))]
  const inPipelines = files.flatMap(file => {
    const text = textOf(file) ?? ''
    return entriesOf(get(rootOf(file, text), 'steps')).flatMap(({ key }) => placesOf(key, name, file, text))
  })
  const text = textOf(projectFile) ?? ''
  const list = get(rootOf(projectFile, text), 'pipelines')
  const entries = list?.kind === 'list' ? list.items.filter(item => pipelines.some(each => isEntryOf(item, each))) : []
  const inProject = entries.flatMap(item => {
    const steps = get(item, 'steps')
    return steps?.kind === 'list' ? steps.items.flatMap(step => placesOf(step, name, projectFile, text)) : []
  })
  return [...inPipelines, ...inProject]
}

const placesOf = (node: Node, name: string, file: string, text: string): Span[] =>
  node.kind === 'string' && node.value === name && node.span.file === file ? [inQuotes(node.span, text)] : []

/** Whether the compiler finds no more mistakes of any kind than before. Their sentences may have the new name in them. */
function isHarmless(attempt: Attempt, texts: ReadonlyMap<string, string>): boolean {
  const codes = (all: ReturnType<Attempt>['diagnostics']) =>
    all.filter(({ severity }) => severity !== 'hint').map(({ code }) => code)
  const before = codes(attempt(new Map()).diagnostics)
  const after = codes(attempt(texts).diagnostics)
  const count = (all: readonly string[], code: string) => all.filter(each => each === code).length
  return after.every(code => count(after, code) <= count(before, code))
}
