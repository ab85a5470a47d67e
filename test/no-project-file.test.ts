/** A call without a project file names the file or the key that was probably meant. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Call } from '../src/commands/command.ts'
import { UsageError } from '../src/commands/shared/arguments.ts'
import { refuseWithoutProjectFile } from '../src/commands/shared/no-project-file.ts'

const ATTEMPTS: readonly (readonly [file: string, text: string, help: RegExp])[] = [
  ['dockcompile.toml', 'stack = "stack.yaml"\n', /move the keys of `dockcompile.toml` below `\[tool.dockcompile\]`/],
  ['dockcompile.yml', 'stack: stack.yaml\n', /rename `dockcompile.yml` to `dockcompile.config.yaml`/],
  ['pyproject.toml', '[tool.dockercompile]\nstack = "stack.yaml"\n', /write `\[tool.dockcompile\]`/],
  ['pyproject.toml', '[tool.dock-compile]\nstack = "stack.yaml"\n', /write `\[tool.dockcompile\]`/],
  ['pyproject.toml', '[project]\nname = "dockercompile"\n', /`dockcompile init` writes one/],
  ['package.json', '{"dockerCompile": {"stack": "stack.yaml"}}\n', /the key `dockerCompile`: write `dockcompile`/],
  ['package.json', '{"dependencies": {"docker-compile": "1.0.0"}}\n', /`dockcompile init` writes one/],
]

for (const [file, text, help] of ATTEMPTS)
  test(`${file}: ${text.split('\n', 1)[0]}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'attempt-'))
    try {
      writeFileSync(join(folder, file), text)
      refuseWithoutProjectFile({ args: new Map(), cwd: folder } as unknown as Call, [])
      assert.unreachable('the call is not refused')
    } catch (problem) {
      if (!(problem instanceof UsageError)) throw problem
      assert.match(problem.wayOut.help?.join('\n') ?? '', help)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

test.run()
