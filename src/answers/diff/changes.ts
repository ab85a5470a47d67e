import type { Severity } from '../../diagnostics/definition.ts'

/** What differs between two outputs. `--json` prints it as it is: names stay, new ones may come. */
export interface OutputsDiff {
  readonly version: 1
  /** As they were typed: a folder or a git revision. */
  readonly old: string
  readonly new: string
  readonly different: boolean
  /** One per output folder: several stacks have one each. */
  readonly outputs: readonly OutputDiff[]
  /** With `--zenml`: what the other release means besides the images. */
  readonly zenml?: ReleaseChanges
}

/** What another ZenML release means for a project besides its images. */
export interface ReleaseChanges {
  /** The releases that are compared. */
  readonly old: string
  readonly new: string
  /** The new release refuses the project: there are no images to compare. */
  readonly refused: boolean
  readonly keys: readonly KeyChange[]
  /** What later releases do differently, oldest first. */
  readonly rules: readonly RuleChange[]
  readonly messages: readonly MessageChange[]
}

/** A key that one of the releases does not have, or reads in another way. */
export interface KeyChange {
  /** `settings.docker`, `steps`, `components.orchestrator.kubernetes`, … */
  readonly where: string
  readonly key: string
  readonly state: 'new' | 'gone' | 'changed'
  /** Its type, and its default; null where it is not there. */
  readonly old: string | null
  readonly new: string | null
}

export interface RuleChange {
  /** The release that brought it. */
  readonly release: string
  readonly rule: string
}

/** A message that only one of the releases gives. */
export interface MessageChange {
  readonly state: 'new' | 'gone'
  readonly code: string
  readonly severity: Severity
  readonly message: string
  /** Relative to the project root; null for a message without a place. */
  readonly file: string | null
}

export interface OutputDiff {
  /** Its place below the compared folders: `.`, or `prod` of several stacks. */
  readonly folder: string
  /** Whether it is there on one side only. */
  readonly state: 'added' | 'removed' | 'changed' | 'unchanged'
  /** What concerns all images: `zenml`, `python`, `stack`, `dialect`, `emit`. */
  readonly settings: readonly ValueChange[]
  readonly pipelines: { readonly added: readonly string[]; readonly removed: readonly string[] }
  /** The images that differ, in the order of the new manifest, removed ones last. */
  readonly images: readonly ImageDiff[]
  /** How many images do not. */
  readonly unchanged: number
  readonly steps: readonly StepDiff[]
}

export interface ImageDiff {
  readonly image: string
  readonly state: 'added' | 'removed' | 'renamed' | 'changed'
  /** The old name of a renamed image. */
  readonly renamed_from: string | null
  readonly rebuild: RebuildDiff
  /** What differs of packages, group by group. */
  readonly packages: readonly PackageChange[]
  /** Single values: `kind`, `parent`, `user`, `entrypoint`, `code`, `installer`, `dockerfile`, and of the bake file `bake cache_from` and its like. */
  readonly values: readonly ValueChange[]
  /** Mappings: `environment`, `runtime_environment`, `build_args`. */
  readonly variables: readonly (ValueChange & { readonly name: string })[]
  /** Lists: `apt`, `tags`, `platforms`, `secrets`. */
  readonly lists: readonly ListChange[]
  /** What no value above tells: `dockerfile` text, `context` rules. */
  readonly other: readonly string[]
}

export interface RebuildDiff {
  /** `rebuilds`: some layers; `cached`: every layer is there already; `nothing`: no layer is built, as of a removed image; `unknown`: a Dockerfile of the user's own. */
  readonly state: 'rebuilds' | 'cached' | 'nothing' | 'unknown'
  /** The first layer that BuildKit makes anew, counted as in its log; null with every other state. */
  readonly from: { readonly layer: number; readonly of: number; readonly name: string } | null
  /** The layers that are made anew, by name: those from there on, but for layers of packages that stay. */
  readonly layers: readonly string[]
  /** Whether these are not simply all from the first one on: `packages-3, and from layer 21 (code)`; null: they are. */
  readonly scattered: string | null
  /** What travels again of packages, by the sizes of their wheels; null where no layer with packages is made anew, or the lock file does not know. */
  readonly estimate: { readonly bytes: number; readonly unknown: number } | null
}

export interface PackageChange {
  /** A group of requirements (`user`), or a layer of packages (`packages-3`). */
  readonly group: string
  /** The normalised name; null for a line that names none (an option, an address). */
  readonly package: string | null
  /** The requirement lines; null where there is none. */
  readonly old: string | null
  readonly new: string | null
}

export interface ValueChange {
  readonly key: string
  readonly old: string | null
  readonly new: string | null
}

export interface ListChange {
  readonly key: string
  readonly added: readonly string[]
  readonly removed: readonly string[]
  /** The same entries in another order. */
  readonly reordered: boolean
}

/** A step that is new, gone, or runs in another image. */
export interface StepDiff {
  readonly pipeline: string
  readonly step: string
  /** The images; null: the step is not there, or runs in none. */
  readonly old: string | null
  readonly new: string | null
}
