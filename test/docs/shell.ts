import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SHELL_PROGRAM } from '../program.ts'

/** Runs commands in one shell, in order, and gives what each printed, on either stream. */
export function runCommands(commands: readonly string[], folder: string, programs: string): string[][] {
  // An exit code outlives the mark, so that a page may say `echo $?`.
  const script = commands.map(command => `${command}\nlast=$?; printf '${MARK}'; (exit $last)`).join('\n')
  const { stdout } = spawnSync('bash', ['-c', `exec 2>&1\n${script}`], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, PATH: `${programs}:${process.env.PATH}`, NO_COLOR: '1', LC_ALL: 'C.UTF-8', CI: '' },
  })
  return stdout
    .split(MARK)
    .slice(0, commands.length)
    .map(output =>
      output === ''
        ? []
        : output
            .replace(/\n$/, '')
            .split('\n')
            .map(line => line.trimEnd()),
    )
}

const MARK = '\u001e'

/** A folder for PATH in which `dockcompile` is the one that was just built. */
export function programsIn(folder: string): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'dockcompile')
  writeFileSync(path, `#!/bin/sh\nexec ${SHELL_PROGRAM} "$@"\n`)
  chmodSync(path, 0o755)
  return folder
}

/** Whether a program that a page needs can be called here. */
export function isHere(program: string): boolean {
  const call = PROBES[program] ?? ['sh', '-c', `command -v ${program}`]
  return spawnSync(call[0]!, call.slice(1), { stdio: 'ignore' }).status === 0
}

const PROBES: Readonly<Record<string, readonly string[]>> = {
  docker: ['docker', 'version', '--format', '{{.Server.Version}}'],
  // Nothing to ask: no test has them.
  clone: ['false'],
  cluster: ['false'],
  network: ['false'],
  registry: ['false'],
  zenml: ['false'],
}
