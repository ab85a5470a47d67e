import type { Span } from '../sources/span.ts'
import type { MapNode } from './node.ts'

/** A code that a project has looked at and accepted. */
export interface AllowRule {
  readonly code: string
  /** A path or glob of the files that it is accepted in, relative to the project root; null: everywhere. */
  readonly path: string | null
}

/** What the project file and the command line say together; relative paths are relative to the project root. */
export interface Project {
  /** The project file; null without one. */
  readonly file: string | null
  readonly stacks: readonly StackReference[]
  readonly pipelines: readonly PipelineReference[]
  /** The output folder. */
  readonly output: string
  /** Where the project file names it; null: it does not, or a flag does. */
  readonly outputAt: Span | null
  /** `3.11`; null: ask `.python-version`, else take the newest of the ZenML version. */
  readonly python: Located<string> | null
  /** The ZenML version; null: the stack file's. */
  readonly zenml: Located<string> | null
  /** The source root; null: the nearest folder with `.zen`, else the project root. */
  readonly sourceRoot: Located<string> | null
  readonly codeRepository: CodeRepository | null
  readonly variables: ReadonlyMap<string, string>
  /** Names that `variables` of the project file lists, those without a value included. */
  readonly listedVariables: ReadonlySet<string>
  readonly store: 'rest' | 'sql'
  /** Whether that was said, in the project file or by a flag. */
  readonly storeIsSet: boolean
  /** null: `portable` with a kaniko image builder, else `buildkit`. */
  readonly dialect: Located<Dialect> | null
  /** `settings.docker` of the project file: the lowest layer above the built-in defaults. */
  readonly docker: MapNode | undefined
  readonly secrets: readonly Secret[]
  readonly bake: BakeDefaults
  /** Folder of an ejected template set. */
  readonly templates: Located<string> | null
  readonly installers: Readonly<{ uv?: string; pip?: string }>
  readonly resolve: 'layered' | 'joint' | 'locked'
  /** With `locked`: one install in one layer, or layers that do not depend on each other. */
  readonly layers: 'stacked' | 'independent'
  /** Where that was written; null: on the command line, or nowhere. */
  readonly layersAt: Span | null
  readonly splitHeavy: boolean
  /** Whether packages are compiled where they are installed. */
  readonly bytecode: boolean
  /** Warnings that this project accepts. */
  readonly allow: readonly AllowRule[]
}

export type Dialect = 'buildkit' | 'portable' | 'zenml'

/** A value and where it was written; null: on the command line, or found elsewhere. */
export interface Located<T> {
  readonly value: T
  readonly at: Span | null
}

export interface StackReference {
  /** The name under `stacks`; null for the only stack. */
  readonly name: string | null
  readonly file: string
  readonly at: Span | null
}

export interface PipelineReference {
  /** Null: the code says it. */
  readonly name: string | null
  /** The run configuration file; null: none, or the one that the code names. */
  readonly file: string | null
  /** Where the file is named, if that is not `at`. */
  readonly fileAt: Span | null
  /** The Python code; null: only the file counts. */
  readonly code: CodeReference | null
  /** Every step, in order; null: not said. */
  readonly steps: readonly string[] | null
  /** A ZenML build file. */
  readonly build: Located<string> | null
  /** Null: the code says it, or else it is not. */
  readonly dynamic: boolean | null
  readonly at: Span | null
}

/** `pipelines/training.py:training_pipeline`. */
export interface CodeReference {
  readonly file: string
  /** Null: every pipeline that the file defines. */
  readonly pipeline: string | null
  /** The pattern that matched the file; null: the file is named. */
  readonly pattern: string | null
  readonly at: Span | null
}

export interface CodeRepository {
  readonly type: 'github' | 'gitlab'
  /** `auto`: the edge asks git; `none`: it found no checkout. */
  readonly state: 'clean' | 'dirty' | 'unpushed' | 'auto' | 'none'
  readonly at: Span | null
}

/** Something that install commands may see and no layer may keep. */
export interface Secret {
  readonly id: string
  /** An environment variable of whoever runs bake, handed on under the id's name … */
  readonly env: string | null
  /** … or a file, mounted at `target`. */
  readonly file: string | null
  readonly target: string | null
  /** The commands that see it: those that use it, or each one that installs Python packages. */
  readonly mount: 'used' | 'all'
  readonly at: Span
}

/** The project file's `bake`. */
export interface BakeDefaults {
  readonly platforms: readonly string[]
  readonly labels: readonly (readonly [string, string])[]
  readonly cacheFrom: readonly string[]
  readonly cacheTo: readonly string[]
  readonly attest: readonly string[]
}

/** Where a project file is looked for, in this order in each folder. */
export const PROJECT_FILES = [
  'dockcompile.config.yaml',
  'dockcompile.config.yml',
  'dockcompile.config.json',
  '.dockcompilerc',
  'package.json',
  'pyproject.toml',
]
