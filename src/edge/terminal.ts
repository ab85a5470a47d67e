import { fstatSync, readFileSync, writeSync } from 'node:fs'

/** Standard output and standard error. Not `process.stdout`: loading streams takes longer than what is said here. */
export interface Terminal {
  /** The answer. */
  out(text: string): void
  /** Everything else. */
  err(text: string): void
  /** Asks a question that is answered with yes or no; undefined where nobody can answer. */
  confirm?(question: string): Promise<boolean | undefined>
  /** All of standard input. */
  input?(): Uint8Array
}

export const terminal: Terminal = {
  out: text => write(1, text),
  err: text => write(2, text),
  confirm: async question => (await import('./confirm.ts')).confirm(question),
  input: () => readFileSync(0),
}

/** Whether to use colour on a stream: on a terminal, unless the user said otherwise. */
export function hasColor(fd: 1 | 2, flag: string | undefined, environment: NodeJS.ProcessEnv): boolean {
  if (flag === 'always' || flag === 'never') return flag === 'always'
  if (environment.NO_COLOR || environment.TERM === 'dumb') return false
  return isTerminal(fd)
}

/** Whether somebody is looking. */
export function isTerminal(fd: 1 | 2): boolean {
  try {
    // True also for /dev/null, which does not mind; asking `node:tty` would load all of `node:net`.
    return fstatSync(fd).isCharacterDevice()
  } catch {
    return false
  }
}

/** The answer could not be handed over: the disk behind the standard output is full, for one. */
export class BrokenOutput extends Error {}

const closed = new Set<number>()

function write(fd: 1 | 2, text: string): void {
  let rest = Buffer.from(text)
  while (rest.length > 0 && !closed.has(fd)) {
    try {
      rest = rest.subarray(writeSync(fd, rest))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // A full pipe that somebody made non-blocking: its reader needs a moment.
      if (code === 'EAGAIN') {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)
        continue
      }
      closed.add(fd)
      // With EPIPE the reader has seen enough (`| head`).
      if (fd === 1 && code !== 'EPIPE') throw new BrokenOutput(`standard output cannot be written: the system says ${code}`)
    }
  }
}
