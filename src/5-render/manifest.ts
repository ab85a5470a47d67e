import { sha256 } from '../basics/sha256.ts'
import type { Artifact } from '../model/artifact.ts'
import type { BuildPlan, EnvironmentEntry, ImagePlan, LayerPackage, Value } from '../model/plan.ts'
import { fromOutput } from '../paths/output-path.ts'
import { type JsonValue, json } from '../quote/json.ts'
import { writtenLines } from '../requirements/logical-lines.ts'

/** What rendering adds to an image for the manifest. */
export interface RenderedImage {
  readonly image: ImagePlan
  /** Relative to the output folder; null: no Dockerfile of ours, none of the user's. */
  readonly dockerfile: string | null
  /** Lists with their paths, relative to the output folder; null: the Dockerfile holds the list. */
  readonly requirementFiles: readonly (readonly [ImagePlan['requirements'][number], string | null])[]
  readonly digest: () => string | null
}

/** manifest.json: the decisions, for programs. Written last, with the hash of every other file. */
export function manifest(plan: BuildPlan, images: readonly RenderedImage[], files: readonly Artifact[]): string {
  return json({
    version: 1,
    generator: 'dockcompile',
    emit: plan.emit,
    zenml: plan.zenml,
    python: plan.python,
    stack: plan.stack,
    // A run of the whole project finds by it the output of a stack that is no longer there.
    ...(plan.folder !== plan.outputs && { outputs: plan.outputs }),
    dialect: plan.dialect,
    pipelines: new Map(
      plan.pipelines.map(({ name, config, code, complete, builds, steps, prebuilt }) => [
        name,
        {
          config,
          code,
          complete,
          ...(prebuilt === null
            ? { builds: builds.map(({ key, step, image }) => ({ key, step, image })) }
            : { prebuilt: prebuilt as JsonValue }),
          steps: new Map(steps),
        },
      ]),
    ),
    images: new Map(images.map(rendered => [rendered.image.id, imageEntry(rendered)])),
    files: new Map(files.map(({ path, text }) => [fromOutput(plan, path), sha256(text)])),
  })
}

/** Fields that the manifest does not tell, or tells elsewhere. */
type Untold = 'id' | 'built' | 'runs' | 'parentTarget' | 'python' | 'installs' | 'facts' | 'runsAs' | 'extraFiles' | 'origin'
/** Fields that the manifest calls by another name. */
interface OtherNames {
  readonly buildArgs: 'build_args'
  readonly options: 'platforms'
  readonly runtimeEnvironment: 'runtime_environment'
  readonly usedBy: 'used_by'
}
type ImageEntry = {
  readonly [Field in Exclude<keyof ImagePlan, Untold> as Field extends keyof OtherNames ? OtherNames[Field] : Field]: JsonValue
} & { readonly dockerfile: JsonValue; readonly digest: JsonValue }

function imageEntry({ image, dockerfile, requirementFiles, ...rendered }: RenderedImage): ImageEntry {
  const { parent } = image
  const installs = image.kind === 'build'
  return {
    kind: image.kind,
    tags: image.tags,
    parent:
      parent.kind === 'image'
        ? { image: parent.image, digest: parent.digest }
        : { dockerfile: parent.dockerfile, context: parent.context },
    dockerfile,
    requirements: requirementFiles.map(([list, file]) => ({
      group: list.group,
      file,
      packages: writtenLines(list.text),
      ...(list.constraints !== '' && { constraints: writtenLines(list.constraints) }),
    })),
    installer: installs
      ? { name: image.installer.name, arguments: new Map(image.installer.arguments.map(({ flag, value }) => [flag, value])) }
      : null,
    apt: image.apt.map(({ name }) => name),
    environment: environmentOf(image.environment),
    runtime_environment: environmentOf(image.runtimeEnvironment),
    entrypoint: image.entrypoint,
    user: image.user,
    code: image.code.mode,
    build_args: new Map(image.buildArgs.map(({ name, value }) => [name, value === null ? null : manifestValue(value)])),
    secrets: image.secrets.map(({ id }) => id),
    platforms: image.options.platforms,
    layers: layersEntry(image),
    sizes: sizesEntry(image),
    digest: rendered.digest(),
    used_by: image.usedBy,
  }
}

/** Few images have any. */
function layersEntry({ installs }: ImagePlan): JsonValue {
  const layers = installs.flatMap(({ stage }) => stage ?? [])
  if (layers.length === 0) return undefined
  return layers.map(({ name, packages }) => ({ name, packages: packagesEntry(packages) }))
}

/** Of projects whose lock file knows them. */
function sizesEntry({ sizes }: ImagePlan): JsonValue {
  if (sizes.length === 0) return undefined
  return sizes.map(({ lists, packages }) => ({ lists, packages: packagesEntry(packages) }))
}

const packagesEntry = (packages: readonly LayerPackage[]): JsonValue =>
  new Map(packages.map(({ name, version, bytes }) => [name, { version, bytes }]))

function environmentOf(entries: readonly EnvironmentEntry[]): JsonValue {
  return new Map(entries.map(({ name, value }) => [name, manifestValue(value)]))
}

/** A text, or what is left to bake: a variable, or a text with variables in it. */
function manifestValue(value: Value): JsonValue {
  if (typeof value === 'string') return value
  const only = value[0]
  if (value.length === 1 && typeof only === 'object' && !only.ofImage) return { variable: only.variable }
  return { template: value.map(part => (typeof part === 'string' ? part : `\${${part.variable}}`)).join('') }
}
