import childProcess, { type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { syncBuiltinESMExports } from 'node:module'
import { main } from '../../src/cli.ts'

/**
 * From now on, whoever spawns `node <program>` in this process gets the same answer from a call of `main`, without a new process. One call at a
 * time: the working directory is that of the call.
 */
export function answerInProcess(program: string): void {
  const { spawn } = childProcess
  childProcess.spawn = ((command: string, args: readonly string[], options: { readonly cwd: string }) => {
    if (args[0] !== program) return spawn(command, args, options)
    const child = Object.assign(new EventEmitter(), { stdout: new EventEmitter(), stderr: new EventEmitter(), kill: () => true })
    answer(child, args.slice(1), options.cwd).catch((error: unknown) => child.emit('error', error))
    return child as unknown as ChildProcess
  }) as typeof spawn
  syncBuiltinESMExports()
}

interface StandIn extends EventEmitter {
  readonly stdout: EventEmitter
  readonly stderr: EventEmitter
}

async function answer(child: StandIn, args: readonly string[], cwd: string): Promise<void> {
  const home = process.cwd()
  process.chdir(cwd)
  try {
    const out = (text: string) => void child.stdout.emit('data', text)
    const err = (text: string) => void child.stderr.emit('data', text)
    // The caller first listens.
    await Promise.resolve()
    const code = await main(args, { out, err })
    child.emit('close', code)
  } finally {
    process.chdir(home)
  }
}
