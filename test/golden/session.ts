import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { FIRST_ARGUMENTS, PROGRAM, SHELL_PROGRAM } from '../program.ts'
import type { GoldenCase } from './cases.ts'

/** Nobody's number on Linux and macOS: root may read and write everything, so a case about permissions is played by somebody else. */
const NOBODY = 65534

/** Whether a case is about permissions, and nobody is here whom the system would refuse anything. */
export function needsAnotherUser(golden: GoldenCase): boolean {
  const lines = ['before', 'run'].map(file => golden.textOf(file)).join('\n')
  return /\bchmod\b/.test(lines) && process.getuid?.() === 0 && !nobodyCanRun()
}

/** A copy of a case's input, and a shell in it that finds `dockcompile`, the case's own stand-ins for programs, and nothing of this machine's but the usual. */
export class Session {
  private readonly base = mkdtempSync(join(tmpdir(), 'session-'))
  readonly folder = join(this.base, 'project')
  private readonly golden: GoldenCase

  constructor(golden: GoldenCase) {
    this.golden = golden
    golden.layOut(this.folder)
    this.program('dockcompile', SHELL_PROGRAM)
    this.program('docker', `'${process.execPath}' '${resolve('test/golden/stand-in-docker.mjs')}'`)
    const own = join(golden.folder, 'bin')
    if (existsSync(own)) cpSync(own, join(this.base, 'bin'), { recursive: true })
    if (isRoot()) spawnSync('chown', ['-R', String(NOBODY), this.base])
  }

  /** Plays the case: what prepares it, and then what is typed. */
  play(): { printed: string; status: number } {
    const before = this.golden.textOf('before')
    return this.type([...(before ? [`{ ${before.trimEnd()}\n} >/dev/null 2>&1`] : []), ...this.golden.typed!])
  }

  /** Types lines into one shell. Gives what both streams say, and the exit code of the last line. */
  type(lines: readonly string[]): { printed: string; status: number } {
    const { stdout, status } = spawnSync('bash', ['-c', `exec 2>&1\n${lines.join('\n')}`], {
      cwd: this.folder,
      encoding: 'utf8',
      env: { PATH: `${join(this.base, 'bin')}:/usr/bin:/bin`, HOME: this.base, NO_COLOR: '1', LC_ALL: 'C.UTF-8' },
      ...(isRoot() && nobodyCanRun() && { uid: NOBODY }),
    })
    return { printed: stdout, status: status ?? 2 }
  }

  end(): void {
    spawnSync('chmod', ['-R', 'u+rwX', this.base])
    rmSync(this.base, { recursive: true, force: true })
  }

  private program(name: string, command: string): void {
    mkdirSync(join(this.base, 'bin'), { recursive: true })
    writeFileSync(join(this.base, 'bin', name), `#!/bin/sh\nexec ${command} "$@"\n`)
    chmodSync(join(this.base, 'bin', name), 0o755)
  }
}

const isRoot = (): boolean => process.getuid?.() === 0

/** Not where the project is in a folder that only root may enter. */
let nobody: boolean | undefined
function nobodyCanRun(): boolean {
  nobody ??= spawnSync(PROGRAM, [...FIRST_ARGUMENTS, '--version'], { uid: NOBODY, stdio: 'ignore' }).status === 0
  return nobody
}
