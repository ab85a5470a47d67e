import { bake as isBakeFile, manifest as isManifest } from '../2-validate/output-validators.generated.js'
import { groupBy } from '../basics/group-by.ts'
import type { OutputTexts } from '../model/artifact.ts'
import type { BakeFile, BakeTarget } from '../model/generated/bake.ts'
import type { Manifest, ManifestImage, ManifestPipeline } from '../model/generated/manifest.ts'

/** Something that several pipelines may use: an image, or the target of a Dockerfile that images are built on. */
export interface Part {
  readonly kind: 'image' | 'parent'
  readonly name: string
}

/** An output as its manifest and its bake file describe it, of which parts can be taken. */
export class OutputData {
  readonly pipelines: ReadonlyMap<string, ManifestPipeline>
  readonly images: ReadonlyMap<string, ManifestImage>
  readonly targets: ReadonlyMap<string, BakeTarget>
  readonly variables: ReadonlyMap<string, unknown>
  /** The hash of each file, by its path in the output folder. */
  readonly files: ReadonlyMap<string, string>
  /** The other keys of the manifest. */
  readonly head: Readonly<Record<string, unknown>>
  readonly #filesIn: ReadonlyMap<string, readonly string[]>

  /** @param manifest undefined: there is no output */
  constructor(manifest: Manifest | undefined, bake: BakeFile | undefined) {
    const { pipelines = {}, images = {}, files = {}, ...head } = manifest ?? {}
    this.pipelines = new Map(Object.entries(pipelines))
    this.images = new Map(Object.entries(images))
    this.files = new Map(Object.entries(files))
    this.targets = new Map(Object.entries(bake?.target ?? {}))
    this.variables = new Map(Object.entries(bake?.variable ?? {}))
    this.head = head
    this.#filesIn = new Map(groupBy([...this.files.keys()], folderOf).map(paths => [folderOf(paths[0]!), paths]))
  }

  /**
   * Reads an output. What another program wrote counts as no output: whoever writes there finds out.
   *
   * @returns undefined where one of the files is missing or damaged
   */
  static read({ manifest, bake }: OutputTexts): OutputData | undefined {
    if (manifest === undefined || !/"generator":\s*"dockcompile"/.test(manifest)) return new OutputData(undefined, undefined)
    const [known, targets] = [parsed(manifest, isManifest), parsed(bake, isBakeFile)]
    return known && targets ? new OutputData(known as Manifest, targets as BakeFile) : undefined
  }

  /** Who runs on which image, for one pipeline: `[image, 'training/train']`. */
  usersIn(pipeline: string): (readonly [image: string, user: string])[] {
    const { builds = [], prebuilt, steps } = this.pipelines.get(pipeline) ?? {}
    if (prebuilt) {
      // Steps that no file names count as the pipeline itself, so `steps` does not have them.
      const users = new Set([pipeline, ...Object.keys(steps ?? {}).map(step => `${pipeline}/${step}`)])
      return [...this.images].flatMap(([image, { kind, used_by }]) =>
        kind === 'prebuilt' ? used_by.filter(user => users.has(user)).map(user => [image, user] as const) : [],
      )
    }
    return builds.map(({ image, step }) => [image, step === null ? pipeline : `${pipeline}/${step}`] as const)
  }

  /** The images of some pipelines. Images that nobody uses belong to no pipeline. */
  imagesOf(pipelines: Iterable<string>): Set<string> {
    return new Set([...pipelines].flatMap(name => this.usersIn(name).map(([image]) => image)))
  }

  /** The target of the Dockerfile that an image is built on. */
  parentOf(image: string): string | undefined {
    const contexts = Object.values(this.targets.get(image)?.contexts ?? {})
    return contexts.find(context => context.startsWith('target:'))?.slice('target:'.length)
  }

  /** What some images are made of. */
  partsOf(images: Iterable<string>): Part[] {
    const names = [...images]
    const parents = new Set(names.flatMap(image => this.parentOf(image) ?? []))
    return [
      ...names.map(name => ({ kind: 'image', name }) as const),
      ...[...parents].map(name => ({ kind: 'parent', name }) as const),
    ]
  }

  /** The files of a part, by their paths in the output folder. */
  filesOf({ kind, name }: Part): string[] {
    const owner = kind === 'image' ? name : [...this.images.keys()].find(image => this.parentOf(image) === name)
    const files = this.#filesIn.get(`images/${owner}`) ?? []
    return files.filter(path => isParentFile(path) === (kind === 'parent'))
  }

  /** The files of some images and of what they are made of. */
  filesOfImages(images: Iterable<string>): Set<string> {
    return new Set(this.partsOf(images).flatMap(part => this.filesOf(part)))
  }

  /** The targets of the same. */
  targetsOfImages(images: Iterable<string>): Set<string> {
    return new Set(this.partsOf(images).map(({ name }) => name))
  }

  /** All that makes a part what it is, whoever uses it and under whichever tags. */
  contentOf(part: Part): string {
    const { tags: _, description: __, ...target } = this.targets.get(part.name) ?? {}
    const { tags: ___, used_by: ____, ...image } = (part.kind === 'image' && this.images.get(part.name)) || {}
    return JSON.stringify([target, image, this.filesOf(part).map(path => [path, this.files.get(path)])])
  }
}

/** `images/train`, also for a file of a folder in it. */
const folderOf = (path: string) => path.split('/', 2).join('/')
const isParentFile = (path: string) => /\/parent\.Dockerfile(?:\.dockerignore)?$/.test(path)

function parsed(text: string | undefined, isValid: (value: unknown) => boolean): unknown {
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isValid(value) ? value : undefined
  } catch {
    return undefined
  }
}
