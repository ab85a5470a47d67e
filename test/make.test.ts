/** examples/make with make itself: each kind of input is changed, and exactly what depends on it is done again. */
import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { TestProject } from './golden/project.ts'
import { SHELL_PROGRAM } from './program.ts'
import { skip } from './skip.ts'

let project: TestProject
test.before.each(() => {
  project = new TestProject({})
  cpSync('examples/make', project.root, { recursive: true, filter: name => !/\/(?:build|\.dockcompile)$/.test(name) })
})
test.after.each(() => project.remove())

/** What make runs: `compile`, and the images that it bakes. */
function make(): string[] {
  const program = `echo compile; ${SHELL_PROGRAM}`
  const { status, stdout, stderr } = spawnSync('make', ['--silent', 'bake', `DOCKCOMPILE=${program}`, 'BAKE=echo bake'], {
    cwd: project.root,
    encoding: 'utf8',
  })
  assert.is(status, 0, stderr)
  return stdout.trim().split('\n').filter(Boolean)
}

/** Makes everything that is there older, so that the next change is a later one whatever the file system's clock can tell apart. */
function age(): void {
  for (const name of readdirSync(project.root, { recursive: true, encoding: 'utf8' })) {
    const path = join(project.root, name)
    utimesSync(path, new Date(), new Date(statSync(path).mtimeMs - 10_000))
  }
}

if (!spawnSync('make', ['--version'], { encoding: 'utf8' }).stdout?.startsWith('GNU'))
  skip(test, 'make does again exactly what changed', 'no GNU make is here')
else
  test('make does again exactly what changed', () => {
    const change = (path: string, text: string) => {
      age()
      writeFileSync(join(project.root, path), text)
    }
    assert.equal(make().sort(), ['bake report', 'bake train', 'compile'])
    assert.equal(make(), [], 'nothing changed')

    change('requirements.txt', 'numpy==2.3.0\n')
    assert.equal(make(), ['compile', 'bake train'], 'a requirement list')
    change('pipelines/report.yaml', 'settings: {docker: {requirements: [jinja2==3.1.5], install_stack_requirements: false}}\n')
    assert.equal(make(), ['compile', 'bake report'], 'a pipeline file')
    change(
      'pipelines/report.yaml',
      '# a comment\nsettings: {docker: {requirements: [jinja2==3.1.5], install_stack_requirements: false}}\n',
    )
    assert.equal(make(), ['compile'], 'a comment: compiled, and nothing came out of it')
    change('pipelines/eval.yaml', 'settings: {docker: {requirements: [scipy], install_stack_requirements: false}}\n')
    assert.equal(make(), ['compile', 'bake eval'], 'a new match of the glob')
    change('dockcompile.lock.json', '{"version": 1}\n')
    assert.equal(make(), ['compile'], 'a file that was looked for')
    age()
    rmSync(join(project.root, 'pipelines/eval.yaml'))
    assert.equal(make(), ['compile'], 'a file that is gone')
    assert.equal(make(), [], 'nothing changed')
  })

test.run()
