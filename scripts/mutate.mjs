// npm run mutate [-- --sample N --seed S --only TEXT --quick]: changes one place of src/ at a time (3-resolve, 4-plan, 5-render, quote), and looks
// whether a test notices. Prints each mutant that lives, and last how many were killed, of all that were tried. An error and a hang are noticed, too.
//
// All mutants are in one bundle, each behind a switch (scripts/mutate/switched.mjs). They are tried with the golden cases and some made-up projects,
// in one process, and those that live after that with the tests of their folder, quick ones first (not with --quick). --only keeps the mutants of the sample
// whose `path:line: what` contains the text. scripts/mutate/explained.json says why nobody can notice a mutant: it counts as alive all the same.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { build as esbuild } from 'esbuild'
import { GoldenWorker } from './mutate/golden-worker.mjs'
import { mutantsOf } from './mutate/mutants.mjs'
import { switched } from './mutate/switched.mjs'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({
  options: {
    sample: { type: 'string', default: '400' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
  },
})

/** Folders to change, and the test files that look at them most closely. Those that start dist/cli.js would not see a mutant. */
const FOLDERS = {
  'src/3-resolve': ['python', 'plan', 'matrix', 'freeze', 'validate', 'parity', 'zenml-build'],
  'src/4-plan/lint': ['lint', 'fix'],
  'src/4-plan': ['stack-validation', 'plan', 'custom-dockerfile', 'zenml-build', 'context', 'lint', 'parity'],
  'src/5-render': ['plan', 'templates', 'stamp', 'context', 'portable', 'custom-dockerfile', 'zenml-build'],
  'src/quote': ['quote', 'print', 'formats', 'graph'],
}
const testFiles = [...new Set(Object.values(FOLDERS).flat())]

const all = [
  ...new Set(
    Object.keys(FOLDERS).flatMap(folder =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter(name => name.endsWith('.ts') && !name.includes('generated') && !name.endsWith('.d.ts'))
        .map(name => join(folder, name)),
    ),
  ),
]
  .sort()
  .flatMap(path => mutantsOf(path, readFileSync(join(root, path), 'utf8')))
const chosen = sample(all, Number(values.sample), Number(values.seed)).filter(m => sentence(m).includes(values.only))
for (const [number, mutant] of chosen.entries()) mutant.number = number

const explained = JSON.parse(readFileSync(join(root, 'scripts/mutate/explained.json'), 'utf8'))
for (const entry of explained)
  if (!all.some(m => isAbout(entry, m))) console.log(`note: explained.json: nothing of ${entry.path} is like ${entry.after}`)

// The bundles lie one folder below the package, as all bundles do: they look for catalogs and schemas from there.
const folder = mkdtempSync(join(root, 'dist-mutants-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
process.on('SIGINT', () => process.exit(130)).on('SIGTERM', () => process.exit(143))

await bundle()
const golden = new GoldenWorker(join(folder, 'worker.js'), root)
process.on('exit', () => golden.end())
const looks = new Map()
const totals = { killed: 0, explained: 0, alive: 0 }
for (const mutant of chosen) {
  const by = (await golden.killer(mutant.number)) ?? (values.quick ? undefined : killer(mutant))
  const why = explained.find(entry => isAbout(entry, mutant))?.why
  totals[by ? 'killed' : why ? 'explained' : 'alive']++
  if (by && why) console.log(`note: explained.json: ${by} notices ${sentence(mutant)}`)
  if (!by)
    console.log(
      `${why ? 'EXPLAINED' : 'ALIVE'} ${sentence(mutant)}\n    ${mutant.before}\n    ${mutant.after}${why ? `\n    ${why}` : ''}`,
    )
}
golden.end()
const share = ((100 * totals.killed) / chosen.length).toFixed(1)
console.log(
  `seed ${values.seed}: ${totals.killed} of ${chosen.length} killed (${share} %), ${totals.explained} explained, ${totals.alive} alive; ${all.length} possible`,
)

function sentence({ path, line, what }) {
  return `${path}:${line}: ${what}`
}

/** By the text of the line, as numbers of lines change. */
function isAbout(entry, mutant) {
  return ['path', 'what', 'before', 'after'].every(key => entry[key] === mutant[key])
}

/** Bundles the tests with all chosen mutants, each off. */
function bundle() {
  const tests = testFiles.map(name => [name, join(root, `test/${name}.test.ts`)])
  return esbuild({
    entryPoints: Object.fromEntries([['worker', join(root, 'test/mutation/worker.ts')], ...tests]),
    outdir: folder,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
    plugins: [{ name: 'mutants', setup: build => build.onLoad({ filter: /\.ts$/ }, ({ path }) => load(path)) }],
  })
}

function load(path) {
  const mutants = chosen.filter(m => m.path === relative(root, path))
  return mutants.length > 0 ? { contents: switched(readFileSync(path, 'utf8'), mutants), loader: 'ts' } : undefined
}

/** The test file that notices a mutant; undefined where none does. */
function killer({ path, number }) {
  const home = Object.keys(FOLDERS)
    .filter(f => path.startsWith(`${f}/`))
    .sort((a, b) => b.length - a.length)[0]
  return FOLDERS[home].find(name => {
    const { reached, seconds } = lookAt(name)
    return reached.has(number) && start(name, { MUTANT: String(number) }, 10 + 10 * seconds).status !== 0
  })
}

/** Runs a test file without a mutant, once: which ones it reaches, and how long it takes. */
function lookAt(name) {
  if (!looks.has(name)) {
    const REACHED = join(folder, `${name}.json`)
    const started = performance.now()
    const { status, stdout, stderr } = start(name, { REACHED }, 600)
    if (status !== 0) throw new Error(`${name} fails before anything is changed\n${stdout}${stderr}`)
    looks.set(name, {
      reached: new Set(JSON.parse(readFileSync(REACHED, 'utf8'))),
      seconds: (performance.now() - started) / 1000,
    })
  }
  return looks.get(name)
}

function start(name, environment, seconds) {
  return spawnSync(process.execPath, ['--import', './scripts/mutate/switch.mjs', join(folder, `${name}.js`)], {
    cwd: root,
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    timeout: Math.ceil(1000 * seconds),
    killSignal: 'SIGKILL',
  })
}

/** So many of a list, by chance that is the same for a seed. */
function sample(list, count, seed) {
  let state = seed * 2654435761 + 1
  const random = () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822507) + 0x9e3779b9) >>> 0
    return state / 2 ** 32
  }
  return list
    .map(item => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .slice(0, count)
    .map(({ item }) => item)
}
