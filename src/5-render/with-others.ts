import { lateVariables } from '../4-plan/plan.ts'
import { targetGroups } from '../4-plan/target-groups.ts'
import { byCodePoint } from '../basics/order.ts'
import { sha256 } from '../basics/sha256.ts'
import type { Artifact, OutputTexts, WithOthers } from '../model/artifact.ts'
import type { BakeFile, BakeTarget } from '../model/generated/bake.ts'
import type { Manifest, ManifestImage } from '../model/generated/manifest.ts'
import type { BuildPlan, ImagePlan, PipelinePlan } from '../model/plan.ts'
import { fromOutput, inOutput } from '../paths/output-path.ts'
import { hcl } from '../quote/hcl.ts'
import { type JsonValue, json } from '../quote/json.ts'
import { bakeParts, tagText, usersText } from './bake-file.ts'
import { OutputData } from './output-data.ts'

/** The output of some pipelines of a plan. */
export interface Chosen {
  /** The plan of these pipelines and, where they can all be compiled, of the others as well: that decides the names and who shares an image. */
  readonly plan: BuildPlan
  /** Names of pipelines. */
  readonly names: ReadonlySet<string>
  /** Lays a plan out as files. */
  readonly render: (plan: BuildPlan) => readonly Artifact[]
}

/**
 * The files of some pipelines, together with what an output on the disk says of the others: their targets, groups, entries and hashes stay as they are
 * there, and none of their files is written. A pipeline that has an image in common with a chosen one is written as well when that image becomes
 * another one.
 */
export function withOthers(chosen: Chosen, onDisk: OutputTexts): WithOthers {
  const old = OutputData.read(onDisk)
  if (!old) return { problem: { unreadable: true } }
  let { names } = chosen
  // With each pipeline that joins, another image may become one that is shared.
  for (;;) {
    const combined = new Combined({ ...chosen, names }, old)
    const sharing = combined.sharing()
    if (sharing.size === 0) return { files: combined.files(), kept: combined.kept() }
    const known = new Set(chosen.plan.pipelines.map(({ name }) => name))
    const unknown = [...sharing].find(([name]) => !known.has(name))
    if (unknown) return { problem: { pipeline: unknown[0], image: unknown[1] } }
    names = new Set([...names, ...sharing.keys()])
  }
}

/** The files of some pipelines, as if there were no others. */
export function withoutOthers(chosen: Chosen): readonly Artifact[] {
  return new Combined(chosen, new OutputData(undefined, undefined)).files()
}

/** The plan of some pipelines; images keep the names that they have in the whole plan. */
export function chosenPlan({ plan, names }: Pick<Chosen, 'plan' | 'names'>): BuildPlan {
  const images = chosenImages(plan, names)
  return {
    ...plan,
    pipelines: plan.pipelines.filter(({ name }) => names.has(name)),
    images: plan.images.filter(({ id }) => images.has(id)),
    requests: plan.requests.filter(({ pipeline }) => names.has(pipeline.name)),
  }
}

function chosenImages({ pipelines, images }: BuildPlan, names: ReadonlySet<string>): Set<string> {
  const used = pipelines
    .filter(({ name }) => names.has(name))
    .flatMap(({ builds, steps }) => [...builds.map(({ image }) => image), ...steps.map(([, image]) => image)])
  const prebuilt = images.filter(({ kind, origin }) => kind === 'prebuilt' && names.has(origin.pipeline))
  return new Set([...used, ...prebuilt.map(({ id }) => id)])
}

/** An output that is put together from what is planned and what is there. */
class Combined {
  readonly #plan: BuildPlan
  readonly #names: ReadonlySet<string>
  readonly #old: OutputData
  readonly #new: OutputData
  readonly #files: readonly Artifact[]
  /** Images of the chosen pipelines. */
  readonly #images: ReadonlySet<string>
  /** Their tags, wherever they may have been before. */
  readonly #tags: ReadonlySet<string>
  /** The other pipelines that are there, and their images. */
  readonly #others: ReadonlySet<string>
  readonly #otherImages: ReadonlySet<string>
  readonly #otherUsers: ReadonlyMap<string, readonly string[]>

  constructor({ plan, names, render }: Chosen, old: OutputData) {
    this.#old = old
    this.#names = names
    this.#images = chosenImages(plan, names)
    this.#others = new Set([...old.pipelines.keys()].filter(name => !names.has(name)))
    const gone = old.imagesOf([...old.pipelines.keys()].filter(name => names.has(name)))
    const stay = old.imagesOf(this.#others)
    this.#otherImages = new Set(
      [...old.images.keys()].filter(image => stay.has(image) || !(gone.has(image) || this.#images.has(image))),
    )
    this.#tags = new Set(plan.requests.filter(({ pipeline }) => names.has(pipeline.name)).flatMap(({ tags }) => tags))
    const users = [...this.#others].flatMap(name => old.usersIn(name))
    this.#otherUsers = new Map(
      [...this.#otherImages].map(image => [image, users.filter(([used]) => used === image).map(([, user]) => user)]),
    )
    const images = plan.images.map(image => this.#forUsers(image, plan, names))
    this.#plan = images.every((image, i) => image === plan.images[i]) ? plan : { ...plan, images }
    this.#files = render(this.#plan)
    this.#new = new OutputData(
      this.#parsed('manifest.json') as Manifest | undefined,
      this.#parsed('docker-bake.json') as BakeFile | undefined,
    )
  }

  /** The other pipelines that use something of the chosen ones which is going to change, and the image in question. */
  sharing(): Map<string, string> {
    const mine = new Map(this.#new.partsOf(this.#images).map(part => [`${part.kind} ${part.name}`, part]))
    const result = new Map<string, string>()
    for (const name of this.#others)
      for (const image of this.#old.imagesOf([name]))
        for (const part of this.#old.partsOf([image]))
          if (mine.has(`${part.kind} ${part.name}`) && this.#old.contentOf(part) !== this.#new.contentOf(part))
            result.set(name, image)
    return result
  }

  /** What is written. Nothing, where nobody needs an image. */
  files(): Artifact[] {
    const mine = this.#new.filesOfImages(this.#images)
    const files = this.#files.filter(({ path }) => mine.has(fromOutput(this.#plan, path)))
    const head = this.#new.pipelines.size > 0 ? this.#new.head : this.#old.head
    if (this.#new.pipelines.size + this.#others.size === 0 || head.version === undefined) return []
    const bake = { path: inOutput(this.#plan, 'docker-bake.json'), text: json(this.#bake()) }
    const manifest = { path: inOutput(this.#plan, 'manifest.json'), text: json(this.#manifest(head, bake.text)) }
    return [...files, bake, manifest].sort((a, b) => byCodePoint(a.path, b.path))
  }

  /** An image with the tags and users that it has among the chosen pipelines and on the disk. */
  #forUsers(image: ImagePlan, { pipelines, requests }: BuildPlan, names: ReadonlySet<string>): ImagePlan {
    // An image that exists has users of its own pipeline only.
    if (!this.#images.has(image.id) || image.kind === 'prebuilt') return image
    const mine = requests.filter(request => request.image === image.id && names.has(request.pipeline.name))
    const others = this.#otherImages.has(image.id)
    const old = others ? (this.#old.images.get(image.id)?.tags ?? []) : []
    const tags = [...mine.flatMap(request => request.tags), ...old.filter(tag => !this.#tags.has(tag))]
    const users = [
      ...pipelines.flatMap(pipeline => (names.has(pipeline.name) ? usersOf(pipeline, image.id) : [])),
      ...(this.#otherUsers.get(image.id) ?? []),
    ]
    const [tagsNow, usedBy] = [ordered(tags, image.tags), ordered(users, image.usedBy)]
    const isSame = tagsNow.join('\n') === image.tags.join('\n') && usedBy.join('\n') === image.usedBy.join('\n')
    return isSame ? image : { ...image, tags: tagsNow, usedBy }
  }

  /** An image of others: what the chosen pipelines had of it, they have no longer. */
  #ofOthers(id: string, image: ManifestImage): ManifestImage {
    const tags = image.tags.filter(tag => !this.#tags.has(tag))
    return { ...image, tags, used_by: ordered(this.#otherUsers.get(id) ?? [], image.used_by) }
  }

  #targetOfOthers(id: string, target: BakeTarget): BakeTarget {
    const image = this.#old.images.get(id)
    if (!image) return target
    const { used_by } = this.#ofOthers(id, image)
    const mine = new Set([...this.#tags].map(tagText))
    return {
      ...target,
      ...(used_by.length < image.used_by.length && { description: hcl(usersText(used_by)) }),
      ...(target.tags && { tags: target.tags.filter(tag => !mine.has(tag)) }),
    }
  }

  #manifest(head: Readonly<Record<string, unknown>>, bake: string): JsonValue {
    const pipelines = merged(this.#new.pipelines, this.#names, this.#old.pipelines, this.#others)
    const others = new Map([...this.#old.images].map(([id, image]) => [id, this.#ofOthers(id, image)]))
    const images = merged(this.#new.images, this.#images, others, this.#otherImages)
    const files = merged(this.#new.files, this.#new.filesOfImages(this.#images), this.#old.files, this.kept())
    const hashes = [...files, ['docker-bake.json', sha256(bake)] as const].sort(([a], [b]) => byCodePoint(a, b))
    return { ...head, pipelines, images, files: new Map(hashes) } as unknown as JsonValue
  }

  #bake(): JsonValue {
    const mine = this.#new.targetsOfImages(this.#images)
    const theirs = this.#old.targetsOfImages(this.#otherImages)
    const others = new Map([...this.#old.targets].map(([id, target]) => [id, this.#targetOfOthers(id, target)]))
    const targets = merged(this.#new.targets, mine, others, theirs)
    const variables = this.#variables(targets)
    const asks = [...variables.keys()].some(name => !isOwn(name))
    return bakeParts(
      variables,
      this.#groups(targets),
      targets as ReadonlyMap<string, unknown> as ReadonlyMap<string, JsonValue>,
      asks,
    )
  }

  /** Groups have their names from all pipelines and all targets together. Their texts are escaped, as all others are that come from a bake file. */
  #groups(targets: ReadonlyMap<string, BakeTarget>) {
    const builds = (data: OutputData, name: string) => ({ name, builds: data.pipelines.get(name)?.builds ?? [] })
    const pipelines = [
      ...[...this.#names].filter(name => this.#new.pipelines.has(name)).map(name => builds(this.#new, name)),
      ...[...this.#others].map(name => builds(this.#old, name)),
    ]
    const parentOf = (id: string) => (this.#images.has(id) ? this.#new : this.#old).parentOf(id) ?? null
    const images = [...this.#images, ...this.#otherImages].map(id => ({
      id,
      built: targets.has(id),
      parentTarget: parentOf(id),
    }))
    const groups = targetGroups(pipelines, [...new Map(images.map(image => [image.id, image])).values()])
    return groups.map(group => ({ ...group, description: group.description === null ? null : hcl(group.description) }))
  }

  /** The variables that the targets read, in the order of the bake file: those that bake must be given, by name, and then ours. */
  #variables(targets: ReadonlyMap<string, BakeTarget>): Map<string, JsonValue> {
    const needed = new Set(lateVariables(this.#plan.images.filter(({ id }) => this.#images.has(id))).map(({ name }) => name))
    const theirs = JSON.stringify([...this.#old.targets].filter(([id]) => targets.has(id) && !this.#images.has(id)))
    const isTheirs = (name: string) => new RegExp(`\\$\\{[^}]*\\b${name}\\b`).test(theirs)
    const all = new Map([...this.#new.variables, ...this.#old.variables])
    const names = [...all.keys()].filter(
      name => isOwn(name) || needed.has(name) || (this.#old.variables.has(name) && isTheirs(name)),
    )
    const inOrder = [...names.filter(name => !isOwn(name)).sort(byCodePoint), ...names.filter(isOwn)]
    return targets.size === 0 ? new Map() : new Map(inOrder.map(name => [name, all.get(name) as JsonValue]))
  }

  /** The files that stay as they are, by their paths in the output folder. */
  kept(): Set<string> {
    return this.#old.filesOfImages(this.#otherImages)
  }

  #parsed(name: string): unknown {
    const text = this.#files.find(({ path }) => path === inOutput(this.#plan, name))?.text
    return text === undefined ? undefined : JSON.parse(text)
  }
}

/** Whether a variable of the bake file is one of ours, and none that is left to bake. */
const isOwn = (name: string): boolean => name.startsWith('DOCKCOMPILE_')

/**
 * The chosen entries of one mapping and the staying ones of another, in the order of the first. An entry that the first does not have comes behind
 * its old neighbour.
 */
function merged<T>(
  now: ReadonlyMap<string, T>,
  chosen: ReadonlySet<string>,
  old: ReadonlyMap<string, T>,
  staying: ReadonlySet<string>,
): Map<string, T> {
  const choose = (key: string): [string, T][] => {
    if (chosen.has(key) && now.has(key)) return [[key, now.get(key)!]]
    return staying.has(key) && old.has(key) ? [[key, old.get(key)!]] : []
  }
  return new Map(inOrder([...now.keys()], [...old.keys()]).flatMap(choose))
}

/** @example inOrder(['b', 'c'], ['a', 'b', 'x']) // ['a', 'b', 'x', 'c'] */
function inOrder(now: readonly string[], old: readonly string[]): string[] {
  const known = new Set(now)
  const result = [...now]
  for (const [i, key] of old.entries()) if (!known.has(key)) result.splice(i === 0 ? 0 : result.indexOf(old[i - 1]!) + 1, 0, key)
  return result
}

/** Some of these texts, each once, in their order; others come last. */
function ordered(some: readonly string[], order: readonly string[]): string[] {
  const wanted = new Set(some)
  return [...new Set([...order.filter(text => wanted.has(text)), ...some])]
}

/** The users of a planned image in one pipeline. */
function usersOf({ name, builds }: PipelinePlan, image: string): string[] {
  return builds.flatMap(({ step, image: used }) => (used === image ? [step === null ? name : `${name}/${step}`] : []))
}
