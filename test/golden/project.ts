import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Command } from '../../src/commands/command.ts'
import { callIn } from './call.ts'

/** A stack that builds images and pushes them. */
export const STACK = `zenml_version: 0.98.0
stack_name: prod
components:
  orchestrator: [{name: k8s, type: orchestrator, flavor: kubernetes, configuration: {}}]
  artifact_store: [{name: s3, type: artifact_store, flavor: s3, configuration: {path: 's3://bucket'}}]
  container_registry: [{name: reg, type: container_registry, flavor: default, configuration: {uri: registry.example.com}}]
`

/** A project in a folder of its own. */
export class TestProject {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'project-')))
  /** Programs of the machine: they are outside of the project. */
  readonly programs = `${this.root}.bin`

  constructor(files: Readonly<Record<string, string>>) {
    for (const [path, text] of Object.entries(files)) this.put(path, text)
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8')
  }

  put(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true })
    writeFileSync(join(this.root, path), text)
  }

  /** A program that is found before all others. It gets the project's root as `$ROOT`, because not every program runs there. */
  program(name: string, script: string): void {
    mkdirSync(this.programs, { recursive: true })
    writeFileSync(join(this.programs, name), `#!/bin/sh\nROOT='${this.root}'\n${script}\n`)
    chmodSync(join(this.programs, name), 0o755)
  }

  /** Runs a command in the project. `answer` is what somebody at the terminal says; undefined: nobody sits there. `more` goes into the environment. */
  async run(
    command: Command,
    line = '',
    answer?: boolean,
    more: Readonly<Record<string, string>> = {},
  ): Promise<{ code: number; out: string; err: string }> {
    const said = { out: '', err: '' }
    const call = callIn(this.root, line, said)
    const terminal = { ...call.terminal, ...(answer !== undefined && { confirm: async () => answer }) }
    const environment = { PATH: `${this.programs}:/usr/bin:/bin`, HOME: this.root, ...more }
    const code = await command.run({ ...call, terminal, environment })
    return { code, ...said }
  }

  /** Removes a path of the project, or all of it. */
  remove(path = '.'): void {
    rmSync(join(this.root, path), { recursive: true, force: true })
    if (path === '.') rmSync(this.programs, { recursive: true, force: true })
  }
}
