/** Packages that write the same file (`layers: independent`): `freeze` finds them from the directories of the wheels, and the image has the file of the package that it names. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { LockFile } from '../../src/model/generated/lock.ts'
import { skip } from '../skip.ts'
import { missing, ok, SLIM, type TestProject, testProject } from './docker.ts'

/** The first two write `ulid/__init__.py`, the last two share a layer. */
const REQUIREMENTS = ['python-ulid==2.7.0', 'ulid-py==1.1.0', 'six==1.16.0', 'tomli==2.0.1']

const why = missing(SLIM)
if (why) skip(test, 'packages that write the same file', why)
else {
  const installers = ['uv', 'pip'] as const
  let project: TestProject

  test.before(() => {
    const docker = (installer: string) => ({
      docker: { parent_image: SLIM, python_package_installer: installer, requirements: REQUIREMENTS },
    })
    project = testProject(Object.fromEntries(installers.map(name => [name, docker(name)])), {
      resolve: 'locked',
      layers: 'independent',
    })
  })
  test.after(() => project.remove())

  test('freeze names the packages, the file and the one that wins', () => {
    const log = ok(project.dockcompile('freeze', '--resolve', '--yes'))
    assert.match(log, 'reading which files 4 wheels of pip write')
    assert.match(log, '`python-ulid` and `ulid-py` both write `site-packages/ulid/__init__.py` and 2 other files')
    assert.match(log, 'images get those of `python-ulid`')
  })

  test('packages of one layer that write the same file are installed one after the other', () => {
    // As if `six` and `tomli` were such packages.
    const lock = JSON.parse(project.read('dockcompile.lock.json')) as Required<LockFile>
    for (const { conflicts } of Object.values(lock.files)) conflicts!.push({ packages: ['six', 'tomli'], file: 'x', count: 1 })
    project.write({ 'dockcompile.lock.json': JSON.stringify(lock) })
    project.compile('--quiet')
    for (const installer of installers) {
      const text = project.read(`build/images/${installer}/Dockerfile`)
      assert.match(text, /^# six 1\.16\.0, tomli 2\.0\.1 \(24 kB\)\n(?:# .*\n)*# One install after the other/m)
    }
  })

  for (const installer of installers)
    test(`with ${installer}, the image has the files of that package, and all packages`, () => {
      ok(project.bake([installer]))
      const image = `${project.registry}/zenml:${installer}-orchestrator`
      const program = 'import six, tomli, ulid; print(ulid.ULID.__module__, hasattr(ulid, "new"))'
      assert.is(ok(project.call('docker', ['run', '--rm', image, 'python', '-c', program])).trim(), 'ulid False', image)
    })
}

test.run()
