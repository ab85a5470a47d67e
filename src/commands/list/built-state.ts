import { join } from 'node:path'
import { MAX_OUTPUT_BYTES } from '../../basics/limits.ts'
import { hasManyValues } from '../../edge/known-files.ts'
import { readBelow } from '../../edge/read-below.ts'
import type { Manifest } from '../../model/generated/manifest.ts'
import type { BuildPlan } from '../../model/plan.ts'
import { inOutput } from '../../paths/output-path.ts'
import type { BuiltFile } from '../built/built-file.ts'
import { isNamed } from '../built/same-name.ts'
import { type ListedImage, listTexts, manifestOf } from '../shared/planned-images.ts'

/** Whether an image is built, as far as files can tell. */
export interface BuiltState {
  /** `built`: from this recipe. `rebuild`: it must be built. `unknown`: the file does not say from which recipe. */
  readonly state: 'built' | 'rebuild' | 'unknown'
  /** Why; null: it is built. */
  readonly reason: string | null
  /** What equal recipes do not prove: that the included `code` is the same, and that the `parent` is, where it has no digest. */
  readonly not_compared: readonly ('code' | 'parent')[]
}

/**
 * Compares an image's recipe with those that images were built from. The recipe's digest travels with an image: as a label, which bake's metadata
 * repeats in the provenance, and as `recipe` of a build file by `zenml-build`. A build of ZenML's own has its Dockerfile and lists.
 */
export function builtState(image: ListedImage, plan: BuildPlan, files: readonly BuiltFile[], root: string): BuiltState {
  if (image.kind === 'use' || image.kind === 'prebuilt') return { state: 'built', reason: null, not_compared: [] }
  const answers = files.flatMap(file => (file.kind === 'bake' ? bakeAnswer(image, file, root) : zenmlAnswer(image, plan, file)))
  const best = answers.find(a => a.state === 'built') ?? answers.at(-1)
  const names = files.map(file => file.name).join(', ')
  const answer = best ?? { state: 'rebuild' as const, reason: `not in ${names}` }
  return { ...answer, not_compared: answer.state === 'built' ? notCompared(image) : [] }
}

type Answer = Pick<BuiltState, 'state' | 'reason'>

const BUILT: Answer = { state: 'built', reason: null }

function bakeAnswer(image: ListedImage, { targets }: Extract<BuiltFile, { kind: 'bake' }>, root: string): Answer[] {
  const target = targets.get(image.name)
  if (!target) return []
  if (target.digest === null) return [{ state: 'rebuild', reason: 'it was built and kept nowhere' }]
  if (target.recipe === null) {
    const reason = 'no provenance says from which recipe it was built (BUILDX_METADATA_PROVENANCE=min gives one)'
    return [{ state: 'unknown', reason }]
  }
  if (target.recipe !== image.digest) return [{ state: 'rebuild', reason: changedRecipe(image, target.recipe, root) }]
  const missing = image.tags.filter(tag => !target.names.some(name => isNamed(name, tag)))
  return [missing.length ? { state: 'rebuild', reason: `not tagged ${missing.join(' ')}` } : BUILT]
}

function zenmlAnswer(image: ListedImage, plan: BuildPlan, { items }: Extract<BuiltFile, { kind: 'zenml' }>): Answer[] {
  if ([...items.values()].some(item => item.recipe === image.digest)) return [BUILT]
  const item = keysOf(image).flatMap(key => items.get(key) ?? [])[0]
  if (!item) return []
  if (item.recipe !== null) return [{ state: 'rebuild', reason: `recipe ${short(item.recipe)} has changed` }]
  const textOf = (path: string) => image.output.files.find(f => f.path === inOutput(image.output, path))?.text
  if (image.dockerfile === null || item.dockerfile === null)
    return [{ state: 'unknown', reason: 'ZenML built it, and says not from what' }]
  if (item.dockerfile !== textOf(image.dockerfile))
    return [{ state: 'rebuild', reason: 'ZenML built it from another Dockerfile' }]
  const lists = listTexts(image, image.name, plan).join('\n') || null
  return [item.requirements === lists ? BUILT : { state: 'rebuild', reason: 'ZenML built it with other requirements' }]
}

/** The keys under which a ZenML build has an image. */
function keysOf({ name, output }: ListedImage): string[] {
  const pipelines = Object.values(manifestOf(output)?.pipelines ?? {})
  const builds = pipelines.flatMap(({ builds = [] }) => builds).filter(build => build.image === name)
  return builds.map(({ key, step }) => (step === null ? key : `${step}.${key}`))
}

/** Which part of a recipe changed, where the output folder still holds the recipe that was built. Names are not part of it, nor what follows from it. */
function changedRecipe(image: ListedImage, recipe: string, root: string): string {
  const { name, output, kind, tags, dockerfile, digest, used_by, ...parts } = image
  const old = manifestOnDisk(join(root, output.folder))?.images?.[name]
  const keys = old?.digest === recipe ? (Object.keys(parts) as (keyof typeof parts)[]) : []
  const changed = keys.filter(key => JSON.stringify(old?.[key]) !== JSON.stringify(parts[key]))
  return `recipe ${short(recipe)} has changed${changed.length ? `: ${changed.join(', ')}` : ''}`
}

/** The manifest of an output folder. It comes with a checkout: one that is a link, or too much to be ours, says nothing. */
function manifestOnDisk(folder: string): Manifest | undefined {
  const text = readBelow(folder, 'manifest.json', MAX_OUTPUT_BYTES).bytes?.toString('utf8')
  if (text === undefined || hasManyValues(text)) return undefined
  try {
    const manifest: unknown = JSON.parse(text)
    return typeof manifest === 'object' && manifest !== null ? (manifest as Manifest) : undefined
  } catch {
    return undefined
  }
}

function notCompared({ code, parent }: ListedImage): ('code' | 'parent')[] {
  const pinned = !('image' in parent) || parent.digest !== null || parent.image.includes('@')
  return [...(code === 'include' ? (['code'] as const) : []), ...(pinned ? [] : (['parent'] as const))]
}

/** Enough of a digest to tell two apart. */
export const short = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12)
