import { spawn } from 'node:child_process'

/** What a program said. */
export interface Ran {
  readonly stdout: string
  readonly stderr: string
  /** Why it gave no answer, in a few words; undefined: it ended with 0. */
  readonly problem: string | undefined
}

/** What is run: a program with its arguments, or a line for the shell. */
export type Program = readonly string[] | { readonly shell: string }

export interface RunOptions {
  readonly cwd: string
  readonly environment: NodeJS.ProcessEnv
  /** Its standard input; without one it is at its end. */
  readonly input?: string
  /** In milliseconds. */
  readonly patience?: number
}

/** Runs a program to its end. Never throws: a program that is missing or fails is an answer as well. */
export function run(program: Program, { cwd, environment, input, patience = 300_000 }: RunOptions): Promise<Ran> {
  return new Promise(done => {
    const [name, args, shell] = 'shell' in program ? [program.shell, [], true] : [program[0]!, program.slice(1), false]
    const child = spawn(name, args, {
      cwd,
      env: environment,
      shell,
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
    child.on('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ENOENT' ? `there is no program \`${name}\`` : `the system says ${error.code}`),
    )
    child.on('close', (code, signal) => {
      if (late) end(`it gave no answer for ${Math.round(patience / 1000)} seconds`)
      else end(code === 0 ? undefined : signal ? `it was ended by ${signal}` : `it ended with exit code ${code}`)
    })
  })
}

/** The last lines that say something: what a program that fails says about it. */
export function lastLines(text: string, n: number): string[] {
  return text
    .split(/\r?\n|\r/)
    .map(line => line.trimEnd())
    .filter(line => line !== '')
    .slice(-n)
}
