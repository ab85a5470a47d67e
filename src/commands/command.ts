import type { Progress } from '../edge/progress.ts'
import type { Stopwatch } from '../edge/stopwatch.ts'
import type { Terminal } from '../edge/terminal.ts'
import type { Arguments } from './shared/arguments.ts'
import type { FlagName, OwnFlags } from './shared/flags.ts'

/** One verb of the command line: what its help says, and what it does. */
export interface Command {
  /** What follows the verb. */
  readonly usage: string
  /** Its first word may be the name of an image: shells complete it. */
  readonly takesImage?: true
  /** What it does, in a few lines. */
  readonly about: string
  readonly flags: readonly FlagName[]
  /** Flags that mean something of their own here. */
  readonly ownFlags?: OwnFlags
  /** Calls that work when they are pasted. */
  readonly examples: readonly string[]
  /** What exit code 1 means where it is not `the input is wrong`; null: this command has none. */
  readonly failure?: string | null
  /** Gives the exit code: 0 done, 1 the input is wrong or differs, 2 the call is wrong. */
  readonly run: (call: Call) => number | Promise<number>
}

/** What a command gets to know and to use. */
export interface Call {
  readonly args: Arguments
  /** The words after the verb. */
  readonly words: readonly string[]
  readonly cwd: string
  readonly environment: NodeJS.ProcessEnv
  readonly terminal: Terminal
  /** With `--timing`: what the run spends its time on. */
  readonly stopwatch?: Stopwatch | undefined
  /** On a terminal: a line that says what takes so long. */
  readonly progress?: Progress | undefined
}
