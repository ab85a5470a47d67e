// npm test [-- NAME… --all --speed --standalone --update]: installs what is missing, builds, runs test/*.test.ts, and says last `N passed, N failed`.
//
//   NAME        only test files whose name contains it (`npm test -- golden`)
//   --all       also test/build/*.test.ts, which build images and need a Docker daemon; without a NAME all that they can build
//   --speed     test/bench/*.test.ts instead, which compare times and want the machine for themselves (`npm run check` runs them)
//   --update    UPDATE=1: golden cases rewrite what they expect
//   --standalone  with the engine and the program of `npm run standalone`: tests run in its engine, and the program that they start is that one
//
// Each file runs in a process of its own, so one that crashes, hangs or forgets `test.run()` is one failure and hides no other.
// The files that took longest last time start first, so that nothing long runs alone at the end (scripts/test/durations.mjs).
// A test that makes no assertion fails (test/support/counted-uvu.ts).
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureInstalled } from './install.mjs'
import { countAssertions } from './test/count-assertions.mjs'
import { durations, saveDurations } from './test/durations.mjs'
import { memoryFolder } from './test/memory-folder.mjs'
import { REQUIRE } from './test/require-banner.mjs'

/** Test files that start a shell, make pipes or links, or change rights: Windows has none of these. */
const POSIX =
  `action broken-inputs cli context control-characters diagnostics disk docs doctor fix freeze init json-contract kill make odd-paths quiet quote-readers
  single-files stamp verbs watch write`.split(/\s+/)

const root = resolve(import.meta.dirname, '..')
const bundles = join(root, 'dist-test')

const { values: flags, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { all: { type: 'boolean' }, speed: { type: 'boolean' }, update: { type: 'boolean' }, standalone: { type: 'boolean' } },
})
if (flags.update) process.env.UPDATE = '1'
if (flags.all && names.length === 0) process.env.ALL_BUILDS = '1'

ensureInstalled()
const files = testFiles()
if (files.length === 0) {
  console.error(`error: no test file's name contains ${names.join(' or ')}`)
  process.exit(2)
}
let engine = { program: process.execPath, arguments: ['--enable-source-maps'] }
const totals = { passed: 0, failed: 0, skipped: 0, assertions: 0 }
const measured = {}
const temporary = memoryFolder()
await runBuild()
const { build: esbuild } = await import('esbuild')
const { prune, save } = await import('./build/files.mjs')
if (names.length === 0 && !flags.speed && existsSync(bundles))
  prune(
    bundles,
    files.map(f => basename(bundlePath(f))),
  )
await inParallel(files, flags.speed ? 1 : availableParallelism(), async file => {
  const result = await bundle(file).then(
    () => run(file),
    problem => ({ passed: 0, failed: 1, skipped: 0, output: problem.message, crash: 'cannot be bundled', seconds: 0 }),
  )
  for (const key in totals) totals[key] += result[key] ?? 0
  if (result.failed === 0) measured[file] = result.seconds
  console.log(report(file, result))
})
saveDurations(root, measured)
if (process.platform === 'win32' && names.length === 0) console.log(`skipped on Windows: ${POSIX.join(', ')}`)
console.log(`${totals.assertions} assertions`)
console.log(sentence(totals))
process.exitCode = totals.failed > 0 ? 1 : 0

/** A build that fails is a failure like another: the tests that need no dist/ still run. */
async function runBuild() {
  try {
    const { build } = await import('./build.mjs')
    await build({ fast: true })
    if (flags.standalone) await useStandalone()
  } catch (problem) {
    totals.failed++
    console.log(`FAIL build: ${/** @type {Error} */ (problem).message}`)
  }
}

/** What `--standalone` means: see test/program.ts. */
async function useStandalone() {
  const { installed, programOf, standalone, thisPlatform } = await import('./standalone.mjs')
  await standalone([thisPlatform()])
  process.env.DOCKCOMPILE_PROGRAM = programOf(thisPlatform())
  engine = { program: installed(thisPlatform()), arguments: [] }
}

/** Paths below test/, without `.test.ts`: the longest first, a new one before all. */
function testFiles() {
  const seconds = durations(root)
  const folders = flags.speed ? ['bench/'] : flags.all ? ['', 'build/'] : ['']
  const found = folders.flatMap(folder => {
    const path = join(root, 'test', folder)
    return existsSync(path)
      ? readdirSync(path)
          .filter(n => n.endsWith('.test.ts'))
          .sort()
          .map(n => folder + n.slice(0, -'.test.ts'.length))
      : []
  })
  return found
    .filter(file => names.length === 0 || names.some(n => file.includes(n)))
    .filter(file => !(process.platform === 'win32' && POSIX.includes(file)))
    .sort((a, b) => (seconds[b] ?? 1e9) - (seconds[a] ?? 1e9))
}

/** Where a file's bundle is: one folder below the package, as all bundles are. */
function bundlePath(file) {
  return join(bundles, `${file.replace('/', '-')}.test.js`)
}

async function bundle(file) {
  const { outputFiles } = await esbuild({
    entryPoints: [join(root, 'test', `${file}.test.ts`)],
    outfile: bundlePath(file),
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    banner: REQUIRE,
    sourcemap: 'inline',
    logLevel: 'silent',
    plugins: [countAssertions(root)],
  })
  save(bundlePath(file), outputFiles[0].contents)
}

/** Runs one file and counts by what uvu itself printed last. */
function run(file) {
  return new Promise(done => {
    const started = performance.now()
    const child = spawn(engine.program, [...engine.arguments, bundlePath(file)], {
      cwd: root,
      // Tests are developers: in a job, `check` gives other advice, and writes the summary of the step.
      env: {
        ...process.env,
        CI: '',
        TF_BUILD: '',
        JENKINS_URL: '',
        GITHUB_STEP_SUMMARY: '',
        ...(temporary && { TMPDIR: temporary }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const minutes = file.startsWith('build/') ? 20 : 5
    let output = ''
    child.stdout.on('data', data => {
      output += data
    })
    child.stderr.on('data', data => {
      output += data
    })
    const timer = setTimeout(() => {
      output += `\nstopped after ${minutes} minutes\n`
      child.kill('SIGKILL')
    }, minutes * 60_000)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      done({ ...count(output, code, signal), output, seconds: (performance.now() - started) / 1000 })
    })
  })
}

function count(output, code, signal) {
  const assertions = Number(/^assertions: (\d+)$/m.exec(output)?.[1] ?? 0)
  const totals = /\n {2}Total: +(\d+)\n {2}Passed: +(\d+)\n {2}Skipped: +(\d+)\n/.exec(plain(output))
  if (!totals)
    return { passed: 0, failed: 1, skipped: 0, crash: `ended with ${signal ?? `exit code ${code}`} before its tests did` }
  const [total, passed, skipped] = totals.slice(1).map(Number)
  if (total + skipped === 0)
    return /^skipped: /m.test(plain(output))
      ? { passed, failed: 0, skipped: 1 }
      : { passed, failed: 1, skipped, crash: 'holds no test' }
  if (total === passed && code !== 0)
    return { passed, failed: 1, skipped, crash: `ended with ${signal ?? `exit code ${code}`} after its tests` }
  return { passed, failed: total - passed, skipped, assertions }
}

/** One line for a file without failures, and what it says about skipping; everything for another. */
function report(file, { output, passed, failed, skipped, crash, seconds }) {
  const line = `${failed ? 'FAIL' : 'ok  '} ${file}: ${sentence({ passed, failed, skipped })} (${seconds.toFixed(1)} s)${crash ? `: the file ${crash}` : ''}`
  if (failed) return `${'-'.repeat(100)}\n${output.trimEnd()}\n${line}\n${'-'.repeat(100)}`
  const notes = plain(output)
    .split('\n')
    .filter(l => /^(skipped|note): /.test(l))
  return [line, ...notes.map(n => `     ${n}`)].join('\n')
}

function sentence({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`
}

function plain(text) {
  return text.replace(/\u001b\[[0-9;]*m/g, '')
}

async function inParallel(items, width, work) {
  const waiting = [...items]
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item)
    }),
  )
}
