/** `--depfile` and `--stamp`, with make itself. */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileCommand } from '../src/commands/compile.ts'
import { depfileText, isMakeName } from '../src/edge/depfile.ts'
import { STACK, TestProject } from './golden/project.ts'
import { skip } from './skip.ts'

const ODD = 'a b$c#d:e%f.yaml'
const make = spawnSync('make', ['--version'], { encoding: 'utf8' }).stdout?.startsWith('GNU')

const WORDS_OF_MAKE = [
  ...['./x.sh', 'x.sh', '$(shell ./x.sh)', '$' + '{shell ./x.sh}', '!=./x.sh', ':=', '::=', '+=', '?=', '&:', 'SHELL=./x.sh'],
  ...['include', '-include', 'sinclude', 'export', 'unexport', 'define', 'undefine', 'endef', 'override', 'private'],
  ...['vpath', 'load', 'ifdef', 'ifeq', 'else', 'endif', '.PHONY', '.DEFAULT', '.SECONDEXPANSION', '.RECIPEPREFIX'],
  ...['.c', '.sh', '.y', '`./x.sh`', '`x.sh`', '$(./x.sh)', '&./x.sh&', '<x.sh'],
  ...['lib(x)', '-lc', '~root', '.c.o', '.SUFFIXES'],
]

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
    project.put('p.yaml.d/x', '')
    project.put('p a.yaml', '{}\n')
    const make = await says()
    assert.match(make(), 'up to date')
    const past = new Date(Date.now() - 500_000)
    for (const name of ['p b.yaml', 'p:b.yaml', 'p;sh<x.sh;.yaml', 'p2.yaml']) {
      project.put('x.sh', 'touch ran\n')
      project.put(name, '{}\n')
      utimesSync(join(project.root, name), past, past)
      assert.is(make(), 'compile\n', `${name} is new, however old`)
      assert.not.ok(existsSync(join(project.root, 'ran')))
      rmSync(join(project.root, name))
    }
    assert.match(make(), 'up to date')
  })

if (make)
  test('no name of a file is more to make than a name', () => {
    const { root } = project
    const piece = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...'ab./') },
      { weight: 3, arbitrary: fc.constantFrom(...' \t#:$()[]{}*?%;=|&~@+-!^`\'"<>,\\\r\n\u000b\u000cé') },
      { weight: 1, arbitrary: fc.constantFrom(...WORDS_OF_MAKE) },
    )
    const names = fc.array(piece, { minLength: 1, maxLength: 6 }).map(pieces => pieces.join(''))
    project.put('x.sh', '#!/bin/sh\ntouch ran\n')
    chmodSync(join(root, 'x.sh'), 0o755)
    const now = Date.now() / 1000
    fc.assert(
      fc.property(
        fc.array(names, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('', '.SECONDEXPANSION:\n', '.RECIPEPREFIX = >\n'),
        (drawn, before) => {
          const files = [...new Set(drawn.map(name => normalize(`w/${name}`)))]
            .filter(path => /^w\/[^\0]*[^/]$/s.test(path))
            .map(path => path.slice(2))
          rmSync(join(root, 'w'), { recursive: true, force: true })
          const created = files.filter(file => {
            try {
              mkdirSync(join(root, 'w', dirname(file)), { recursive: true })
              writeFileSync(join(root, 'w', file), '', { flag: 'wx' })
              return true
            } catch {
              return false
            }
          })
          if (created.length === 0) return
          for (const program of ['x.sh', 'b', 'a']) {
            const path = join(root, 'w', program)
            if (!existsSync(path)) copyFileSync(join(root, 'x.sh'), path)
          }
          const times = (file: string, seconds: number) => utimesSync(join(root, 'w', file), now + seconds, now + seconds)
          for (const file of created) {
            times(file, -100)
            // make has rules of its own for what is beside it, with the name in a shell command.
            if (/[^\w./@%+,-]/.test(file) && !existsSync(join(root, 'w', `${file}.sh`)))
              writeFileSync(join(root, 'w', `${file}.sh`), '')
          }
          // In make's own words: `.RECIPEPREFIX` changes how a recipe begins.
          writeFileSync(join(root, 'w', 'Makefile'), `stamp: ; @echo compile\n${before}include depfile\n`)
          writeFileSync(join(root, 'w', 'depfile'), depfileText('stamp', created))
          writeFileSync(join(root, 'w', 'stamp'), '')
          times('stamp', -50)
          const says = () => {
            const { stdout, stderr } = spawnSync('make', ['stamp'], { cwd: join(root, 'w'), encoding: 'utf8' })
            // Expanded once more, a `$` is no longer one: then make finds no such file, and says so.
            if (before.includes('SECOND') && created.some(file => file.includes('$'))) return undefined
            assert.is(stderr, '')
            return stdout
          }
          const expect = (said: string, why: string) => assert.is(says() ?? said, said, why)
          expect(created.every(isMakeName) ? "make: 'stamp' is up to date.\n" : 'compile\n', 'nothing changed')
          for (const file of created) {
            times(file, 0)
            expect('compile\n', `${file} changed`)
            rmSync(join(root, 'w', file))
            expect('compile\n', `${file} is gone`)
            writeFileSync(join(root, 'w', file), '')
            times(file, -100)
          }
          assert.not.ok(existsSync(join(root, 'w', 'ran')))
        },
      ),
      { numRuns: 150 },
    )
  })

test('calls that make no sense', async () => {
  for (const [line, message] of [
    ['--depfile d', '`--depfile` needs `--stamp FILE`'],
    ['--stamp a;b --depfile d', 'make cannot read `a;b` as the name of a file'],
    ['--stamp build/stamp', 'is in the output folder `build`'],
    ['--stamp s --depfile build/x/d', 'is in the output folder `build`'],
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
    's\\ t: \\\n  a\\ b \\\n  c$$ \\\n  d% \\\n  e\\\\\\# \\\n  dockcompile-always\n\n.PHONY: dockcompile-always\n\na\\ b: ;\n\nc$$: ;\n\nd\\%:\n\ne\\\\\\#: ;\n',
  )
})

test.run()
