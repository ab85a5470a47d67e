// npm run bench [-- SECTION… --runs N --write]: what a run costs, as ratios, because milliseconds say nothing about another machine.
//
//   starting   cold `dockcompile` on the quickstart, `check`, and `--help`, each against `node -e 0`, in time and in memory
//   scale      1 to 1,000 pipelines of 10 steps: a first and a second run, memory, the exponent (1 is linear), the stages
//   peers      ZenML, repo2docker, truss and hpccm beside us, as far as `node bench/peers/install.mjs` has installed them
//   --write    puts what was measured into docs/benchmarks.md
//
// Medians; what is compared takes turns. The section "Building" of that page is bench/build/measure.mjs's.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from '../scripts/build.mjs'
import { peers } from './peers.mjs'
import { scale } from './scale.mjs'
import { starting } from './start.mjs'

const SECTIONS = { starting, scale, peers }

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '11' }, write: { type: 'boolean' } },
})
const wanted = positionals.length > 0 ? positionals : Object.keys(SECTIONS)
const unknown = wanted.filter(name => !Object.hasOwn(SECTIONS, name))
if (unknown.length > 0) {
  console.error(`error: there is no section ${unknown.join(', ')}; there are ${Object.keys(SECTIONS).join(', ')}`)
  process.exit(2)
}
const root = resolve(import.meta.dirname, '..')
const temporary = mkdtempSync(join(tmpdir(), 'dockcompile-bench-'))
try {
  await build({ fast: true })
  for (const name of wanted) {
    const text = SECTIONS[name]({ root, cli: join(root, 'dist/cli.js'), temporary, runs: Number(flags.runs) })
    const title = name[0].toUpperCase() + name.slice(1)
    console.log(`## ${title}\n\n${text}`)
    if (flags.write) put(title, text)
  }
} finally {
  rmSync(temporary, { recursive: true, force: true })
}

/** Replaces a section of docs/benchmarks.md, up to the next one, or adds it. */
function put(title, text) {
  const path = join(root, 'docs/benchmarks.md')
  const page = readFileSync(path, 'utf8')
  const section = `## ${title}\n\n\`npm run bench -- ${title.toLowerCase()} --write\` measures this.\n\n${text.trimEnd()}\n`
  const old = new RegExp(`^## ${title}\\n[^]*?(?=^## |(?![^]))`, 'm')
  const next = old.test(page) ? page.replace(old, () => `${section}\n`) : `${page.trimEnd()}\n\n${section}`
  writeFileSync(path, `${next.trimEnd()}\n`)
}
