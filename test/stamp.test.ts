/** `--depfile` and `--stamp`, with make itself. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileCommand } from '../src/commands/compile.ts'
import { depfileText } from '../src/edge/depfile.ts'
import { STACK, TestProject } from './golden/project.ts'
import { skip } from './skip.ts'

const ODD = 'a b$c#d:e%f.yaml'
const make = spawnSync('make', ['--version'], { encoding: 'utf8' }).stdout?.startsWith('GNU')

let project: TestProject
test.before.each(() => {
  project = new TestProject({
    'stack.yaml': STACK,
    'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: ["pipelines/*.yaml"]\npython: "3.11"\n',
    [`pipelines/${ODD}`]: '{}\n',
  })
})
test.after.each(() => project.remove())

const LINE = '--depfile .make/d --stamp .make/stamp'
const time = (path: string) => statSync(join(project.root, path)).mtimeMs

test('the stamp is touched every time, outputs only where they change, nothing with an error', async () => {
  const { code, err } = await project.run(compileCommand, LINE)
  assert.is(code, 0, err)
  const past = new Date(2020, 1, 1)
  for (const path of ['.make/stamp', 'build/manifest.json']) utimesSync(join(project.root, path), past, past)
  await project.run(compileCommand, LINE)
  assert.is(time('build/manifest.json'), past.getTime())
  assert.ok(time('.make/stamp') > past.getTime())
  utimesSync(join(project.root, '.make/stamp'), past, past)
  project.put('stack.yaml', '- wrong\n')
  assert.is((await project.run(compileCommand, LINE)).code, 1)
  assert.is(time('.make/stamp'), past.getTime())
})

if (!make) skip(test, 'make runs when it should', 'no GNU make is here')
else
  test('make runs when it should', async () => {
    await project.run(compileCommand, LINE)
    project.put('Makefile', '.make/stamp:\n\t@echo compile\n-include .make/d\n')
    const says = () => execFileSync('make', ['.make/stamp'], { cwd: project.root, encoding: 'utf8' })
    const later = (path: string) => utimesSync(join(project.root, path), new Date(), new Date(Date.now() + 5000))
    const earlier = (path: string) => utimesSync(join(project.root, path), new Date(), new Date(Date.now() - 5000))
    const depfile = readFileSync(join(project.root, '.make/d'), 'utf8')
    assert.match(depfile, '.make/stamp: \\\n  dockcompile.config.yaml \\\n')
    assert.match(depfile, '\nstack.yaml:\n')
    earlier(`pipelines/${ODD}`)
    earlier('pipelines')
    assert.match(says(), 'up to date')
    later(`pipelines/${ODD}`)
    assert.is(says(), 'compile\n', 'a file that was read changed')
    earlier(`pipelines/${ODD}`)
    later('pipelines')
    assert.is(says(), 'compile\n', 'a folder that pipelines come from changed')
    earlier('pipelines')
    project.put('dockcompile.lock.json', '{"version": 1}\n')
    later('dockcompile.lock.json')
    assert.is(says(), 'compile\n', 'a file that was looked for is there')
    rmSync(join(project.root, 'dockcompile.lock.json'))
    assert.match(says(), 'up to date')
    rmSync(join(project.root, 'stack.yaml'))
    assert.is(says(), 'compile\n', 'a file that was read is gone')
  })

if (make)
  test('a glob in the root: a new file counts, odd names do no harm', async () => {
    project.put('dockcompile.config.yaml', 'stack: stack.yaml\npipelines: ["[pq]*.yaml"]\npython: "3.11"\n')
    project.put('p.yaml', '{}\n')
    const says = async () => {
      await project.run(compileCommand, LINE)
      project.put('Makefile', '.make/stamp:\n\t@echo compile\n-include .make/d\n')
      return () => execFileSync('make', ['.make/stamp'], { cwd: project.root, encoding: 'utf8' })
    }
    assert.match((await says())(), 'up to date', 'a glob with brackets is left out')
    project.put('dockcompile.config.yaml', 'stack: stack.yaml\npipelines: ["p*.yaml"]\npython: "3.11"\n')
    const make = await says()
    const now = new Date(Date.now() + 5000)
    for (const name of ['p a.yaml', 'p:b.yaml']) {
      project.put(name, '{}\n')
      utimesSync(join(project.root, name), now, now)
    }
    assert.match(make(), 'up to date')
    project.put('p2.yaml', '{}\n')
    utimesSync(join(project.root, 'p2.yaml'), now, now)
    assert.is(make(), 'compile\n')
  })

test('calls that make no sense', async () => {
  for (const [line, message] of [
    ['--depfile d', '`--depfile` needs `--stamp FILE`'],
    ['--stamp build/stamp', 'lies in the output folder `build`'],
    ['--stamp s --depfile build/x/d', 'lies in the output folder `build`'],
  ] as const) {
    await project.run(compileCommand, line).then(
      () => assert.unreachable(line),
      (error: Error) => assert.match(error.message, message),
    )
    assert.not.ok(existsSync(join(project.root, 'build')))
  }
})

test('names are escaped', () => {
  assert.is(depfileText('s', ['a'], ['b', 'odd name']), 's: \\\n  a\n\ns: $(wildcard b)\n\na:\n')
  assert.is(
    depfileText('s t', ['a b', 'c$', 'd%', 'e\\#', 'bad\nname']),
    's\\ t: \\\n  a\\ b \\\n  c$$ \\\n  d% \\\n  e\\\\\\#\n\na\\ b:\n\nc$$:\n\ne\\\\\\#:\n',
  )
})

test.run()
