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
  /**
   * Set where FILES narrow the run: `files` are of the chosen pipelines alone. Gives the files that are written, which have the entries of the
   * others from the disk in them.
   */
  readonly withOthers?: (onDisk: OutputTexts) => WithOthers
}

/** The two files of an output that name all others; undefined: not there. */
export interface OutputTexts {
  readonly manifest: string | undefined
  readonly bake: string | undefined
}

/** Files to write, and those of others that stay as they are, by their paths in the output folder; or why they cannot be kept. */
export type WithOthers =
  | { readonly files: readonly Artifact[]; readonly kept: ReadonlySet<string> }
  | { readonly problem: { readonly unreadable: true } | { readonly pipeline: string; readonly image: string } }

/** A line of `.gitignore`, and the generated file that it hides. */
export interface HiddenOutput {
  readonly at: Span
  readonly pattern: string
  readonly path: string
}
