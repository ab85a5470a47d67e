/** What a call may say besides the files: the command line's flags. Each wins over the project file's key of the same meaning. */
export interface CompileOptions {
  /** The project file, relative to the project root; absent: none was found. Its name decides how it is read (YAML, JSON, TOML's `[tool.dockcompile]`, package.json's `dockcompile`). */
  readonly projectFile?: string
  /** Pipeline files named on the command line, relative to the project root: the entries of the project file that name them, or else files of their own. */
  readonly files?: readonly string[]
  readonly flags?: Flags
  /** Warnings that were there when the project adopted dockcompile: they are not reported. */
  readonly baseline?: Baseline
}

/** Values of flags, as typed: the compiler checks them like the project file's values. */
export interface Flags {
  readonly stack?: string
  readonly name?: string
  readonly steps?: readonly string[]
  readonly build?: string
  readonly dynamic?: boolean
  readonly output?: string
  readonly python?: string
  readonly zenml?: string
  readonly sourceRoot?: string
  readonly codeRepository?: string
  /** `--var NAME=value`. */
  readonly variables?: Readonly<Record<string, string>>
  readonly store?: string
  readonly dialect?: string
  readonly resolve?: string
  readonly layers?: string
  readonly splitHeavy?: boolean
  readonly templates?: string
  /** Codes of warnings to leave out, as the project file's `allow`. */
  readonly allow?: readonly string[]
  /** Warnings become errors. */
  readonly denyWarnings?: boolean
}

/**
 * What a team found when it adopted dockcompile and has not fixed yet: kinds of warnings and how many there are of each. Lines are not part of it, so
 * that it survives edits elsewhere.
 */
export interface Baseline {
  readonly file: string
  readonly accepted: readonly BaselineEntry[]
}

export interface BaselineEntry {
  readonly code: string
  /** Relative to the project root; null for a warning without a place. */
  readonly file: string | null
  readonly message: string
  readonly count: number
}
