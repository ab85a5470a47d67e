import type { Span } from '../sources/span.ts'

/** One generated file. */
export interface Artifact {
  /** Relative to the project root, with `/`. */
  readonly path: string
  readonly text: string
}

/** Everything that one stack's compilation writes. */
export interface Output {
  /** The output folder, relative to the project root: `build`, or `build/<stack>` with several stacks. */
  readonly folder: string
  /** In code-point order of their paths; the manifest is among them. */
  readonly files: readonly Artifact[]
  /** Where the project file names the folder; absent: it does not. */
  readonly at?: Span
}

/** A line of `.gitignore`, and the generated file that it hides. */
export interface HiddenOutput {
  readonly at: Span
  readonly pattern: string
  readonly path: string
}
