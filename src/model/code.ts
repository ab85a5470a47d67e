import type { Span } from '../sources/span.ts'
import type { MapNode, Node, UnknownNode } from './node.ts'
import type { Located } from './project.ts'

/** A pipeline as its Python code says it, read without running anything. */
export interface CodePipeline {
  /** `pipelines/training.py:training_pipeline` */
  readonly code: string
  /** The function's name, or the name that is bound to the pipeline. */
  readonly at: Span
  /** ZenML's name of it, before a file's `name`. */
  readonly name: Located<string> | UnknownNode
  /** Pipeline level, lowest first: decorator, `with_options` and `configure` in order; config files that are below the file that counts are layers too. */
  readonly layers: readonly CodeLayer[]
  /** The `config_path` of the code that counts as the run configuration when the entry has no `file`; relative to the project root. */
  readonly configPath: Located<string> | null
  /** In the order in which ZenML builds. */
  readonly steps: readonly CodeStep[]
  /** `with_options(steps={…})`: wins over the file. Keys are ids. */
  readonly stepOptions: MapNode | UnknownNode | null
  /** False where the ids of the steps cannot be known; `steps` is empty then. */
  readonly complete: boolean
  readonly dynamic: boolean
  /** The id of `with_options(build=…)`: nothing is planned. */
  readonly build: Node | null
}

/** Keys as in a run configuration file (pipeline: settings, extra, …; step: settings, step_operator, experiment_tracker, extra), values as nodes with places in .py files. */
export interface CodeLayer {
  readonly config: MapNode
  /** False: replaces the settings of the layers below as a whole. */
  readonly merge: boolean
}

export interface CodeStep {
  readonly name: string
  readonly at: Span
  readonly layers: readonly CodeLayer[]
}
