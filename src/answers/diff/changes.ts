/** What differs between two outputs. `--json` prints it as it is: names stay, new ones may come. */
export interface OutputsDiff {
  readonly version: 1
  /** As they were typed: a folder or a git revision. */
  readonly old: string
  readonly new: string
  readonly different: boolean
  /** One per output folder: several stacks have one each. */
  readonly outputs: readonly OutputDiff[]
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
  /** The layers from there on, by name. */
  readonly layers: readonly string[]
}

export interface PackageChange {
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
