// npm run bench [-- --runs N]: what a run costs, as ratios, because milliseconds say nothing about another machine.
//
//   start      cold `dockcompile` on the quickstart, `check` with nothing to do, and `--help`, each against `node -e 0`
//   memory     peak memory of the same compilation against `node -e 0`
//   scaling    1 to 1,000 pipelines of 10 steps; the exponent says how time grows with the input: 1 is linear
//
// Medians; the programs that are compared take turns, so that a busy moment of the machine meets all of them.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from '../scripts/build.mjs'
import { makeWorkspace } from './workspace.mjs'

const { values: flags } = parseArgs({ options: { runs: { type: 'string', default: '21' } } })
const root = resolve(import.meta.dirname, '..')
const cli = join(root, 'dist/cli.js')
const temporary = mkdtempSync(join(tmpdir(), 'dockcompile-bench-'))

try {
  await build({ fast: true })
  const quickstart = join(temporary, 'quickstart')
  cpSync(join(root, 'examples/quickstart'), quickstart, { recursive: true })
  start(quickstart)
  memory(quickstart)
  scaling()
} finally {
  rmSync(temporary, { recursive: true, force: true })
}

function start(project) {
  const built = join(project, 'build')
  const [node, ...others] = medians(Number(flags.runs), [
    () => run(project, '-e', '0'),
    () => run(project, cli, 'compile'),
    () => run(project, cli, 'check'),
    () => run(project, cli, '--help'),
    // Cold in every sense: all files are written. Removing the old ones is not part of it.
    Object.assign(() => run(project, cli, 'compile'), { before: () => rmSync(built, { recursive: true, force: true }) }),
  ])
  const names = ['compile, nothing to write', 'check, no difference', '--help', 'compile, all files written']
  console.log(`start (node -e 0 takes ${node.toFixed(0)} ms)`)
  others.forEach((time, i) => {
    row(names[i], `${(time / node).toFixed(2)} ×`)
  })
}

function memory(project) {
  // A preloaded module prints the peak when the process ends, so that the program itself stays as it is.
  const printPeak = `data:text/javascript,process.on('exit',()=>process.stderr.write('peak='+process.resourceUsage().maxRSS))`
  const peak = (...args) => Number(/peak=(\d+)/.exec(run(project, '--import', printPeak, ...args).stderr)[1])
  const [node, compile] = medians(5, [() => peak('-e', '0'), () => peak(cli, 'compile')], value => value)
  console.log('memory')
  row('compile', `${(compile / node).toFixed(2)} ×`)
}

function scaling() {
  console.log('scaling (10 steps each, one in three with settings of its own)')
  const baseline = medians(5, [() => run(temporary, '-e', '0')])[0]
  let last
  for (const pipelines of [1, 10, 100, 1000]) {
    const project = join(temporary, `pipelines-${pipelines}`)
    makeWorkspace(project, pipelines)
    const [time] = medians(pipelines > 100 ? 3 : 5, [
      Object.assign(() => run(project, cli, 'compile'), {
        before: () => rmSync(join(project, 'build'), { recursive: true, force: true }),
      }),
    ])
    // Node's own start is no part of how the work grows.
    const work = time - baseline
    const exponent = last ? `, exponent ${(Math.log(work / last.work) / Math.log(pipelines / last.pipelines)).toFixed(2)}` : ''
    row(`${pipelines} pipelines`, `${(time / baseline).toFixed(2)} ×${exponent}`)
    last = { pipelines, work }
  }
}

/** The median of what each job takes (or gives, with `measure`), after one round that is not counted. */
function medians(rounds, jobs, measure) {
  const values = jobs.map(() => [])
  for (let round = 0; round <= rounds; round++)
    jobs.forEach((job, i) => {
      job.before?.()
      const started = performance.now()
      const given = job()
      if (round > 0) values[i].push(measure ? measure(given) : performance.now() - started)
    })
  return values.map(v => v.sort((a, b) => a - b)[v.length >> 1])
}

function run(cwd, ...args) {
  const result = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
  if (result.status !== 0) throw new Error(`node ${args.join(' ')} ended with ${result.status}\n${result.stderr}`)
  return result
}

function row(name, text) {
  console.log(`  ${name.padEnd(32)}${text}`)
}
