import type { RequirementLine } from '../requirements/requirement-line.ts'
import type { Span } from '../sources/span.ts'
import type { TemplatePart } from './node.ts'
import type { Dialect } from './project.ts'
import type { DockerSettings } from './settings.ts'
import type { LockedConflict, ParentPython, Pipeline } from './workspace.ts'

/**
 * Every decision about the images of one stack, as plain data that prints as JSON. Renderers lay it out and decide nothing.
 */
export interface BuildPlan {
  /** The output version: what the same input means in bytes. */
  readonly emit: 1
  readonly dialect: Dialect
  readonly stack: string
  readonly zenml: string
  readonly python: string
  /** The output folder, relative to the project root. */
  readonly folder: string
  /** The folder of all outputs, where several stacks have one each; else the same. */
  readonly outputs: string
  readonly sourceRoot: string
  /** Files below the project root that `secrets` names: no build context has them. */
  readonly secretFiles: readonly string[]
  readonly pipelines: readonly PipelinePlan[]
  /** In order of first use. */
  readonly images: readonly ImagePlan[]
  /** Who asks for which image, in ZenML's order. */
  readonly requests: readonly PlannedRequest[]
  /** The outputs of commands that the inputs ask the lock file for, there or not. */
  readonly asked: readonly AskedOutput[]
  /** The groups of the bake file. */
  readonly groups: readonly TargetGroup[]
  /** Variables that bake must be given, by name. */
  readonly variables: readonly LateVariable[]
  /** Why nothing is built; null when something is. */
  readonly remark: string | null
}

export interface PipelinePlan {
  readonly name: string
  /** The run configuration file; null without one. */
  readonly config: string | null
  /** Its Python code, `pipelines/training.py:training_pipeline`; null where nobody named it. */
  readonly code: string | null
  /** False: there may be more steps than are known. */
  readonly complete: boolean
  /** In ZenML's order: by component, then by step. */
  readonly builds: readonly BuildReference[]
  /** Step → id of the image it runs on; a step that runs in no image is missing. */
  readonly steps: readonly (readonly [string, string])[]
  readonly prebuilt: PrebuiltPlan | null
}

/** What a component of the stack asks an image for. */
export interface ImageRequest {
  readonly pipeline: Pipeline
  /** `orchestrator`, `deployer`, `vertex_step_operator`, … */
  readonly key: string
  /** null: the pipeline's. */
  readonly step: string | null
  readonly settings: DockerSettings
  readonly entrypoint: string | null
  readonly extraFiles: readonly ExtraFile[]
  /** Lines of `.zenml_deployment_requirements`; null: no such file. */
  readonly deploymentRequirements: readonly string[] | null
  /** Why the image exists, in a sentence. */
  readonly reason: string
}

/** A request with the id of its image. Requests with one recipe have one image. */
export interface PlannedRequest extends ImageRequest {
  readonly image: string
  /** Its own tags: none where it shares an image with an equal request of its pipeline. */
  readonly tags: readonly string[]
  /** The lines of each of the image's requirement lists, with the places where this request has them. Equal lists of one place are one object. */
  readonly lists: readonly (readonly ListedRequirement[])[]
  /** What ZenML's checksum covers besides the settings, in its order: entrypoint, files of the component, requirement lists, the user's Dockerfile. */
  readonly hashed: readonly string[]
}

/** An output of a command: the commands that give it, the first that works counts, and who asks. */
export interface AskedOutput {
  readonly commands: readonly string[]
  readonly at: Span | null
}

export interface BuildReference {
  /** `orchestrator`, `deployer`, `vertex_step_operator`, … */
  readonly key: string
  /** null: the pipeline's. */
  readonly step: string | null
  /** The image's id. */
  readonly image: string
}

export type PrebuiltPlan =
  | { readonly id: string }
  | { readonly file: string }
  | { readonly images: Readonly<Record<string, string>> }

/** Targets of the bake file that are built by one name. */
export interface TargetGroup {
  readonly name: string
  readonly description: string | null
  /** Ids of images, in code-point order. */
  readonly targets: readonly string[]
}

/**
 * `build`: a recipe of ours on top of a parent. `dockerfile`: the user's Dockerfile is the final image. `retag`: the parent under another name.
 * `use`: the parent as it is, nothing is built. `prebuilt`: built before.
 */
export type ImageKind = 'build' | 'dockerfile' | 'retag' | 'use' | 'prebuilt'

export interface ImagePlan {
  /** The target's name in the bake file and the folder's name below `images/`. */
  readonly id: string
  readonly kind: ImageKind
  /** Whether bake builds it. ZenML's own Dockerfile wants code and requirement files in one folder, which bake cannot give it. */
  readonly built: boolean
  readonly tags: readonly string[]
  readonly parent: ParentPlan
  /** The target that builds the user's Dockerfile when a layer goes on top, and the name that `FROM` gives it; else null. */
  readonly parentTarget: string | null
  readonly python: string
  readonly requirements: readonly RequirementList[]
  /** How the lists are installed, in order; empty in the dialect `zenml`, which installs each list by itself. */
  readonly installs: readonly InstallPlan[]
  readonly installer: InstallerPlan
  /** What the stages of installs are based on, which then are layers that do not depend on each other; null: installs come one on top of the other. */
  readonly layers: LayersPlan | null
  /** What the packages weigh where installs come one on top of the other, as far as the lock file knows; else empty. */
  readonly sizes: readonly ListSizes[]
  /** How the RUNs of a Dockerfile of ours fit together; null: there is none, or it is as ZenML writes it. */
  readonly runs: RunsPlan | null
  readonly apt: readonly AptPackage[]
  readonly environment: readonly EnvironmentEntry[]
  readonly runtimeEnvironment: readonly EnvironmentEntry[]
  readonly buildArgs: readonly BuildArgument[]
  readonly facts: ParentFacts
  readonly user: string | null
  /** Who the image ends as: `user`, else the parent's own user where it is known not to be root, else nobody says. */
  readonly runsAs: string | null
  readonly entrypoint: string | null
  readonly code: CodePlan
  /** Files that a component needs in the image, `/app/<name>`. */
  readonly extraFiles: readonly ExtraFile[]
  readonly options: TargetOptions
  /** Secrets that one of its RUNs mounts. */
  readonly secrets: readonly SecretPlan[]
  /** `pipeline/step`, or the pipeline for an image without a step; what runs on it. */
  readonly usedBy: readonly string[]
  readonly origin: Origin
}

/**
 * Fields that say what an image is called and who asks for it. These two types are for lists of an image's fields: what a list leaves out it leaves
 * out by name, so that a new field does not compile until each list has it or leaves it out.
 */
export type ImageName = 'id' | 'tags' | 'parentTarget' | 'usedBy' | 'origin'
/** Fields that only layers above the last install are made from. */
export type AfterInstalls = 'runtimeEnvironment' | 'entrypoint' | 'code' | 'extraFiles'

/** Where an image comes from, for messages and `explain`. */
interface Origin {
  readonly pipeline: string
  /** As in `PipelinePlan`. */
  readonly config: string | null
  readonly code: string | null
  readonly step: string | null
  readonly key: string
  /** Why this image exists, in a sentence. */
  readonly reason: string
}

export type ParentPlan = ParentImage | ParentDockerfile

export interface ParentImage {
  readonly kind: 'image'
  readonly image: string
  /** From the lock file. */
  readonly digest: string | null
  readonly at: Span | null
  /** ZenML's own image of this version. */
  readonly isDefault: boolean
}

export interface ParentDockerfile {
  readonly kind: 'dockerfile'
  /** The user's Dockerfile, relative to the project root. */
  readonly dockerfile: string
  /** `build_context_root` as written; null: a context that holds nothing but the Dockerfile. */
  readonly context: string | null
  /** What ZenML calls the image of the Dockerfile when a layer of its own goes on top. */
  readonly intermediate: string
  readonly text: string
  /** The image that its last stage is based on, and the user that it ends with; null: not said, or only known when it is built. */
  readonly base: string | null
  readonly user: string | null
  /** The text of `parent_image_build_config.dockerignore`; null without one. */
  readonly dockerignore: string | null
  /** Flags of its RUNs that ask for a right on the machine that builds. */
  readonly rights: readonly { readonly flag: string; readonly at: Span }[]
  /** Whether it is copied beside an ignore file of ours. Where it is used as it is, BuildKit reads the ignore file beside it. */
  readonly copied: boolean
  /** Names of the build arguments that it declares. */
  readonly declares: readonly string[]
  /** What `FROM --platform=` of its last stage says, and where. */
  readonly platform: { readonly name: string; readonly at: Span } | null
  /** Secrets of the project that its RUNs mount. */
  readonly secrets: readonly SecretPlan[]
  /** The file that this text is in; null without one. */
  readonly ignoreFile: string | null
  readonly options: TargetOptions
  readonly at: Span | null
}

/** What each target of an image is built with: its own, and that of the user's Dockerfile, which is the image itself or is below it. */
export function targetsOf({ kind, parent, options, secrets }: ImagePlan): Pick<ImagePlan, 'options' | 'secrets'>[] {
  return [...(kind === 'dockerfile' ? [] : [{ options, secrets }]), ...(parent.kind === 'dockerfile' ? [parent] : [])]
}

/** The id of the image in whose folder the copy of the user's Dockerfile is: that of the first of several that are built on one target. */
export function parentOwner({ id, parentTarget }: ImagePlan, { images }: Pick<BuildPlan, 'images'>): string {
  return parentTarget === null ? id : (images.find(image => image.parentTarget === parentTarget)?.id ?? id)
}

export type RequirementGroup = 'local' | 'stack' | 'extra' | 'integrations' | 'pyproject' | 'user'

/** What is known about a parent image without asking anybody. */
export interface ParentFacts {
  /** The user it ends with; null: unknown. */
  readonly user: string | null
  /** Which Python `python` starts: one of a virtual environment that is active, the one in /usr/local; null: unknown. */
  readonly python: 'venv' | 'system' | null
  /** Whether uv is there; null: unknown. */
  readonly uv: boolean | null
  /** Debian or Ubuntu, with apt-get and useradd; false: unknown. */
  readonly debian: boolean
}

export interface RequirementList {
  readonly group: RequirementGroup
  /** ZenML's file name, `.zenml_user_requirements`. */
  readonly zenmlName: string
  /** What is installed: ZenML's content byte for byte, in other dialects with the files that it names. */
  readonly text: string
  /** ZenML's content, which its checksum is made of. */
  readonly zenmlText: string
  /** What the files say that only limit its versions (`-c FILE`); empty without. */
  readonly constraints: string
  /** Both as pip reads them. */
  readonly lines: readonly ListedRequirement[]
  /** Name below `requirements/` in dialects other than `zenml`: `6-user.txt`. */
  readonly fileName: string
  /** What it is, for the comment above its install. */
  readonly title: string
  /** Where the lines come from. */
  readonly at: readonly Span[]
}

/** The lists of an image that install something: one of white space alone is the same as none. */
export function filledLists({ requirements }: Pick<ImagePlan, 'requirements'>): RequirementList[] {
  return requirements.filter(({ text }) => text.trim() !== '')
}

/** A line of a requirement list: what it says, and where that was written. */
export interface ListedRequirement {
  /** Without its comment; continued lines are one. */
  readonly text: string
  /** Of the list's text, or of its constraints, counted from 1. */
  readonly number: number
  /** The package that it asks for, normalised, also where no installer takes the line; null for options, URLs, paths and constraints. */
  readonly package: string | null
  readonly read: RequirementLine
  readonly group: RequirementGroup
  /** Who wrote it: a YAML list, a requirements file, a command whose output is in the lock file, or ZenML's catalog. */
  readonly origin: 'yaml' | 'file' | 'captured' | 'catalog'
  readonly at: Span | null
  /** Where, in words: `` `requirements[2]` ``. */
  readonly where: string
}

/** One install. */
export interface InstallPlan {
  readonly title: string
  readonly lists: readonly ListFile[]
  /** Every requirement has a hash: the installer checks them. */
  readonly hashes: boolean
  /** Whether what the requirements need comes with them; else a later install brings it. */
  readonly dependencies: boolean
  /** Packages whose versions later installs must keep; null: nothing to keep. */
  readonly heavy: readonly string[] | null
  /** Keeps the versions of the heavy packages. */
  readonly constrained: boolean
  /** The stage that it has for itself, of which the image copies what was installed; null: it is a RUN of the image. */
  readonly stage: LayerStage | null
}

/** A layer that depends on no other: packages that are installed in a stage of their own. */
export interface LayerStage {
  /** `package-numpy`, or `packages-3` for one that several share. */
  readonly name: string
  /** In code-point order. */
  readonly packages: readonly LayerPackage[]
  /** Whether one of them has no wheel, so that it is built: after the system packages of the image. */
  readonly builds: boolean
  /** Which lists of the lock file have the packages of a layer that several share; null: a package alone. */
  readonly inLists: 'one' | 'some' | 'all' | null
}

/** A package of a resolved list. */
export interface LayerPackage {
  /** Normalised. */
  readonly name: string
  /** As the list pins it; null: it has no version there, but an address. */
  readonly version: string | null
  /** What travels for it, at most: its wheel on the platform of the image where it is biggest, else its source archive. Null: not known. */
  readonly bytes: number | null
}

/** What packages weigh that one install brings. */
export interface ListSizes {
  /** The names of lists below `requirements/`: one that names these packages, or several of which one needs them. */
  readonly lists: readonly string[]
  /** In code-point order. */
  readonly packages: readonly LayerPackage[]
}

/** What an image needs whose packages are layers that do not depend on each other. */
export interface LayersPlan {
  /** The Python of the parent, and where its installs put things. */
  readonly python: ParentPython
  /** Packages of the list that the parent has in the version that is needed: no layer has them. */
  readonly kept: readonly LayerPackage[]
  /** Packages that the parent has in another version, by name: they are removed before the layers are copied. */
  readonly replaced: readonly string[]
  /** Files that several packages write, as far as the lock file knows. */
  readonly conflicts: readonly PlannedConflict[]
}

/** Files that several packages of an image write, and the package that they are of in the image. */
export interface PlannedConflict extends LockedConflict {
  readonly winner: string
}

/** A list that an install reads, by its name below `requirements/`. */
export interface ListFile {
  readonly fileName: string
  readonly text: string
  /** Whether it installs what it lists, or only limits versions. */
  readonly option: 'requirement' | 'constraint'
  /** Whether the Dockerfile holds it, as a heredoc. Else it is a file of the image's folder. */
  readonly inDockerfile: boolean
}

export interface InstallerPlan {
  readonly name: 'pip' | 'uv'
  /** The version that images without it get. */
  readonly version: string
  /** The same of uv, for a project's own command that calls it. */
  readonly uvVersion: string
  /** ZenML's defaults and the user's arguments, flag without dashes → value; null is a bare flag. */
  readonly arguments: readonly InstallerArgument[]
  /** What was written of them, in the user's own words. */
  readonly asked: readonly InstallerArgument[]
  readonly cacheMount: string | null
}

export interface RunsPlan {
  /** The RUN that makes /app writable, the first one: a layer that holds nothing but a mode costs the start of a container. */
  readonly first: 'account' | 'apt' | 'bootstrap' | 'install'
  /** Who /app belongs to and the image ends as; null: root, or nobody says. */
  readonly owner: string | null
  /** Whether the first RUN looks who it runs as: the parent may end as somebody who may not install. */
  readonly asksForRoot: boolean
  /** What comes before the first install: uv is added, or the build looks for what the installs need; null: the parent has it, or nothing is installed. */
  readonly bootstrap: 'uv' | 'look' | null
  /** Whether uv comes from a stage of its own, which lends it to the installs: the image does not keep it. */
  readonly uvStage: boolean
  /** What the installer is given of the arguments that were asked for. */
  readonly arguments: readonly InstallerArgument[]
  /** Whether installs compile what they install. */
  readonly bytecode: boolean
  /** The end of the names of caches that hold packages built from source: equal where the same would be built. */
  readonly cacheKey: string
  readonly secrets: SecretUse
}

/** Which secrets the RUNs of an image mount, by their ids in the order of the project file. */
export interface SecretUse {
  /** System packages. */
  readonly apt: readonly string[]
  readonly bootstrap: readonly string[]
  /** For each install its own. */
  readonly installs: readonly (readonly string[])[]
  /** `local_project_install_command`. */
  readonly project: readonly string[]
}

export interface InstallerArgument {
  readonly flag: string
  /** As Python prints it; null: a bare flag. */
  readonly value: string | null
}

export interface AptPackage {
  readonly name: string
  /** `settings`, or what brings it: a component, an integration. */
  readonly from: string
}

export interface EnvironmentEntry {
  /** Upper-cased, as ZenML does. */
  readonly name: string
  readonly value: Value
  /** The build argument that carries the value, which no line of a Dockerfile can hold; null: the line does. */
  readonly argument: string | null
  readonly at: Span
}

/** A text, or a text with variables: of the image, or filled in by bake. */
export type Value = string | readonly TemplatePart[]

/** What a pipeline is written in, for people: `configs/prod.yaml`, `run.py:training`, or both. */
export function sourceOf({ config, code }: Pick<Origin, 'config' | 'code'>): string {
  return code !== null && config !== null ? `${code} with ${config}` : (code ?? config ?? '')
}

/** The files that a pipeline is written in, the run configuration first. */
export function sourceFiles({ config, code }: Pick<Origin, 'config' | 'code'>): string[] {
  return [config, code?.slice(0, code.lastIndexOf(':'))].filter(file => typeof file === 'string')
}

/** The variables of a value that are left to bake, each once. */
export function variablesOf(value: Value): string[] {
  if (typeof value === 'string') return []
  return [...new Set(value.flatMap(part => (typeof part === 'string' || part.ofImage ? [] : [part.variable])))]
}

/** The variables of a value that are the image's own, each once. */
export function imageVariablesOf(value: Value): string[] {
  if (typeof value === 'string') return []
  return [...new Set(value.flatMap(part => (typeof part === 'object' && part.ofImage ? [part.variable] : [])))]
}

export interface BuildArgument {
  readonly name: string
  /** null: declared without a value. */
  readonly value: Value | null
}

export interface CodePlan {
  readonly mode: 'include' | 'download-from-code-repository' | 'download-from-artifact-store' | 'none'
  /** Run in /app after the code was copied. */
  readonly installCommand: string | null
  /** The user's own ignore lines for included code; null without a file. */
  readonly dockerignore: { readonly path: string; readonly text: string } | null
  /** The file that such lines belong in, there or not; null where no code is included. */
  readonly ignoreFile: string | null
}

interface ExtraFile {
  readonly name: string
  readonly text: string
}

/** Build options that bake has a word for. */
export interface TargetOptions {
  readonly platforms: readonly string[]
  readonly labels: readonly BuildArgument[]
  readonly args: readonly BuildArgument[]
  readonly target: string | null
  readonly noCache: boolean
  /** Ask the registry for the parent even when one of that name is here. */
  readonly pull: boolean
  readonly cacheFrom: readonly string[]
  readonly cacheTo: readonly string[]
  /** Attestations that bake attaches to an image. The Dockerfile that an image is built on has none: nobody gets it. */
  readonly attest: readonly string[]
  readonly network: string | null
  readonly shmSize: string | null
  readonly extraHosts: readonly (readonly [string, string])[]
}

export interface SecretPlan {
  readonly id: string
  /** The environment variable that bake reads; null for a file. */
  readonly env: string | null
  readonly file: string | null
  readonly target: string | null
}

/** The target that others inherit where their variables are set; no image has its name. */
export const GIVEN_TARGET = 'variables-are-set'

export interface LateVariable {
  readonly name: string
  /** `settings.docker.environment.BUCKET of pipelines/train.yaml`: for the description in the bake file. */
  readonly usedBy: string
}
