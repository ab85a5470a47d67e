/** `watch`, as a process of its own: one line per change of what was read, and nothing for anything else. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ifThere } from '../src/edge/file-system.ts'
import { searchedFolders } from '../src/edge/searched-folders.ts'
import { STACK, TestProject } from './golden/project.ts'
import { FIRST_ARGUMENTS, PROGRAM } from './program.ts'
import { skip } from './skip.ts'

const CONFIG = 'stack: stack.yaml\npipelines: ["pipelines/**/*.yaml"]\npython: "3.11"\n'
const TRAIN = 'settings: {docker: {requirements: requirements.txt}}\n'

interface Line {
  readonly changed: readonly string[]
  readonly written: readonly string[]
  readonly removed: readonly string[]
  readonly diagnostics: readonly { readonly severity: string; readonly code: string }[]
}

/** `dockcompile watch --json`: each line that it prints, when it does. */
class Watching {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  readonly ended: Promise<{ code: number | null; signal: string | null }>

  constructor(folder: string, ...args: string[]) {
    this.#child = spawn(PROGRAM, [...FIRST_ARGUMENTS, 'watch', ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
    this.#lines = createInterface(this.#child.stdout!)[Symbol.asyncIterator]()
    this.ended = new Promise(done => this.#child.on('close', (code, signal) => done({ code, signal })))
  }

  get pid(): number {
    return this.#child.pid!
  }

  async text(): Promise<string> {
    const late = new Promise<never>((_, fail) => {
      setTimeout(fail, 20_000, new Error('no line for 20 seconds')).unref()
    })
    return (await Promise.race([this.#lines.next(), late])).value as string
  }

  async next(): Promise<Line> {
    return JSON.parse(await this.text()) as Line
  }

  stop(signal: NodeJS.Signals = 'SIGINT') {
    this.#child.kill(signal)
    return this.ended
  }
}

let project: TestProject
let watching: Watching
test.before.each(() => {
  project = new TestProject({
    'stack.yaml': STACK,
    'dockcompile.config.yaml': CONFIG,
    'pipelines/train.yaml': TRAIN,
    'requirements.txt': 'numpy\n',
    'README.md': '',
  })
})
test.after.each(async () => {
  await watching?.stop('SIGKILL')
  project.remove()
})

const at = (path: string) => join(project.root, path)
const errors = ({ diagnostics }: Line) => diagnostics.filter(d => d.severity === 'error').map(d => d.code)

test('one line per change of a file that was read', async () => {
  watching = new Watching(project.root, '--json')
  const first = await watching.next()
  assert.equal(first.changed, [])
  assert.ok(first.written.includes('build/images/train/Dockerfile'))

  // Nobody read this one: the next line is about the next file.
  project.put('README.md', 'more\n')
  project.put('notes.yaml', 'more\n')
  project.put('requirements.txt', 'scipy\n')
  const list = await watching.next()
  assert.equal(list.changed, ['requirements.txt'])
  assert.ok(list.written.includes('build/images/train/Dockerfile'))

  // As many editors save: another file takes the name.
  project.put('.stack.yaml.swp', STACK.replace('registry.example.com', 'other.example.com'))
  renameSync(at('.stack.yaml.swp'), at('stack.yaml'))
  const stack = await watching.next()
  assert.equal([stack.changed, errors(stack)], [['stack.yaml'], []])
  assert.match(readFileSync(at('build/docker-bake.json'), 'utf8'), 'other.example.com')

  // As others do: the old one goes away first.
  renameSync(at('pipelines/train.yaml'), at('pipelines/train.yaml~'))
  project.put('pipelines/train.yaml', `# edited\n${TRAIN}`)
  const moved = await watching.next()
  assert.equal([moved.changed, errors(moved)], [['pipelines/train.yaml'], []])
  assert.equal(await watching.stop(), { code: 0, signal: null })
})

test('a broken file is reported and waited for', async () => {
  watching = new Watching(project.root, '--json')
  await watching.next()
  const before = readFileSync(at('build/manifest.json'), 'utf8')
  project.put('stack.yaml', 'components: [\n')
  assert.equal(errors(await watching.next()), ['DC1005'])
  rmSync(at('stack.yaml'))
  assert.equal(errors(await watching.next()), ['DC3003'])
  assert.is(readFileSync(at('build/manifest.json'), 'utf8'), before)
  project.put('stack.yaml', STACK)
  const fixed = await watching.next()
  assert.equal([errors(fixed), fixed.written], [[], []])
  project.put('dockcompile.config.yaml', 'pipelines: 3\n')
  assert.equal(errors(await watching.next()), ['DC2002'])
  project.put('dockcompile.config.yaml', CONFIG)
  assert.equal(errors(await watching.next()), [])
  assert.equal(await watching.stop('SIGTERM'), { code: 0, signal: null })
})

test('files that were looked for, and new matches of a glob, in new folders as well', async () => {
  watching = new Watching(project.root, '--json')
  await watching.next()
  project.put('dockcompile.lock.json', '{"version": 1}\n')
  assert.equal((await watching.next()).changed, ['dockcompile.lock.json'])
  project.put('pipelines/eval.yaml', '{}\n')
  const added = await watching.next()
  assert.equal(added.changed, ['pipelines/eval.yaml'])
  assert.ok(added.written.includes('build/images/eval/Dockerfile'))
  mkdirSync(at('pipelines/team/nightly'), { recursive: true })
  project.put('pipelines/team/nightly/report.yaml', '{}\n')
  const deep = await watching.next()
  assert.equal(deep.changed, ['pipelines/team/nightly/report.yaml'])
  rmSync(at('pipelines/team'), { recursive: true })
  assert.equal((await watching.next()).changed, ['pipelines/team/nightly/report.yaml'])
  // The folder is another one afterwards.
  rmSync(at('pipelines'), { recursive: true })
  assert.equal(errors(await watching.next()).length, 1)
  project.put('pipelines/train.yaml', TRAIN)
  assert.equal(errors(await watching.next()), [])
  project.put('pipelines/train.yaml', `# once more\n${TRAIN}`)
  assert.equal((await watching.next()).changed, ['pipelines/train.yaml'])
})

test('a burst is one change', async () => {
  watching = new Watching(project.root, '--json')
  await watching.next()
  const names = Array.from({ length: 20 }, (_, i) => `pipelines/p${i}.yaml`)
  for (const name of names) writeFileSync(at(name), '{}\n')
  assert.equal((await watching.next()).changed, names.toSorted())
})

test('what a reader sees', async () => {
  watching = new Watching(project.root)
  assert.match(await watching.text(), /^start: wrote \d files of train \(\d+ ms\)$/)
  assert.match(await watching.text(), /^watching \d+ files; Ctrl-C ends$/)
  project.put('requirements.txt', 'scipy\n')
  assert.match(await watching.text(), /^requirements\.txt: wrote \d files of train \(\d+ ms\)$/)
  project.put('pipelines/train.yaml', `${TRAIN}# comment\n`)
  assert.match(await watching.text(), /^pipelines\/train\.yaml: nothing changed \(\d+ ms\)$/)
})

if (process.platform !== 'linux') skip(test, 'a thousand files cost a few watches', 'only Linux tells how many there are')
else
  test('a thousand files cost a few watches', async () => {
    for (let i = 0; i < 1000; i++) project.put(`pipelines/p${i}.yaml`, '{}\n')
    watching = new Watching(project.root, '--json')
    await watching.next()
    project.put('pipelines/p500.yaml', 'settings: {docker: {requirements: [numpy]}}\n')
    assert.equal((await watching.next()).changed, ['pipelines/p500.yaml'])
    const folder = `/proc/${watching.pid}/fdinfo`
    // One that was closed since the folder was read was a file, and no watch.
    const open = readdirSync(folder).flatMap(fd => ifThere(() => readFileSync(join(folder, fd), 'utf8')) ?? [])
    const watches = open.flatMap(text => text.match(/^inotify wd/gm) ?? [])
    assert.is(watches.length, 2, 'the root and pipelines/')
  })

test('Ctrl-C ends it at every moment', async () => {
  for (const delay of [0, 2, 5, 10, 20, 40, 60, 100, 200]) {
    watching = new Watching(project.root)
    await watching.text()
    await new Promise(then => setTimeout(then, delay))
    const late = setTimeout(() => watching.stop('SIGKILL'), 10_000)
    assert.equal(await watching.stop(), { code: 0, signal: null }, `after ${delay} ms`)
    clearTimeout(late)
  }
})

test('the folders in which a glob could find more', () => {
  for (const path of ['a/x/deep/f.yaml', 'a/y/f.yaml', 'b/f.yaml', 'node_modules/a/f.yaml']) project.put(path, '')
  const folders = (pattern: string) => searchedFolders(project.root, pattern).join(' ')
  assert.is(folders('*.yaml'), '.')
  assert.is(folders('a/*/f.yaml'), 'a a/x a/y')
  assert.is(folders('a/**/*.yaml'), 'a a/x a/x/deep a/y')
  assert.is(folders('{a/x,b}/*.yaml'), 'a/x b')
  assert.is(folders('nothing/*.yaml'), 'nothing')
})

test.run()
