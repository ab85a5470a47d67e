// npm run mutate [-- --sample N --seed S --only PATH]: changes one place of src/ at a time (3-resolve, 4-plan, 5-render, quote) and looks whether
// a test notices. Prints every change that nobody notices, and last how many were noticed. 400 changes take a while: this is for a quiet evening,
// not for CI.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { build as esbuild } from 'esbuild'
import { mutantsOf } from './mutate/mutants.mjs'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({
  options: {
    sample: { type: 'string', default: '400' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    share: { type: 'string', default: '1/1' },
  },
})

/** Folders to change, and the test files that look at them most closely; golden cases come before these. */
const FOLDERS = {
  'src/3-resolve': ['python', 'validate', 'matrix'],
  'src/4-plan/lint': ['lint'],
  'src/4-plan': ['custom-dockerfile', 'validate', 'zenml-build', 'lint'],
  'src/5-render': ['templates', 'stamp', 'context'],
  'src/quote': ['quote', 'print', 'formats'],
}

const all = Object.keys(FOLDERS)
  .filter(folder => folder !== 'src/4-plan/lint')
  .flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts') && !name.includes('generated') && !name.endsWith('.d.ts'))
      .map(name => join(folder, name)),
  )
  .sort()
  .flatMap(path => mutantsOf(path, readFileSync(join(root, path), 'utf8')))
const chosen = sample(all, Number(values.sample), Number(values.seed))
const [k, n] = values.share.split('/').map(Number)
const mine = chosen.filter((mutant, i) => i % n === k - 1 && `${mutant.path}:${mutant.line}`.includes(values.only))

// The bundles lie one folder below the package, as all bundles do: they look for catalogs and schemas from there.
const folder = mkdtempSync(join(root, 'dist-mutants-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const totals = { noticed: 0, unnoticed: 0 }
if (await noticed(undefined)) throw new Error('the tests fail before anything is changed')
for (const mutant of mine) {
  const by = await noticed(mutant)
  if (by) totals.noticed++
  else {
    totals.unnoticed++
    console.log(`UNNOTICED ${mutant.path}:${mutant.line}: ${mutant.what}\n    ${mutant.before}\n    ${mutant.after}`)
  }
}
const share = ((100 * totals.noticed) / (totals.noticed + totals.unnoticed)).toFixed(1)
console.log(`${totals.noticed} noticed, ${totals.unnoticed} unnoticed of ${mine.length} (${all.length} possible): ${share} %`)

/** The test that notices a change; undefined where none does. */
async function noticed(mutant) {
  const folderOf = Object.keys(FOLDERS)
    .filter(f => mutant?.path.startsWith(`${f}/`))
    .sort((a, b) => b.length - a.length)[0]
  for (const test of ['mutation/golden', ...(FOLDERS[folderOf] ?? [])]) {
    const path = join(folder, `${test.replace('/', '-')}.js`)
    try {
      await bundle(test.includes('/') ? `test/${test}.ts` : `test/${test}.test.ts`, path, mutant)
    } catch {
      return 'the compiler'
    }
    const { status, stdout } = spawnSync(process.execPath, [path], { cwd: root, encoding: 'utf8', timeout: 240_000 })
    if (!mutant && status !== 0) console.log(stdout)
    if (status !== 0) return test
  }
  return undefined
}

function bundle(entry, outfile, mutant) {
  const plugin = {
    name: 'mutant',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) =>
        mutant && relative(root, path) === mutant.path ? { contents: mutant.text, loader: 'ts' } : undefined,
      )
    },
  }
  return esbuild({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
    plugins: [plugin],
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
