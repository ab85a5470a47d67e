import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { pythonFiles } from '../src/edge/python-files.ts'
import { TestProject } from './golden/project.ts'

const CODE = 'from zenml import pipeline\nfrom zenml.config import DockerSettings\n'

let project: TestProject
test.after.each(() => project.remove())

for (const sourceRoot of ['.', 'src'])
  test(`Python files below ${sourceRoot} are searched, but not those of the output`, () => {
    const paths = ['run.py', 'build/other.py', 'out/build/copy.py', 'building/more.py'].map(path => join(sourceRoot, path))
    project = new TestProject(Object.fromEntries(paths.map(path => [path, CODE])))
    const output = join(sourceRoot, 'out/build')
    const expected = ['build/other.py', 'building/more.py', 'run.py'].map(path => join(sourceRoot, path))
    assert.equal(pythonFiles(project.root, sourceRoot, output), { settings: expected, pipelines: expected })
  })

test.run()
