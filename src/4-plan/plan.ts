import { settingsChecksum } from '../3-resolve/docker-settings.ts'
import { byCodePoint } from '../basics/order.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { kept, type Memo, same } from '../memo/memo.ts'
import { get } from '../model/node.ts'
import {
  type AskedOutput,
  type BuildPlan,
  type BuildReference,
  GIVEN_TARGET,
  type ImagePlan,
  type ImageRequest,
  type LateVariable,
  type ListedRequirement,
  type PipelinePlan,
  sourceOf,
  type Value,
  variablesOf,
} from '../model/plan.ts'
import type { DockerSettings } from '../model/settings.ts'
import { placeOf } from '../model/settings.ts'
import type { Pipeline, Workspace } from '../model/workspace.ts'
import { bakeTargetName, distinctNames } from '../quote/safe-name.ts'
import type { Sources } from '../sources/sources.ts'
import type { Span } from '../sources/span.ts'
import { Amounts } from './amounts.ts'
import { checkCaches } from './check-caches.ts'
import { checkReviewOnly } from './check-review-only.ts'
import { checkTags } from './check-tags.ts'
import { checkCodeRepository, checkOneWayOfCode } from './code.ts'
import { draftImage, type ImageDraft } from './image.ts'
import { checkMergedSettings } from './merged-settings.ts'
import type { Planning } from './planning.ts'
import { prebuiltPlan } from './prebuilt.ts'
import { parentRecipe } from './recipe.ts'
import { operatorOf, requiredBuilds } from './required-builds.ts'
import { checkRights } from './rights.ts'
import { secretFiles } from './secrets.ts'
import { checkStack } from './stack-validation.ts'
import { targetGroups } from './target-groups.ts'
import { UnknownValues } from './unknown-values.ts'

/**
 * A plan for each stack: which images exist, and everything about each of them. Independent mistakes are all reported.
 *
 * @param memo keeps the images of a pipeline; absent: all are planned
 */
export function planAll(workspaces: readonly Workspace[], sources: Sources, report: Report, memo?: Memo): BuildPlan[] {
  const run: Run = { sources, report, memo, amounts: new Amounts(), unknown: new UnknownValues() }
  const plans = workspaces.map(workspace => plan(workspace, run))
  run.unknown.report(report)
  return plans
}

/** What the stacks of a run have in common. */
interface Run extends Pick<Planning, 'sources' | 'report'> {
  readonly memo: Memo | undefined
  readonly amounts: Amounts
  readonly unknown: UnknownValues
}

function plan(workspace: Workspace, run: Run): BuildPlan {
  const { sources, report, memo } = run
  const asked: AskedOutput[] = []
  const { pipelines: _, ...base } = workspace
  const ask = (output: AskedOutput) => void asked.push(output)
  const planning: Planning = { workspace: same(memo, 'base of a workspace', base), sources, report, ask }
  checkStack(workspace, report)
  const shared = new SharedImages()
  const drafted = workspace.pipelines.map(pipeline => ({
    pipeline,
    prebuilt: pipeline.prebuilt && prebuiltPlan(pipeline, planning),
    builds: pipeline.prebuilt ? [] : draftBuilds(pipeline, shared, run, planning),
  }))
  const prebuilt = drafted.flatMap(each => each.prebuilt?.images ?? [])
  const ids = distinctNames([...shared.images.map(({ name }) => name), ...prebuilt.map(({ id }) => id)], bakeTargetName, GROUPS)
  const parentNames = parentTargets(shared.images, ids, workspace)
  const images = [
    ...shared.images.map((each): ImagePlan => {
      const { name, image } = each
      const [id, parentTarget, tags, usedBy] = [ids.get(name)!, parentNames.get(name) ?? null, [...each.tags], [...each.usedBy]]
      const keys = [image, id, parentTarget, ...tags, null, ...usedBy]
      return kept(memo, 'named image', keys, {}, () => ({ ...image, id, parentTarget, tags, usedBy }))
    }),
    ...prebuilt.map(image => ({ ...image, id: ids.get(image.id)! })),
  ]
  const pipelines = drafted.map(({ pipeline, prebuilt, builds }): PipelinePlan => {
    const references = builds.map(
      ({ request, draft }): BuildReference => ({ key: request.key, step: request.step, image: ids.get(draft.name)! }),
    )
    const steps = prebuilt
      ? prebuilt.steps.map(([step, id]) => [step, ids.get(id)!] as const)
      : runningSteps(pipeline, references, workspace)
    const { name, file: config, complete } = pipeline
    const code = pipeline.code?.code ?? null
    return { name, config, code, complete, builds: references, steps, prebuilt: prebuilt?.plan ?? null }
  })
  const builds = drafted.flatMap(each => each.builds)
  const tagPlaces = new Map(
    builds.flatMap(({ request, draft, tags }) =>
      tags.map(tag => [`${ids.get(draft.name)}\n${tag}`, placeOfTag(request, workspace)] as const),
    ),
  )
  checkTags(images, (image, tag) => tagPlaces.get(`${image.id}\n${tag}`) ?? null, planning)
  const byId = new Map(images.map(image => [image.id, image]))
  checkReviewOnly(
    builds.map(({ request, draft }) => ({ image: byId.get(ids.get(draft.name)!)!, settings: request.settings })),
    planning,
  )
  checkCaches(images, planning)
  checkRights(images, workspace, sources, report)
  return {
    emit: 1,
    dialect: workspace.dialect,
    stack: workspace.stack.name,
    zenml: workspace.zenml,
    python: workspace.python,
    folder: workspace.folder,
    outputs: workspace.project.output,
    sourceRoot: workspace.sourceRoot,
    secretFiles: secretFiles(workspace),
    pipelines,
    images,
    requests: builds.map(({ request, draft, tags, lists, hashed }) => ({
      ...request,
      image: ids.get(draft.name)!,
      tags,
      lists,
      hashed,
    })),
    asked,
    groups: targetGroups(pipelines, images),
    variables: lateVariables(images),
    remark: images.length ? null : remark(workspace),
  }
}

/** Groups that every bake file or `verify` has, which would hide a target of that name, and a target that is not an image. */
const GROUPS = ['default', 'verify', GIVEN_TARGET]

/**
 * Names for the targets of the Dockerfiles that images are built on, by the images' names; FROM takes lower case only. Equal Dockerfiles, built with
 * equal options, are one target, named for the first image.
 */
function parentTargets(
  images: readonly SharedImage[],
  ids: ReadonlyMap<string, string>,
  { dialect }: Workspace,
): Map<string, string> {
  const first = new Map<string, string>()
  const wanted = new Map<string, string>()
  for (const { name, image } of images) {
    if (image.kind !== 'build' || image.parent.kind !== 'dockerfile') continue
    const content = parentRecipe(image.parent, dialect)
    if (!first.has(content)) first.set(content, `${ids.get(name)}-parent`)
    wanted.set(name, first.get(content)!)
  }
  const names = distinctNames(first.values(), name => name.toLowerCase(), [...ids.values(), ...GROUPS])
  return new Map([...wanted].map(([name, target]) => [name, names.get(target)!]))
}

interface DraftedBuild {
  readonly request: ImageRequest
  readonly draft: SharedImage
  /** Its own tag, if it has one: ZenML gives none to a build that shares an image. */
  readonly tags: readonly string[]
  /** As in `PlannedRequest`. */
  readonly lists: readonly (readonly ListedRequirement[])[]
  /** As in `PlannedRequest`. */
  readonly hashed: readonly string[]
}

/** The builds of one pipeline, each with its image. ZenML's own sharing (equal settings) comes first: it decides which tags exist. */
function draftBuilds(pipeline: Pipeline, shared: SharedImages, run: Run, planning: Planning): DraftedBuild[] {
  const { amounts, unknown, memo } = run
  const { workspace, report } = planning
  const required = kept(memo, 'required builds', [pipeline, workspace], {}, () => requiredBuilds(pipeline, workspace))
  unknown.add(pipeline, required, workspace)
  if (required.length) {
    checkMergedSettings(pipeline, report)
    checkCodeRepository(pipeline, workspace, report)
    checkOneWayOfCode(required, workspace, report)
  }
  const byChecksum = new Map<string, SharedImage>()
  const checksums = new Map<string, string>()
  const result: DraftedBuild[] = []
  for (const request of required) {
    if (amounts.isFull) break
    // Said already, for all images that need it.
    if (request.settings.unknown.length > 0) continue
    const at = () => pipeline.steps.find(step => step.name === request.step)?.at ?? null
    const draft = draftOf(request, planning, memo)
    if (!draft) continue
    const checksum = JSON.stringify([settingsChecksum(request.settings, workspace.defaults), draft.hashed.join('')])
    const place = `${request.step ?? ''}\n${request.key}`
    const earlier = checksums.get(place)
    if (earlier !== undefined) {
      const help = 'two step operators of one flavor need equal settings for a step that runs on both'
      if (earlier !== checksum) report(diagnostic('DC4030', at(), { key: request.key }, { help }))
      continue
    }
    checksums.set(place, checksum)
    const known = byChecksum.get(checksum)
    const before = shared.images.length
    const image = known ?? shared.add(draft)
    amounts.add(draft.image, shared.images.length > before, at, report)
    if (!known) warnOfLostLabels(draft, image.image, request.settings, report)
    byChecksum.set(checksum, image)
    image.usedBy.add(request.step === null ? pipeline.name : `${pipeline.name}/${request.step}`)
    result.push({
      request,
      draft: image,
      tags: known ? [] : draft.image.tags,
      lists: ownLists(draft, image),
      hashed: draft.hashed,
    })
  }
  return result
}

function draftOf(request: ImageRequest, planning: Planning, memo: Memo | undefined): ImageDraft | undefined {
  const { workspace, sources, report, ask } = planning
  return kept(memo, 'image', [request, workspace], { asks: { sources }, tells: { report, ask } }, surface =>
    draftImage(request, { workspace, ...surface }),
  )
}

/** Who shares an image wrote the user's list at a place of its own; any other list is one for all. */
function ownLists({ image: { requirements } }: ImageDraft, { image }: SharedImage): (readonly ListedRequirement[])[] {
  const written = requirements.find(({ group }) => group === 'user')
  return image.requirements.map(list => (list.group === 'user' ? (written ?? list) : list).lines)
}

/** Labels make no two images different, so one that is shared has those of its first user only. */
function warnOfLostLabels({ image }: ImageDraft, shared: ImagePlan, settings: DockerSettings, report: Report): void {
  const kept = new Map(shared.options.labels.map(({ name, value }) => [name, JSON.stringify(value)]))
  const { labels } = image.options
  if (labels.every(({ name, value }) => kept.get(name) === JSON.stringify(value)) && labels.length === kept.size) return
  const at = ['labels', 'label'].map(key => placeOf(settings, 'build_config', 'build_options', key)).find(Boolean) ?? null
  const help = 'write the same labels for both, or label what runs instead of the image'
  report(diagnostic('DC4069', at, { image: image.id, other: shared.id }, { help }))
}

/** What a tag is made from: a key of the settings, else the step, else the registry. */
function placeOfTag({ settings, step, pipeline }: ImageRequest, { stack }: Workspace): Span | null {
  const registry = stack.components.find(component => component.type === 'container_registry')
  const uri = registry && get(registry.configuration, 'uri')
  // Whatever comes after a registry that is none is not to blame.
  if (uri?.kind === 'string' && !/^[\w.-]+(?::\d+)?(?:\/[a-z0-9._/-]*)?$/.test(uri.value)) return uri.span
  const written =
    placeOf(settings, 'image_tag') ?? placeOf(settings, 'target_repository') ?? pipeline.steps.find(s => s.name === step)?.at
  return written ?? registry?.nameSpan ?? null
}

interface SharedImage {
  readonly name: string
  readonly image: ImagePlan
  readonly tags: Set<string>
  readonly usedBy: Set<string>
}

/** Images by recipe: equal recipes are one image with several tags, across steps and pipelines. */
class SharedImages {
  readonly images: SharedImage[] = []
  readonly #byRecipe = new Map<string, SharedImage>()

  add({ image, recipe, name }: ImageDraft): SharedImage {
    const known = this.#byRecipe.get(recipe)
    if (known) {
      for (const tag of image.tags) known.tags.add(tag)
      return known
    }
    const added = { name, image, tags: new Set(image.tags), usedBy: new Set<string>() }
    this.#byRecipe.set(recipe, added)
    this.images.push(added)
    return added
  }
}

/** Step → image: its step operator's where it runs on one (the first of several), else the orchestrator's. */
function runningSteps(
  pipeline: Pipeline,
  builds: readonly BuildReference[],
  workspace: Workspace,
): (readonly [string, string])[] {
  const image = new Map(builds.map(build => [`${build.key}\n${build.step ?? ''}`, build.image]))
  return pipeline.steps.flatMap(step => {
    const operator = operatorOf(step, workspace)
    const key = operator ? (operator.known ? operator.known.image?.key : `${operator.flavor}_step_operator`) : 'orchestrator'
    const id = image.get(`${key}\n${step.name}`) ?? (operator ? undefined : image.get(`${key}\n`))
    return id === undefined ? [] : [[step.name, id] as const]
  })
}

/** The variables that the values of images leave to bake, by name. */
export function lateVariables(images: readonly ImagePlan[]): LateVariable[] {
  const found = new Map<string, string>()
  const visit = (value: Value | null, where: string): void => {
    for (const variable of variablesOf(value ?? '')) if (!found.has(variable)) found.set(variable, where)
  }
  for (const image of images) {
    const source = sourceOf(image.origin)
    for (const entry of image.environment) visit(entry.value, `environment.${entry.name} of ${source}`)
    for (const entry of image.runtimeEnvironment) visit(entry.value, `runtime_environment.${entry.name} of ${source}`)
    const parentOptions = image.parent.kind === 'dockerfile' ? [image.parent.options] : []
    for (const options of [image.options, ...parentOptions]) {
      for (const argument of options.args) visit(argument.value, `build_args.${argument.name} of ${source}`)
      for (const label of options.labels) visit(label.value, `labels.${label.name} of ${source}`)
    }
  }
  return [...found].map(([name, usedBy]) => ({ name, usedBy })).sort((a, b) => byCodePoint(a.name, b.name))
}

function remark({ stack, pipelines }: Workspace): string {
  if (pipelines.length === 0) return `the stack \`${stack.name}\` has no pipeline to build for`
  const built = pipelines.find(pipeline => pipeline.prebuilt !== null)
  if (built) return `nothing is planned for the pipeline \`${built.name}\`: it uses a build that exists`
  const orchestrator = stack.components.find(c => c.type === 'orchestrator')
  return `the stack \`${stack.name}\` needs no image: its ${orchestrator?.flavor ?? ''} orchestrator runs steps in the client's own environment`
}
