import { isTerminal } from './terminal.ts'

/** Columns of the terminal behind standard output; 100 where nobody looks on. Loads streams: for commands that write prose. */
export function terminalWidth(environment: NodeJS.ProcessEnv): number {
  const asked = Number(environment.COLUMNS)
  if (Number.isInteger(asked) && asked > 0) return Math.max(40, asked)
  return isTerminal(1) ? Math.min(120, Math.max(40, process.stdout.columns ?? 100)) : 100
}
