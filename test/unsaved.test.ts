/** `-` with `--stdin-filename`: the text that an editor has not saved yet. Nothing is written for it. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { STACK, TestProject } from './golden/project.ts'
import { FIRST_ARGUMENTS, PROGRAM } from './program.ts'

const TRAIN = 'settings:\n  docker:\n    requirements: [numpy]\n'

let project: TestProject
test.before.each(() => {
  project = new TestProject({
    'stack.yaml': STACK,
    'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: ["pipelines/*.yaml"]\npython: "3.11"\n',
    'pipelines/train.yaml': TRAIN,
  })
})
test.after.each(() => project.remove())

/** Runs the program with this text on standard input. */
function run(text: string | Uint8Array, args: readonly string[], folder = '.') {
  return spawnSync(PROGRAM, [...FIRST_ARGUMENTS, ...args], { cwd: join(project.root, folder), input: text, encoding: 'utf8' })
}

/** Place and code of each error and warning. */
function places(stdout: string): string[] {
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: Record<'code' | 'severity' | 'file' | 'line' | 'column', string>[]
  }
  return diagnostics.filter(d => d.severity !== 'hint').map(d => `${d.file}:${d.line}:${d.column} ${d.code}`)
}

const files = () => readdirSync(project.root, { recursive: true, encoding: 'utf8' }).sort()

test('messages of a pipeline file, a stack file and the project file, with the places of the unsaved text', () => {
  const before = files()
  const typo = `# new\n${TRAIN.replace('requirements', 'requirments')}`
  const { status, stdout } = run(typo, ['compile', '--json', '--stdin-filename', 'pipelines/train.yaml', '-'])
  assert.is(status, 0)
  assert.equal(places(stdout), ['pipelines/train.yaml:4:5 DC2001'])

  const stack = run(STACK.replace('kubernetes', 'kubernets'), ['check', '--json', '--stdin-filename', 'stack.yaml', '-'])
  assert.equal(places(stack.stdout), ['stack.yaml:4:58 DC2035'])

  const config = run('stack: stack.yaml\npiplines: []\n', ['check', '--json', '--stdin-filename', 'dockcompile.config.yaml', '-'])
  assert.equal(places(config.stdout), ['dockcompile.config.yaml:2:1 DC2001'])
  assert.is(config.status, 1)
  assert.equal(files(), before, 'nothing is written')
})

test('the project is the one that the file belongs to, wherever the editor runs', () => {
  const path = join(project.root, 'pipelines/train.yaml')
  const { stdout } = run(TRAIN.replace('[numpy]', '3'), ['--json', '--stdin-filename', path, '-'], 'pipelines')
  assert.equal(places(stdout), ['pipelines/train.yaml:3:19 DC2002'])
})

test('a file that is not saved at all: one of a glob, one of no list, the project file', () => {
  const fresh = run(TRAIN.replace('[numpy]', '3'), ['--json', '--stdin-filename', 'pipelines/fresh.yaml', '-'])
  assert.equal(places(fresh.stdout), ['pipelines/fresh.yaml:3:19 DC2002'])
  const other = run(TRAIN.replace('[numpy]', '3'), ['--json', '--stdin-filename', 'elsewhere/x.yaml', '-'])
  assert.equal(places(other.stdout), ['elsewhere/x.yaml:3:19 DC2002'])
  assert.not.ok(existsSync(join(project.root, 'elsewhere')))
  execFileSync('rm', [join(project.root, 'dockcompile.config.yaml')])
  const config = run('stack: stock.yaml\npipelines: [pipelines/train.yaml]\n', [
    '--json',
    '--stdin-filename',
    'dockcompile.config.yaml',
    '-',
  ])
  assert.equal(places(config.stdout), ['dockcompile.config.yaml:1:8 DC3003'])
})

test('check compares what the unsaved text asks for', () => {
  assert.is(run('', []).status, 0)
  assert.is(run(TRAIN, ['check', '--stdin-filename', 'pipelines/train.yaml', '-']).status, 0)
  const { status, stdout } = run(TRAIN.replace('numpy', 'scipy'), ['check', '--stdin-filename', 'pipelines/train.yaml', '-'])
  assert.is(status, 1)
  assert.match(stdout, '\n+scipy\n')
  assert.match(stdout, 'from what the text from standard input asks for\n')
})

test('a text that is not UTF-8 is reported as such', () => {
  const { stdout } = run(new Uint8Array([0xff, 0xfe]), ['--json', '--stdin-filename', 'pipelines/train.yaml', '-'])
  assert.equal(places(stdout), ['dockcompile.config.yaml:2:13 DC3004'])
})

test('calls that make no sense', () => {
  for (const [args, message] of [
    [['-'], '`-` needs `--stdin-filename FILE`'],
    [['--stdin-filename', 'a.yaml'], '`--stdin-filename` needs `-` among the FILES'],
    [['freeze', '--stdin-filename', 'a.yaml', '-'], '`dockcompile freeze` takes no `-`'],
    [['--stamp', 's', '--stdin-filename', 'pipelines/train.yaml', '-'], '`--stamp` says that all is written'],
  ] as const) {
    const { status, stderr } = run(TRAIN, args)
    assert.is(status, 2, stderr)
    assert.match(stderr, message)
  }
})

test.run()
