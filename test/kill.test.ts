/**
 * Real processes on a real disk: killed at random moments, several at once, and where there is no room. What is found afterwards must be whole, and
 * the next run must put it right without help. `npm run test:all` does it for longer; test/write.test.ts tries every single step of a run.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readFolder } from './golden/folder.ts'
import { STACK } from './golden/project.ts'
import { FIRST_ARGUMENTS, PROGRAM } from './program.ts'
import { skip } from './skip.ts'

const ALL = process.env.ALL_BUILDS !== undefined
const KILLS = ALL ? 200 : 12
const RACES = ALL ? 100 : 4
const FOREIGN = 'images/README.md'

const base = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'kill-')))
test.after(() => fs.rmSync(base, { recursive: true, force: true }))

/** A project of twelve images; what they install says which state of it this is. */
function state(root: string, which: string): void {
  const steps = Array.from({ length: 12 }, (_, i) => `s${i}`)
  const settings = steps.map(
    (s, i) => `  ${s}: {settings: {docker: {requirements: [numpy==1.${i}, ${which}==${i}], environment: {STATE: "${which}"}}}}\n`,
  )
  // One step is there in one state only, so that files come and go.
  const extra = `  only-${which}: {settings: {docker: {requirements: [${which}]}}}\n`
  put(root, 'stack.yaml', STACK)
  put(root, 'train.yaml', `steps:\n${settings.join('')}${extra}`)
  const names = JSON.stringify([...steps, `only-${which}`])
  put(root, 'dockcompile.config.yaml', `stack: stack.yaml\npython: "3.11"\npipelines: [{file: train.yaml, steps: ${names}}]\n`)
}

function put(root: string, path: string, text: string): void {
  fs.mkdirSync(dirname(join(root, path)), { recursive: true })
  fs.writeFileSync(join(root, path), text)
}

const run = (root: string, ...args: string[]) =>
  spawnSync(PROGRAM, [...FIRST_ARGUMENTS, '--quiet', ...args], { cwd: root, encoding: 'utf8', timeout: 60_000 })

/** Hash of every file of ours, by path. */
function hashes(root: string): Map<string, string> {
  const files = [...readFolder(join(root, 'build'))].filter(([path]) => path !== FOREIGN)
  return new Map(files.map(([path, bytes]) => [path, createHash('sha256').update(bytes).digest('hex')]))
}

/** What each state gives when nobody disturbs it. */
const WHOLE = new Map(
  ['alpha', 'beta'].map(which => {
    const root = fs.mkdtempSync(join(base, 'whole-'))
    state(root, which)
    assert.is(run(root).status, 0)
    return [which, hashes(root)]
  }),
)

const mapText = (map: ReadonlyMap<string, string>) => [...map].map(([path, hash]) => `${path} ${hash}`).join('\n')

test(`${KILLS} kills at random moments: every file is of one state, and the next run heals`, async () => {
  const root = fs.mkdtempSync(join(base, 'kills-'))
  state(root, 'alpha')
  assert.is(run(root).status, 0)
  put(root, `build/${FOREIGN}`, 'not ours')
  const started = performance.now()
  state(root, 'beta')
  assert.is(run(root).status, 0)
  const usual = performance.now() - started
  let random = 12345
  let caught = 0
  for (let i = 0; i < KILLS; i++) {
    const which = i % 2 ? 'beta' : 'alpha'
    state(root, which)
    random = (random * 16807) % 2147483647
    const signal = await killed(root, (random / 2147483647) * usual * 1.1)
    if (signal === 'SIGKILL') caught++
    for (const [path, hash] of hashes(root)) {
      if (path.includes('.dockcompile-')) continue
      const known = [...WHOLE.values()].some(whole => whole.get(path) === hash)
      assert.ok(known, `after kill ${i}, ${path} is neither old nor new`)
    }
    if (i % 3 === 2) {
      const healed = run(root)
      assert.is(healed.status, 0, healed.stderr)
      assert.is(mapText(hashes(root)), mapText(WHOLE.get(which)!), `after kill ${i}`)
    }
  }
  assert.is(fs.readFileSync(join(root, 'build', FOREIGN), 'utf8'), 'not ours')
  assert.ok(caught > KILLS / 4, `${caught} of ${KILLS} runs were caught alive`)
})

function killed(root: string, after: number): Promise<string | null> {
  const child = spawn(PROGRAM, [...FIRST_ARGUMENTS, '--quiet'], { cwd: root, stdio: 'ignore' })
  const timer = setTimeout(() => child.kill('SIGKILL'), after)
  return new Promise(done =>
    child.on('exit', (_, signal) => {
      clearTimeout(timer)
      done(signal)
    }),
  )
}

test(`two writers at once, ${RACES} times: the output is one of the two, whole`, async () => {
  const root = fs.mkdtempSync(join(base, 'race-'))
  // The same output, by the same project root, from two project files.
  for (const which of ['alpha', 'beta']) {
    state(root, which)
    fs.renameSync(join(root, 'train.yaml'), join(root, `${which}.yaml`))
    const config = fs.readFileSync(join(root, 'dockcompile.config.yaml'), 'utf8')
    fs.writeFileSync(join(root, `${which}.config.yaml`), config.replace('file: train.yaml', `file: ${which}.yaml, name: train`))
  }
  fs.rmSync(join(root, 'dockcompile.config.yaml'))
  const alone = new Map(
    ['alpha', 'beta'].map(which => {
      assert.is(run(root, '--config', `${which}.config.yaml`).status, 0)
      return [which, mapText(hashes(root))]
    }),
  )
  for (let i = 0; i < RACES; i++) {
    const ends = await Promise.all(
      ['alpha', 'beta'].map(which => {
        const child = spawn(PROGRAM, [...FIRST_ARGUMENTS, '--quiet', '--config', `${which}.config.yaml`], {
          cwd: root,
          stdio: 'ignore',
        })
        return new Promise(done => child.on('exit', done))
      }),
    )
    assert.equal(ends, [0, 0], `race ${i}`)
    assert.ok([...alone.values()].includes(mapText(hashes(root))), `race ${i} left a mixture`)
  }
})

const FULL = 'a disk that is really full: one message, and the old output stays'
if (process.getuid?.() !== 0 || !canMount()) skip(test, FULL, `${FULL}: nobody may mount one here`)
else
  test(FULL, () => {
    const root = fs.mkdtempSync(join(base, 'full-'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', root])
    try {
      state(root, 'alpha')
      assert.is(run(root).status, 0)
      const before = mapText(hashes(root))
      fs.writeFileSync(join(root, 'ballast'), '')
      fs.rmSync(join(root, 'ballast'))
      state(root, 'beta')
      for (let size = 65_536; size >= 4096; size /= 2) fill(join(root, 'ballast'), size)
      const { status, stderr } = run(root)
      assert.is(status, 1, stderr)
      assert.match(stderr, /cannot write `build[^`]*`: the disk is full/)
      assert.is(mapText(hashes(root)), before)
      fs.rmSync(join(root, 'ballast'))
      assert.is(run(root).status, 0)
      assert.is(mapText(hashes(root)), mapText(WHOLE.get('beta')!))
    } finally {
      execFileSync('umount', [root])
    }
  })

/** Appends blocks until there is no room for one more. */
function fill(path: string, size: number): void {
  for (;;) {
    try {
      fs.appendFileSync(path, Buffer.alloc(size))
    } catch {
      return
    }
  }
}

function canMount(): boolean {
  const folder = fs.mkdtempSync(join(base, 'mount-'))
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status !== 0) return false
  return spawnSync('umount', [folder]).status === 0
}

test.run()
