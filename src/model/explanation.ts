import type { Span } from '../sources/span.ts'
import type { ImageKind, RequirementGroup } from './plan.ts'

/** Why something is as it is: a rule in a sentence, and the places that made it apply. */
export interface Reason {
  /** The part of the Dockerfile that it belongs to. */
  readonly part: Part
  readonly rule: string
  readonly causes: readonly Cause[]
}

export type Part =
  | 'header'
  | 'parent'
  | 'account'
  | 'build arguments'
  | 'environment'
  | 'system packages'
  | 'installer'
  | 'requirements'
  | 'zenml'
  | 'code'
  | 'project install'
  | 'runtime environment'
  | 'user'
  | 'entrypoint'
  | 'template'

/** Something that was written, and whom it beat. */
export interface Cause {
  /** `environment.MODE`, `artifact store s3`. */
  readonly what: string
  /** null: on the command line, or nowhere in particular. */
  readonly at: Span | null
  /** Who wrote the same in a lower layer and lost, nearest first. */
  readonly beat: readonly Span[]
}

/** One physical line of a Dockerfile, with the reasons for it, the weightiest first. Credentials are `***`. */
export interface LineOrigin {
  /** Counted from 1. */
  readonly line: number
  readonly text: string
  readonly reasons: readonly Reason[]
  /** The text in pieces: what a reason wrote (its place in `reasons`), and what the template says. */
  readonly pieces: readonly LinePiece[]
  /** The line of the template that laid it out; null where there is no template. */
  readonly template: { readonly path: string; readonly line: number; readonly shipped: boolean } | null
}

export interface LinePiece {
  readonly text: string
  readonly reason: number | null
}

/** Why an image exists: one request of a component. */
interface Request {
  readonly pipeline: string
  readonly step: string | null
  /** `orchestrator`, `deployer`, `vertex_step_operator`, … */
  readonly key: string
  readonly why: string
}

/** A line of a requirement list, and who brought it. */
export interface RequirementOrigin {
  readonly group: RequirementGroup | 'resolution'
  /** The generated file that holds it, a list or the Dockerfile, and the line in it, counted from 1. */
  readonly file: string
  readonly line: number
  /** Credentials are `***`. */
  readonly text: string
  /** Normalised as PEP 503 has it; null for options, URLs and paths. */
  readonly package: string | null
  /** The layer of packages that it is in, by its stage in the Dockerfile; null: no such layer. */
  readonly layer: string | null
  readonly rule: string
  readonly causes: readonly Cause[]
}

/** A layer of packages that depends on no other. */
export interface LayerExplanation {
  /** Its stage in the Dockerfile. */
  readonly name: string
  readonly packages: readonly { readonly package: string; readonly version: string | null; readonly bytes: number | null }[]
  /** Other images of the stack that have the same layer: it is built, pushed and pulled once. */
  readonly sharedWith: readonly string[]
}

/** What became of a resolved list whose packages are layers that do not depend on each other. */
export interface LayersExplanation {
  readonly layers: readonly LayerExplanation[]
  /** Packages that the parent has in the version that is needed. */
  readonly kept: readonly string[]
  /** Packages of the parent that other versions replace. */
  readonly replaced: readonly string[]
}

/** A system package, and who brought it. */
export interface SystemPackageOrigin {
  readonly package: string
  readonly causes: readonly Cause[]
}

/** One image. */
export interface ImageExplanation {
  readonly image: string
  readonly kind: ImageKind
  readonly tags: readonly string[]
  readonly parent: { readonly from: string; readonly reason: Reason }
  readonly code: { readonly mode: string; readonly rule: string; readonly causes: readonly Cause[] }
  readonly requests: readonly Request[]
  readonly usedBy: readonly string[]
  /** The Dockerfile, relative to the project root; null where nothing is built. */
  readonly dockerfile: string | null
  readonly requirements: readonly RequirementOrigin[]
  /** Null where installs follow each other. */
  readonly layers: LayersExplanation | null
  /** What an edit of each list sends again where installs follow each other; empty where the lock file does not know. */
  readonly sentAgain: readonly { readonly layer: string; readonly weight: { readonly bytes: number; readonly unknown: number } }[]
  readonly systemPackages: readonly SystemPackageOrigin[]
}

/** A setting at one place, and what became of it. */
export interface SettingExplanation {
  /** `environment.MODE`, below `settings.docker`. */
  readonly key: string
  readonly at: Span
  readonly layer: 'project' | 'pipeline' | 'step'
  readonly pipeline: string | null
  readonly step: string | null
  /** As text; credentials are `***`. */
  readonly value: string
  /** `used`: images are not the same without it. `unused`: they are. `beaten`: something else wins everywhere. */
  readonly effect: 'used' | 'unused' | 'beaten'
  /** What it did, or why it did nothing, in a sentence. */
  readonly why: string
  /** Images that are not the same without it. */
  readonly images: readonly string[]
  /** Images in which another place wins, and that place. */
  readonly beatenBy: readonly { readonly at: Span; readonly images: readonly string[] }[]
  /** Lower layers that lost to it. */
  readonly beat: readonly Span[]
}

/** Images that would be one without a setting; a step's and its pipeline's also where it takes several. */
export interface Split {
  /** The keys below `settings.docker`: `requirements`. */
  readonly keys: readonly string[]
  /** Names below a single key where it is a mapping and only these differ: `MODE`. */
  readonly names: readonly string[]
  readonly images: readonly string[]
  readonly causes: readonly Cause[]
}
