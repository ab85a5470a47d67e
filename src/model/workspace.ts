import type { Span } from '../sources/span.ts'
import type { CodePipeline } from './code.ts'
import type { Component } from './component.ts'
import type { MapNode, UnknownNode } from './node.ts'
import type { CodeRepository, Dialect, Project } from './project.ts'
import type { Release } from './release.ts'
import type { DockerSettings } from './settings.ts'

/** One stack and every pipeline, resolved: all that planning needs besides the files it reads. */
export interface Workspace extends WorkspaceBase {
  readonly pipelines: readonly Pipeline[]
}

/** A workspace without its pipelines: what every image of a stack is planned with. */
export interface WorkspaceBase extends Release {
  readonly project: Project
  readonly stack: Stack
  /** Where that was written; null: on the command line. */
  readonly zenmlAt: Span | null
  /** ZenML's default for each key of docker settings, from the catalog. */
  readonly defaults: Readonly<Record<string, unknown>>
  /** `3.11`. */
  readonly python: string
  /** Where that was written; null: on the command line, or nowhere. */
  readonly pythonAt: Span | null
  readonly dialect: Dialect
  readonly codeRepository: CodeRepository | null
  /** The folder that ZenML takes the code from, relative to the project root; `.` is the project root. */
  readonly sourceRoot: string
  readonly lock: Lock
  /** The output folder: `build`, or `build/<stack>` with several stacks. */
  readonly folder: string
}

interface Stack {
  /** The name in the manifest: `stack_name`. */
  readonly name: string
  readonly file: string
  /** In the order in which ZenML asks them. */
  readonly components: readonly Component[]
}

export interface Pipeline {
  readonly name: string
  /** The name in tags: `${NAME}`s of a name are filled in, as in the rest of what ZenML compiles. */
  readonly tagName: string
  /** The run configuration file; null without one. */
  readonly file: string | null
  /** What its Python code says; null where nobody named the code. */
  readonly code: CodePipeline | null
  /** What belongs to the whole pipeline: settings without any step's. */
  readonly settings: DockerSettings
  readonly steps: readonly Step[]
  /** False: only the steps named in the file are known, and there may be more. */
  readonly complete: boolean
  readonly dynamic: boolean
  /** `always_build_pipeline_image` of the kubernetes orchestrator, from its configuration or the pipeline's settings. */
  readonly alwaysBuildPipelineImage: boolean
  readonly prebuilt: Prebuilt | null
  /** Values that only running the code would tell, and that may decide which images there are. */
  readonly open: readonly OpenQuestion[]
}

/** Something that is not known, and what depends on it besides the content of an image. */
export interface OpenQuestion {
  readonly node: UnknownNode
  /** Whether a step's settings are the pipeline's, which step operator it runs on, and so on. */
  readonly decides: 'settings' | 'step operator' | 'Seldon image' | 'pipeline image'
  /** Null: about the pipeline. */
  readonly step: string | null
}

export interface Step {
  readonly name: string
  readonly settings: DockerSettings
  /** By Python's equality after defaults. */
  readonly sameAsPipeline: boolean
  /** The name of a step operator, `true` for every one, null for none. */
  readonly operator: string | true | null
  /** `extra.seldon_custom_deployment` is exactly `true`. */
  readonly seldon: boolean
  readonly at: Span | null
}

/** Images that were built before. */
export type Prebuilt =
  | { readonly id: string }
  | {
      readonly images: Readonly<Record<string, string>>
      /** One of them fetches the code when it starts (`requires_code_download`). */
      readonly downloadsCode: boolean
      readonly file: string | null
      readonly at: Span
    }

/** The lock file: what a pure compiler cannot know. */
export interface Lock {
  readonly commands: ReadonlyMap<string, string>
  readonly images: ReadonlyMap<string, LockedImage>
  readonly requirements: ReadonlyMap<string, string>
  /** What the packages of a resolved list weigh, by the key of the list, then by name. */
  readonly packages: ReadonlyMap<string, ReadonlyMap<string, LockedPackage>>
  /** Files that several packages of a resolved list write, by the key of the list; a list that is missing was never looked at. */
  readonly conflicts: ReadonlyMap<string, readonly LockedConflict[]>
  /** By the keys of `capturedKey`. */
  readonly pipelines: ReadonlyMap<string, CapturedPipeline>
}

/** What ZenML said about a pipeline whose code cannot be read. */
export interface CapturedPipeline {
  /** As `capture.py` printed it: schema/lock.schema.json has its keys. */
  readonly answer: MapNode
  /** Its key in the lock file. */
  readonly at: Span
  /** The SHA-256 of each file that it was made from, by path. */
  readonly files: ReadonlyMap<string, string>
  /** The environment variables that the code asked for. */
  readonly environment: readonly string[]
  /** The SHA-256 of the value of each of them that the project had a value for. */
  readonly variables: ReadonlyMap<string, string>
}

export interface LockedImage {
  readonly digest: string | null
  /** What `docker inspect` calls the image's user; empty for root. */
  readonly user: string | null
  readonly environment: ReadonlyMap<string, string>
  readonly platforms: readonly string[]
  /** How many layers it has; null: not known. */
  readonly layers: number | null
  /** Its Python; null: nobody asked. */
  readonly python: ParentPython | null
}

/** One package of a resolved list. */
export interface LockedPackage {
  /** Bytes of its wheel by platform, null where the index does not say; a platform that is missing has no wheel, so that the package is built there. */
  readonly wheels: ReadonlyMap<string, number | null>
  /** Bytes of its source archive; null: there is none, or the index does not say. */
  readonly source: number | null
}

/** Files that several packages write, not all with the same content. */
export interface LockedConflict {
  /** In code-point order. */
  readonly packages: readonly string[]
  /** The first of these files, below `site-packages`, `bin` or another folder of the Python's prefix. */
  readonly file: string
  /** How many there are. */
  readonly count: number
}

/** The Python of a parent image, and where its installs put things: absolute paths without links. */
export interface ParentPython {
  /** The name that starts it: `python3` where there is no `python`. */
  readonly command: 'python' | 'python3'
  /** What that name starts. */
  readonly executable: string
  /** `3.11`. */
  readonly version: string
  readonly prefix: string
  /** The folder of packages, below `prefix`. */
  readonly site: string
  /** The folder of scripts, below `prefix`. */
  readonly scripts: string
  readonly installers: readonly ('pip' | 'uv')[]
  /** Those of its folders that are not root's with the mode 755: `2775 0:100`. */
  readonly folders: ReadonlyMap<string, string>
  /** Versions by normalised name. */
  readonly packages: ReadonlyMap<string, string>
  /** Of these packages, those that no installer removes: where their metadata is. */
  readonly elsewhere: ReadonlyMap<string, string>
}
