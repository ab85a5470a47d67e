/** `--quiet`, `--timing` and the progress line: what is said beside the answer. */
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { verbs } from '../src/commands/verbs.ts'
import { progressOn } from '../src/edge/progress.ts'
import { Stopwatch } from '../src/edge/stopwatch.ts'
import { STACK, TestProject } from './golden/project.ts'
import { FIRST_ARGUMENTS, PROGRAM, SHELL_PROGRAM } from './program.ts'
import { skip } from './skip.ts'

let project: TestProject
test.before.each(() => {
  project = new TestProject({
    'stack.yaml': STACK,
    'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: [train.yaml]\npython: "3.11"\n',
    // A warning.
    'train.yaml': 'settings: {docker: {requirments: [numpy]}}\n',
  })
  project.program('docker', 'test "$1" = buildx && sleep 0.8; exit 1')
})
test.after.each(() => project.remove())

const environment = () => ({ ...process.env, PATH: `${project.programs}:${process.env.PATH}` })

/** The words that a command needs after its verb. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  show: ['train'],
  eject: ['buildkit', 'templates'],
  completion: ['bash'],
  diff: ['build', 'build'],
  'zenml-build': ['--metadata', 'metadata.json'],
}

/** Commands that answer nothing but an exit code, or what went wrong: with --quiet they are silent. */
const SILENT = ['compile', 'check', 'eject', 'freeze', 'doctor', 'init']

const loaded = await Promise.all(Object.entries(verbs).map(async ([verb, { load }]) => ({ verb, command: await load() })))
/** The verbs that take the flag. `watch` keeps running: it has a test of its own. */
const quiet = loaded.filter(({ verb, command }) => verb !== 'watch' && (command.flags as readonly string[]).includes('quiet'))

test('most verbs take --quiet', () => assert.ok(quiet.length >= 14, `${quiet.length} do`))

for (const { verb, command } of quiet) {
  test(`${verb} --quiet: no warning, no hint, and the answer only where it was asked for`, async () => {
    writeFileSync(join(project.root, 'metadata.json'), '{}')
    if (verb === 'check') await project.run(await verbs.compile!.load())
    if (verb === 'diff') await project.run(await verbs.compile!.load(), '--force')
    if (verb === 'init') rmSync(join(project.root, 'dockcompile.config.yaml'))
    const { out, err } = await project.run(command, [...(WORDS[verb] ?? []), '--quiet'].join(' '))
    assert.not.match(err, /warning|hint/)
    if (SILENT.includes(verb)) assert.is(out.replace(/^FAIL.*\n.*\n/gm, ''), '')
  })
}

test('--timing tells every stage, and their sum is the whole', () => {
  const { stderr, stdout } = spawnSync(PROGRAM, [...FIRST_ARGUMENTS, '--quiet', '--timing'], {
    cwd: project.root,
    encoding: 'utf8',
  })
  assert.is(stdout, '')
  const rows = [...stderr.matchAll(/^(\w+) +([\d.]+) ms +(\d+) %$/gm)].map(([, name, ms]) => [name, Number(ms)] as const)
  assert.equal(
    rows.map(([name]) => name),
    ['start', 'read', 'parse', 'validate', 'resolve', 'plan', 'render', 'write', 'other', 'total'],
  )
  const total = rows.pop()![1]
  assert.ok(Math.abs(rows.reduce((sum, [, ms]) => sum + ms, 0) - total) < 0.1 * rows.length, stderr)
})

test('time counts for the innermost part', () => {
  let time = 10
  const spend = (ms: number) => {
    time += ms
  }
  const watch = new Stopwatch(() => time)
  watch.measure('resolve', () => {
    spend(30)
    watch.measure('parse', () => spend(40))
    spend(20)
  })
  assert.is(
    watch.report(),
    'start        10.0 ms  10 %\nparse        40.0 ms  40 %\nresolve      50.0 ms  50 %\nother         0.0 ms   0 %\ntotal       100.0 ms 100 %\n',
  )
})

test('the progress line comes after half a second, changes, and is gone before anything else is said', () => {
  let time = 0
  let said = ''
  const note = (text: string) => {
    said += text
  }
  const progress = progressOn({ out: note, err: note }, () => time)
  progress.say('parsing')
  time = 499
  progress.say('planning')
  assert.is(said, '')
  time = 500
  progress.say('planning')
  progress.say('planning')
  progress.say('\x1b[31mnasty')
  progress.terminal.out('done\n')
  progress.end()
  assert.is(said, '\r\x1b[Kplanning\r\x1b[K\\x1b[31mnasty\r\x1b[Kdone\n')
})

if (spawnSync('script', ['-qec', 'true', '/dev/null']).status !== 0)
  skip(test, 'a progress line on a terminal', 'no `script` of util-linux is here, which makes terminals')
else
  test('a progress line on a terminal, when it takes long; never in a pipe', () => {
    project.put('train.yaml', '{}')
    const terminal = (line: string, more = {}) =>
      spawnSync('script', ['-qec', `${SHELL_PROGRAM} ${line}`, '/dev/null'], {
        cwd: project.root,
        env: { ...environment(), TERM: 'xterm', ...more },
        encoding: 'utf8',
      }).stdout
    const slow = terminal('freeze')
    assert.match(slow, '\r\x1b[Kasking about zenmldocker/zenml:0.98.0-py3.11\r\x1b[K')
    assert.not.match(terminal('compile'), '\x1b[K', 'it is quick')
    assert.not.match(terminal('freeze --quiet'), '\x1b[K')
    assert.not.match(terminal('freeze', { TERM: 'dumb' }), '\x1b[K')
    assert.not.match(terminal('freeze 2>log; cat log'), '\x1b[K', 'messages go to a file')
    const piped = spawnSync(PROGRAM, [...FIRST_ARGUMENTS, 'freeze'], { cwd: project.root, env: environment(), encoding: 'utf8' })
    assert.not.match(piped.stdout + piped.stderr, '\x1b[K')
  })

test.run()
