import type { Manifest } from '../../model/generated/manifest.ts'
import { type Builds, type OutputFiles, readBuilds } from '../layers/output-files.ts'
import { type Rebuild, rebuiltLayers } from '../layers/rebuilt-layers.ts'
import { isScattered, scattered } from '../layers/say-rebuilds.ts'
import type { ImageDiff, OutputDiff, RebuildDiff, StepDiff } from './changes.ts'
import { imageChanges, type OutputImage, valueChange } from './image-changes.ts'

const NOTHING: OutputFiles = { read: () => undefined }

/** What differs between two outputs whose files were checked; undefined: there is none on that side. Pure. */
export function compareOutputs(folder: string, old: OutputFiles | undefined, now: OutputFiles | undefined): OutputDiff {
  const [before, after] = [old && readBuilds(old), now && readBuilds(now)]
  const rebuilds = new Map(rebuiltLayers(old ?? NOTHING, now ?? NOTHING).map(rebuild => [rebuild.image, rebuild]))
  const [oldImages, newImages] = [imagesOf(before), imagesOf(after)]
  const renamed = renames(oldImages, newImages)
  const images = [
    ...[...newImages.values()].flatMap(image => imageDiff(image, oldImages, renamed, rebuilds)),
    ...[...oldImages.values()].filter(({ name }) => !newImages.has(name) && ![...renamed.values()].includes(name)).map(removed),
  ]
  const settings = (['stack', 'zenml', 'python', 'dialect', 'emit'] as const).flatMap(key =>
    before && after
      ? valueChange(
          key,
          () => String(before.manifest[key]),
          () => String(after.manifest[key]),
        )
      : [],
  )
  const pipelines = {
    added: missingIn(before?.manifest.pipelines, after?.manifest.pipelines),
    removed: missingIn(after?.manifest.pipelines, before?.manifest.pipelines),
  }
  const steps = stepChanges(before?.manifest.pipelines ?? {}, after?.manifest.pipelines ?? {}, renamed)
  const same = images.length + settings.length + pipelines.added.length + pipelines.removed.length + steps.length === 0
  const unchanged = newImages.size - images.filter(({ state }) => state !== 'removed').length
  const state = !before && after ? 'added' : before && !after ? 'removed' : same ? 'unchanged' : 'changed'
  return { folder, state, settings, pipelines, images, unchanged, steps }
}

type Images = ReadonlyMap<string, OutputImage>

function imagesOf(builds: Builds | undefined): Images {
  return new Map(Object.entries(builds?.manifest.images ?? {}).map(([name, image]) => [name, { name, image, builds: builds! }]))
}

/** New name → old name, of images whose recipe is the same. */
function renames(old: Images, now: Images): Map<string, string> {
  const free = [...old.values()].filter(({ name }) => !now.has(name))
  const found = new Map<string, string>()
  for (const image of now.values()) {
    if (old.has(image.name)) continue
    const at = free.findIndex(other => recipe(other) === recipe(image))
    if (at >= 0) found.set(image.name, free.splice(at, 1)[0]!.name)
  }
  return found
}

/** Equal for images with the same content. */
const recipe = ({ image: { kind, parent, digest, code } }: OutputImage): string =>
  JSON.stringify(digest === null ? [kind, parent] : [kind, digest, code])

function imageDiff(
  now: OutputImage,
  oldImages: Images,
  renamed: ReadonlyMap<string, string>,
  rebuilds: ReadonlyMap<string, Rebuild>,
): ImageDiff[] {
  const { name } = now
  const oldName = renamed.get(name)
  const old = oldImages.get(oldName ?? name)
  const rebuild = rebuildOf(rebuilds.get(name))
  if (!old) return [{ image: name, state: 'added', renamed_from: null, rebuild, ...NO_CHANGES }]
  const changes = imageChanges(old, now)
  if (oldName !== undefined) return [{ image: name, state: 'renamed', renamed_from: oldName, rebuild, ...changes }]
  const same = Object.values(changes).every(list => list.length === 0)
  return same && rebuild.state !== 'rebuilds' ? [] : [{ image: name, state: 'changed', renamed_from: null, rebuild, ...changes }]
}

const NO_CHANGES = { packages: [], values: [], variables: [], lists: [], other: [] }

function removed({ name }: OutputImage): ImageDiff {
  return {
    image: name,
    state: 'removed',
    renamed_from: null,
    rebuild: { state: 'nothing', ...NO_LAYER },
    ...NO_CHANGES,
  }
}

function rebuildOf(rebuild: Rebuild | undefined): RebuildDiff {
  // An image that nobody builds: used as it is, or built before.
  if (!rebuild) return { state: 'nothing', ...NO_LAYER }
  const { state, layers, from, rebuilt, travels } = rebuild
  if (!layers) return { state: state === 'same' ? 'cached' : 'unknown', ...NO_LAYER }
  if (!from) return { state: 'cached', ...NO_LAYER }
  return {
    state: 'rebuilds',
    from: { layer: from.number, of: layers.length, name: from.name },
    layers: rebuilt.map(({ name }) => name),
    scattered: isScattered(rebuild) ? scattered({ ...rebuild, because: [] }) : null,
    estimate: travels,
  }
}

const NO_LAYER = { from: null, layers: [], scattered: null, estimate: null } as const

const missingIn = (side: object | undefined, other: object | undefined): string[] =>
  Object.keys(other ?? {}).filter(name => !Object.hasOwn(side ?? {}, name))

type Pipelines = Manifest['pipelines']

/** Steps of pipelines that are on both sides. */
function stepChanges(old: Pipelines, now: Pipelines, renamed: ReadonlyMap<string, string>): StepDiff[] {
  return Object.entries(now).flatMap(([pipeline, { steps }]) => {
    if (!Object.hasOwn(old, pipeline)) return []
    const before = old[pipeline]!.steps
    const names = [...new Set([...Object.keys(steps), ...Object.keys(before)])]
    return names.flatMap((step): StepDiff[] => {
      const [from, to] = [imageOf(before, step), imageOf(steps, step)]
      return from === to || (to !== null && renamed.get(to) === from) ? [] : [{ pipeline, step, old: from, new: to }]
    })
  })
}

const imageOf = (steps: Pipelines[string]['steps'], step: string): string | null =>
  Object.hasOwn(steps, step) ? steps[step]! : null
