import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { pythonFiles } from '../src/edge/python-files.ts'

const CODE = 'from zenml import pipeline\nfrom zenml.config import DockerSettings\n'

for (const sourceRoot of ['.', 'src'])
  test(`Python files below ${sourceRoot} are searched, but not those of the output`, () => {
    const root = mkdtempSync(join(tmpdir(), 'dockcompile-'))
    const put = (path: string) => {
      mkdirSync(join(root, path, '..'), { recursive: true })
      writeFileSync(join(root, path), CODE)
    }
    for (const path of ['run.py', 'build/other.py', 'out/build/copy.py', 'building/more.py']) put(join(sourceRoot, path))
    const output = join(sourceRoot, 'out/build')
    const expected = ['build/other.py', 'building/more.py', 'run.py'].map(path => join(sourceRoot, path))
    assert.equal(pythonFiles(root, sourceRoot, output), { settings: expected, pipelines: expected })
    rmSync(root, { recursive: true })
  })

test.run()
