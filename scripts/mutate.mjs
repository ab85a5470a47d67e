// npm run mutate [-- --sample N --seed S --only TEXT]: changes one place of src/ at a time (3-resolve, 4-plan, 5-render, quote, requirements), and looks
// whether a test notices. Prints each mutant that lives, and last how many were killed, of all that were tried. An error and a hang are noticed, too.
//
// All mutants are in one bundle, each behind a switch (scripts/mutate/switched.mjs), with the golden cases and the tests that
// call the code themselves (test/mutation/worker.ts). A mutant is tried with the checks that reach it, the quick ones first. --only keeps the
// mutants of the sample whose `path:line: what` contains one of the texts between commas. scripts/mutate/explained.json says why nobody can notice a
// mutant: it counts as alive all the same.
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { build as esbuild } from 'esbuild'
import { mutantsOf, WHOLE_FUNCTION } from './mutate/mutants.mjs'
import { switched } from './mutate/switched.mjs'
import { HANG, Worker } from './mutate/worker.mjs'
import { REQUIRE } from './test/require-banner.mjs'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({
  options: {
    sample: { type: 'string', default: '400' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
})

const FOLDERS = [
  'src/3-resolve',
  'src/4-plan',
  'src/5-render',
  'src/quote',
  'src/requirements',
  'src/lint',
  'src/credentials',
  'src/dockerfile',
  'src/python',
]
/** Test files that call the code in their own process: those that start dist/cli.js would not see a mutant. */
const TESTS =
  `context custom-dockerfile encoders explain formats lint parity plan portable print python quote stack-validation stamp templates
  ways-out zenml-build`.split(/\s+/)

const all = FOLDERS.flatMap(folder =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.includes('generated') && !name.endsWith('.d.ts'))
    .map(name => join(folder, name)),
)
  .sort()
  .flatMap(path => mutantsOf(path, readFileSync(join(root, path), 'utf8')))
for (const [number, mutant] of all.entries()) mutant.number = number
const chosen = sample(all, Number(values.sample), values.seed).filter(mutant =>
  values.only.split(',').some(text => sentence(mutant).includes(text)),
)
const paths = new Set(chosen.map(({ path }) => path))
/** Beside the chosen ones every function of their files, to know which checks come near. */
const bundled = all.filter(mutant => chosen.includes(mutant) || (paths.has(mutant.path) && mutant.what === WHOLE_FUNCTION))

const explained = JSON.parse(readFileSync(join(root, 'scripts/mutate/explained.json'), 'utf8'))
for (const entry of explained)
  if (!all.some(m => isAbout(entry, m))) console.log(`note: explained.json: nothing of ${entry.path} is like ${entry.after}`)

// The bundles lie one folder below the package, as all bundles do: they look for catalogs and schemas from there.
const folder = mkdtempSync(join(root, 'dist-mutants-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
process.on('SIGINT', () => process.exit(130)).on('SIGTERM', () => process.exit(143))

await bundle()
const worker = new Worker(join(folder, 'worker.js'), root)
process.on('exit', () => worker.end())
const { checks, unfit, slow } = await worker.look()
console.log(`${chosen.length} of ${all.length} possible mutants, ${checks} checks`)
console.log(`not used, as they need a process of their own: ${unfit.join('; ') || 'none'}`)
console.log(`not used, as they take long: ${slow.join('; ') || 'none'}`)
const totals = { killed: 0, explained: 0, alive: 0 }
for (const [i, mutant] of chosen.entries()) {
  const nearby = bundled.filter(({ path }) => path === mutant.path).map(({ number }) => number)
  const by = await worker.killer(mutant.number, nearby)
  const why = explained.find(entry => isAbout(entry, mutant))?.why
  totals[by ? 'killed' : why ? 'explained' : 'alive']++
  if (by === HANG) console.log(`note: noticed by ${by}: ${sentence(mutant)}`)
  if (by && why) console.log(`note: explained.json: ${by} notices ${sentence(mutant)}`)
  if (!by)
    console.log(
      `${why ? 'EXPLAINED' : 'ALIVE'} ${sentence(mutant)}\n    ${mutant.before}\n    ${mutant.after}${why ? `\n    ${why}` : ''}`,
    )
  if ((i + 1) % 10 === 0) console.log(`${i + 1} tried, ${totals.killed} killed`)
}
worker.end()
const share = ((100 * totals.killed) / chosen.length).toFixed(1)
console.log(
  `seed ${values.seed}: ${totals.killed} of ${chosen.length} killed (${share} %), ${totals.explained} explained, ${totals.alive} alive`,
)

function sentence({ path, line, what }) {
  return `${path}:${line}: ${what}`
}

/** By the text of the line, as numbers of lines change. */
function isAbout(entry, mutant) {
  return ['path', 'what', 'before', 'after'].every(key => entry[key] === mutant[key])
}

/** Bundles the tests with all mutants, each off. */
function bundle() {
  const load = TESTS.map(name => `'${name}': () => import(${JSON.stringify(join(root, `test/${name}.test.ts`))})`)
  const plugin = {
    name: 'mutants',
    setup(build) {
      build.onResolve({ filter: /^uvu$/ }, () => ({ path: join(root, 'test/mutation/uvu.ts') }))
      build.onLoad({ filter: /test\/mutation\/test-files\.ts$/ }, () => ({ contents: `export const testFiles = {${load}}` }))
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => withMutants(path))
    },
  }
  return esbuild({
    entryPoints: [join(root, 'test/mutation/worker.ts')],
    outdir: folder,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    banner: REQUIRE,
    logLevel: 'warning',
    plugins: [plugin],
  })
}

function withMutants(path) {
  const mutants = bundled.filter(m => m.path === relative(root, path))
  return mutants.length > 0 ? { contents: switched(readFileSync(path, 'utf8'), mutants), loader: 'ts' } : undefined
}

/** So many of them, by chance that is the same for a seed, also when other lines of the code have changed. */
function sample(mutants, count, seed) {
  const key = mutant =>
    createHash('sha256').update([seed, mutant.path, mutant.what, mutant.before, mutant.after].join('\n')).digest('hex')
  return mutants
    .map(mutant => ({ mutant, key: key(mutant) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, count)
    .map(({ mutant }) => mutant)
}
