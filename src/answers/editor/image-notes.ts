import { counted } from '../../basics/counted.ts'
import { groupBy } from '../../basics/group-by.ts'
import { kept } from '../../memo/memo.ts'
import type { Output } from '../../model/artifact.ts'
import { get, type Node } from '../../model/node.ts'
import type { BuildPlan, PipelinePlan } from '../../model/plan.ts'
import type { Pipeline } from '../../model/workspace.ts'
import { inOutput } from '../../paths/output-path.ts'
import type { Span } from '../../sources/span.ts'
import { layersOf } from '../layers/layers-of.ts'
import { type Builds, type OutputFiles, outputFiles, readBuilds } from '../layers/output-files.ts'
import { weightText } from '../layers/package-layers.ts'
import { type Rebuild, rebuiltBetween } from '../layers/rebuilt-layers.ts'
import { isScattered, scattered } from '../layers/say-rebuilds.ts'
import { type Edited, rootOf } from './edited.ts'

/** The image of a pipeline or a step, in words that fit beside its name. */
export interface ImageNote {
  /** The name of the pipeline or the step; of a file that names no pipeline, its first key. */
  readonly at: Span
  /** Of the pipeline or the step: in Python a line may call several steps. */
  readonly name: string
  readonly image: string
  /** Relative to the project root; null where nothing is built. */
  readonly dockerfile: string | null
  /** `image training-train · 3 layers of its own · shared by 2 steps` */
  readonly fact: string
  /** `rebuilds from: user requirements (about 80 MB)`, against the output on disk; null where nothing rebuilds, or where nothing is on disk. */
  readonly rebuild: string | null
}

/** The images of the pipelines and steps that a file names: a run configuration, or Python code. None while there are errors. */
export function imageNotes(file: string, edited: Edited): ImageNote[] {
  const { outputs, plans, workspaces } = edited.compilation
  return outputs.flatMap((output, i) => {
    const plan = plans[i]!
    const places = workspaces[i]!.pipelines.flatMap((pipeline, n) => placesIn(file, pipeline, plan.pipelines[n]!, edited))
    if (places.length === 0) return []
    const images = imagesOf(output, plan, edited)
    const stack = outputs.length > 1 ? `${plan.stack}: ` : ''
    return places.flatMap(({ at, name, id }) => {
      const found = images.get(id)
      return found ? [{ at, name, image: id, ...found, fact: stack + found.fact }] : []
    })
  })
}

/** The image of an output, in words. */
export interface OutputImage extends Image {
  readonly image: string
  readonly stack: string
  /** `training/train`, or the pipeline for an image without a step. */
  readonly usedBy: readonly string[]
}

/** All images of a project. None while there are errors. */
export function outputImages(edited: Edited): OutputImage[] {
  const { outputs, plans } = edited.compilation
  return outputs.flatMap((output, i) => {
    const { stack, images } = plans[i]!
    const described = imagesOf(output, plans[i]!, edited)
    return images.map(({ id, usedBy }) => ({ image: id, stack, usedBy, ...described.get(id)! }))
  })
}

/** A name in a file, and the image that it runs on. */
interface Place {
  readonly at: Span
  readonly name: string
  readonly id: string
}

function placesIn(file: string, pipeline: Pipeline, planned: PipelinePlan, { textOf }: Edited): Place[] {
  const text = pipeline.file === file ? textOf(file) : undefined
  const inFile = text === undefined ? [] : placesInFile(rootOf(file, text), file, planned)
  return [...inFile, ...placesInCode(file, pipeline, planned)]
}

function placesInFile(root: Node | undefined, file: string, planned: PipelinePlan): Place[] {
  const keys = (node: Node | undefined) =>
    node?.kind === 'map' ? node.entries.flatMap(({ key }) => (key.kind === 'string' && key.span.file === file ? [key] : [])) : []
  const [first] = keys(root)
  return [
    ...(first ? ownImages(planned).map(id => ({ at: first.span, name: planned.name, id })) : []),
    ...keys(get(root, 'steps')).flatMap(({ value, span }) =>
      stepImage(planned, value).map(id => ({ at: span, name: value, id })),
    ),
  ]
}

function placesInCode(file: string, { code }: Pipeline, planned: PipelinePlan): Place[] {
  if (!code) return []
  const own = code.at.file === file ? ownImages(planned).map(id => ({ at: code.at, name: planned.name, id })) : []
  const steps = code.steps.filter(({ at }) => at.file === file)
  return [...own, ...steps.flatMap(({ name, at }) => stepImage(planned, name).map(id => ({ at, name, id })))]
}

/** The images that a pipeline has for itself. */
const ownImages = ({ builds }: PipelinePlan): string[] => [
  ...new Set(builds.filter(({ step }) => step === null).map(({ image }) => image)),
]

const stepImage = ({ steps }: PipelinePlan, name: string): string[] => {
  const found = steps.find(([step]) => step === name)
  return found ? [found[1]] : []
}

type Image = Pick<ImageNote, 'dockerfile' | 'fact' | 'rebuild'>

/** An editor asks for one document after the other: an output, and the manifest on disk, which knows all other files there, are looked at once. */
function imagesOf(output: Output, plan: BuildPlan, { onDisk, memo }: Edited): ReadonlyMap<string, Image> {
  const old: OutputFiles = { read: path => onDisk(inOutput(output, path)) }
  const manifest = old.read('manifest.json')
  return kept(memo, 'images beside those on disk', [output, manifest], {}, () => {
    const before = kept(memo, 'output on disk', [manifest, output.folder], {}, () => readBuilds(old, memo))
    return describedImages(output, plan, before, readBuilds(outputFiles(output), memo))
  })
}

function describedImages(
  output: Output,
  plan: BuildPlan,
  before: Builds | undefined,
  now: Builds | undefined,
): ReadonlyMap<string, Image> {
  const rebuilds = new Map((before ? rebuiltBetween(before, now) : []).map(rebuild => [rebuild.image, rebuild]))
  const ids = plan.pipelines.flatMap(({ steps }) => steps.map(([, id]) => id))
  const users = new Map(groupBy(ids, id => id).map(same => [same[0]!, same.length]))
  const owners = now && ownersOf(now, plan)
  const described = plan.images.map(({ id }): readonly [string, Image] => {
    const dockerfile = now?.manifest.images[id]?.dockerfile
    const rebuild = rebuilds.get(id)
    const image = {
      dockerfile: typeof dockerfile === 'string' ? inOutput(output, dockerfile) : null,
      fact: [`image ${id}`, ...layersText(owners?.get(id)), ...stepsText(users.get(id) ?? 0)].join(' · '),
      rebuild: rebuild ? rebuildText(rebuild) : null,
    }
    return [id, image]
  })
  return new Map(described)
}

/** For each image and each of its layers, how many images have that layer. */
type Owners = ReadonlyMap<string, readonly number[]>

function ownersOf(builds: Builds, plan: BuildPlan): Owners {
  const keys = plan.images.flatMap(({ id }) => {
    const layers = layersOf(builds, id)?.layers
    return layers ? [[id, layers.map(({ key }) => key)] as const] : []
  })
  const counts = new Map<string, number>()
  for (const key of keys.flatMap(([, all]) => [...new Set(all)])) counts.set(key, (counts.get(key) ?? 0) + 1)
  return new Map(keys.map(([id, all]) => [id, all.map(key => counts.get(key)!)]))
}

function layersText(layers: readonly number[] | undefined): string[] {
  if (!layers) return []
  const count = layers.filter(images => images === 1).length
  if (count === 0) return ['no layer of its own']
  return [count === layers.length ? counted(count, 'layer') : `${counted(count, 'layer')} of its own`]
}

function stepsText(count: number): string[] {
  if (count === 0) return []
  return [count === 1 ? 'for this step alone' : `shared by ${count} steps`]
}

function rebuildText(rebuild: Rebuild): string | null {
  const { state, layers, from, travels } = rebuild
  if (state === 'same' || state === 'removed') return null
  if (state === 'new') return 'new image'
  if (state === 'configuration') return 'rebuilds no layer, only labels, tags or settings change'
  if (!layers || !from) return 'rebuilds'
  const size = travels ? ` (${weightText(travels)})` : ''
  if (from.number === 1) return `rebuilds from the start${size}`
  return isScattered(rebuild) ? `rebuilds ${scattered({ ...rebuild, because: [] })}${size}` : `rebuilds from: ${from.name}${size}`
}
