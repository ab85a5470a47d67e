// npm run bench [-- SECTION… --runs N --write]: what a run of the standalone program and of the npm package costs, as ratios, because milliseconds say nothing about another machine.
//
//   starting   cold runs on bench/quickstart-yaml, `check`, and `--help`, beside `node -e 0` and `python3 -c 0`, in time and in memory
//   scale      1 to 1,000 pipelines of 10 steps, and 10,000 steps: a first and a second run, memory, the exponent (1 is linear), the stages
//   peers      ZenML, repo2docker, truss and hpccm beside us, as far as `node bench/peers/install.mjs` has installed them
//   layers     what an edit of one pin costs in each way to install 64 packages, built and pushed; only when it is named: bench/layers.mjs says what it needs
//   lsp        how long an editor waits for messages and answers, and whether the memory of the server grows. Only when it is named
//   gates      the limits of all of these; the exit code is 1 where one is not met. Only when it is named
//   --write    puts what was measured into docs/benchmarks.md
//
// Medians; what is compared takes turns. Needs python3, which counts what a process takes. The section "Building" of that page is bench/build/measure.mjs's.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { programOf, standalone, thisPlatform } from '../scripts/standalone.mjs'
import { gates } from './gates.mjs'
import { layers } from './layers.mjs'
import { lsp } from './lsp.mjs'
import { peers } from './peers.mjs'
import { scale } from './scale.mjs'
import { starting } from './start.mjs'

const SECTIONS = { starting, scale, peers, gates, layers, lsp }

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string' },
    write: { type: 'boolean' },
    builder: { type: 'string', default: process.env.BENCH_BUILDER },
    registry: { type: 'string', default: process.env.BENCH_REGISTRY },
    context: { type: 'string', multiple: true, default: [] },
    'no-bytecode': { type: 'boolean' },
  },
})
const wanted = positionals.length > 0 ? positionals : ['starting', 'scale', 'peers']
const unknown = wanted.filter(name => !Object.hasOwn(SECTIONS, name))
if (unknown.length > 0) {
  console.error(`error: there is no section ${unknown.join(', ')}; there are ${Object.keys(SECTIONS).join(', ')}`)
  process.exit(2)
}
const root = resolve(import.meta.dirname, '..')
const temporary = mkdtempSync(join(tmpdir(), 'dockcompile-bench-'))
try {
  // The others are measured with the npm package alone.
  if (wanted.some(name => name !== 'layers' && name !== 'lsp')) await standalone([thisPlatform()])
  const programs = {
    'standalone program': [programOf(thisPlatform())],
    'npm package': [process.execPath, join(root, 'dist/cli.js')],
  }
  const { builder, registry, context: contexts } = flags
  const building = { builder, registry, contexts, bytecode: !flags['no-bytecode'] }
  for (const name of wanted) {
    const runs = Number(flags.runs ?? (name === 'layers' ? 3 : 15))
    const { text } = await SECTIONS[name]({ root, programs, temporary, runs, building })
    const title = name[0].toUpperCase() + name.slice(1)
    console.log(`## ${title}\n\n${text}`)
    if (flags.write) put(title, text)
  }
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 2
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
