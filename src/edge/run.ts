import { type Program, programOf, startOf } from './programs.ts'

/** Loaded when a program is started: it brings many modules of Node with it. */
const processes = () => require('node:child_process') as typeof import('node:child_process')

/** What a program said. */
export interface Ran {
  readonly stdout: string
  readonly stderr: string
  /** Why it gave no answer, in a few words; undefined: it ended with 0. */
  readonly problem: string | undefined
}

export interface RunOptions {
  /** The project root. */
  readonly root: string
  readonly environment: NodeJS.ProcessEnv
  /** More variables, where the environment does not have them. */
  readonly variables?: Readonly<Record<string, string>>
  /** Its standard input; without one it is at its end. */
  readonly input?: string
  /** In milliseconds. */
  readonly patience?: number
}

const PATIENCE = 300_000

/** Runs a program to its end. Never throws: a program that is missing or fails is an answer as well. */
export function run(program: Program, options: RunOptions): Promise<Ran> {
  const { input, patience = PATIENCE } = options
  const start = startOf(program, options)
  if (start === undefined) return Promise.resolve({ stdout: '', stderr: '', problem: missing(program, options) })
  return new Promise(done => {
    const { file, words, ...how } = start
    const child = processes().spawn(file, words, {
      ...how,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    })
    const said = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
    let late = false
    const timer = setTimeout(() => {
      late = true
      child.kill()
    }, patience)
    const end = (problem: string | undefined) => {
      clearTimeout(timer)
      done({ stdout: Buffer.concat(said.stdout).toString('utf8'), stderr: Buffer.concat(said.stderr).toString('utf8'), problem })
    }
    child.stdout!.on('data', (data: Buffer) => said.stdout.push(data))
    child.stderr!.on('data', (data: Buffer) => said.stderr.push(data))
    // A program that reads no input closes its end early.
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
    child.on('error', (error: NodeJS.ErrnoException) => end(`the system says ${error.code}`))
    child.on('close', (code, signal) => {
      if (late) end(`it gave no answer for ${Math.round(patience / 1000)} seconds`)
      else end(code === 0 ? undefined : signal ? `it was ended by ${signal}` : `it ended with exit code ${code}`)
    })
  })
}

/** What a program said while everything waited. */
export interface RanSync {
  /** Null: it was ended. */
  readonly code: number | null
  readonly stdout: Buffer
  readonly stderr: Buffer
}

/** Runs a program to its end while everything waits. A text: why it could not be started. */
export function runSync(program: Program, options: RunOptions): RanSync | string {
  const start = startOf(program, options)
  if (start === undefined) return missing(program, options)
  const { file, words, ...how } = start
  const { input = '', patience: timeout = PATIENCE } = options
  const { status, stdout, stderr, error } = processes().spawnSync(file, words, {
    ...how,
    input,
    timeout,
    maxBuffer: 1 << 28,
    windowsHide: true,
  })
  return error ? `the system says ${(error as NodeJS.ErrnoException).code}` : { code: status, stdout, stderr }
}

function missing(program: Program, { root, environment }: RunOptions): string {
  const name = 'trusted' in program ? program.trusted : program.agreed[0]!
  // One of the checkout does not count; whoever has it on the PATH wants to know why.
  const found = programOf(name, root, environment)
  return `there is no program \`${name}\`${found ? ` outside of the project, where \`${found.path}\` lies` : ''}`
}

/** The last lines that say something: what a program that fails says about it. */
export function lastLines(text: string, n: number): string[] {
  return text
    .split(/\r?\n|\r/)
    .map(line => line.trimEnd())
    .filter(line => line !== '')
    .slice(-n)
}
