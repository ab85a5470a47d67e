// npm run fuzz [-- --minutes N --runs N --seed S --workers N --disk N]: tries made-up projects until the time or the number is over (one
// minute, no limit of number), and says last `N passed, N failed`. Input i is made from seed + i alone, so a failure can be tried again with
// `--seed NUMBER --runs 1`. Each failure is left in fuzz-failures/ as a folder like a golden case, as small as it gets.
//
// `--bake N` takes N projects that compile, merges them into bake files of 64 targets, and asks `docker buildx bake --print` and, where a daemon
// answers, BuildKit's reader of Dockerfiles; nothing is built or fetched.
//
// `--python N` reads N texts that are Python or nearly so: bytes, tokens, deep nesting, and modules with changes.
//
// Every tenth project (`--disk N`: every Nth, 0: none) is also written to disk, among files of other people, and compiled and checked there.
import { fork, spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureInstalled } from './install.mjs'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    runs: { type: 'string' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    bake: { type: 'string' },
    python: { type: 'string' },
    disk: { type: 'string', default: '10' },
  },
})
const seed = Number(values.seed)
const runs = values.runs === undefined ? Number.POSITIVE_INFINITY : Number(values.runs)
const end = performance.now() + 60_000 * Number(values.minutes ?? (values.runs === undefined ? 1 : Number.POSITIVE_INFINITY))
/** Seconds without an answer after which a worker counts as hanging: far more than the two that it measures itself, for a busy machine. */
const PATIENCE = 60

ensureInstalled()
const { build } = await import('./build.mjs')
await build({ fast: true })
if (values.bake !== undefined) await runAlone('bake/bake.ts', values.bake)
if (values.python !== undefined) await runAlone('python/python.ts', values.python)
const worker = await bundle('worker.ts')
let next = seed
const totals = { tried: 0, compiled: 0, failed: 0 }
await Promise.all(Array.from({ length: Number(values.workers) }, work))
console.log(`${totals.compiled} of ${totals.tried} projects compiled, seeds ${seed} to ${next - 1}`)
console.log(`${totals.tried - totals.failed} passed, ${totals.failed} failed`)
process.exitCode = totals.failed > 0 || totals.tried === 0 ? 1 : 0

/** Makes one file of a program of test/fuzz/. */
async function bundle(program) {
  const outfile = join(root, `dist-test/fuzz-${program.replace(/^.*\/|\.ts$/g, '')}.js`)
  const { build: esbuild } = await import('esbuild')
  const { REQUIRE } = await import('./test/require-banner.mjs')
  await esbuild({
    entryPoints: [join(root, 'test/fuzz', program)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    banner: REQUIRE,
    sourcemap: 'inline',
    logLevel: 'warning',
  })
  return outfile
}

/** Runs a program of test/fuzz/ that tries `count` inputs by itself, and ends as it ends. */
async function runAlone(program, count) {
  const args = ['--enable-source-maps', await bundle(program), values.seed, count]
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  process.exit(status ?? 1)
}

/** Keeps one process busy; a new one takes the place of one that hangs or dies. */
async function work() {
  while (hasNext()) await oneProcess()
}

function hasNext() {
  return next < seed + runs && performance.now() < end
}

/** @returns {Promise<void>} */
function oneProcess() {
  return new Promise(done => {
    const child = fork(worker, { cwd: root, execArgv: ['--enable-source-maps'] })
    let current
    let timer
    const ask = () => {
      clearTimeout(timer)
      if (!hasNext()) {
        current = undefined
        child.disconnect()
        return
      }
      current = next++
      timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE * 1000)
      child.send({ number: current, disk: Number(values.disk) })
    }
    child.on('message', answer => {
      if (answer !== 'ready') tell(answer)
      ask()
    })
    child.on('exit', (code, signal) => {
      clearTimeout(timer)
      if (current !== undefined)
        tell({ number: current, finding: { rule: 'no crash and no hang', problem: `it ended with ${signal ?? code}` } })
      else if (code !== 0)
        tell({ number: next, finding: { rule: 'the worker starts', problem: `it ended with ${signal ?? code}` } })
      done()
    })
  })
}

/** @param {any} answer of a worker, or what is reported in its place */
function tell({ number, compiled, finding, folder }) {
  totals.tried++
  if (compiled) totals.compiled++
  if (!finding) return
  totals.failed++
  const disk = values.disk === '10' ? '' : ` --disk ${values.disk}`
  console.log(
    `FAIL --seed ${number} --runs 1${disk}: ${finding.rule}: ${finding.problem.slice(0, 600)}${folder ? `\n  left in ${folder}` : ''}`,
  )
}
