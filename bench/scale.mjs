import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { inTurns, node, peak, seconds, table, times } from './measure.mjs'
import { makeWorkspace } from './workspace.mjs'

const SIZES = [1, 10, 100, 1000]

/** "Scale": how time and memory grow with the number of pipelines, and where the time goes. */
export function scale({ cli, temporary }) {
  const [bare] = inTurns(5, [() => node(temporary, '-e', '0')])
  const results = SIZES.map(pipelines => measureWorkspace(join(temporary, `pipelines-${pipelines}`), pipelines, cli))
  // Node's own start is no part of how the work grows.
  const exponent = (from, to) => Math.log((to.first - bare) / (from.first - bare)) / Math.log(to.pipelines / from.pipelines)
  const rows = results.map((r, i) => [
    r.pipelines.toLocaleString('en'),
    (3 * r.pipelines).toLocaleString('en'),
    seconds(r.first),
    seconds(r.second),
    times(r.second, r.first),
    `${Math.round(r.memory / 1024)} MiB`,
    i === 0 ? '' : exponent(results[i - 1], r).toFixed(2),
  ])
  const [, ten, , thousand] = results
  const stages = node(join(temporary, 'pipelines-1000'), cli, 'compile', '--timing').stderr
  return `Pipelines of ten steps; each has requirements of its own and so have two of its steps, so no two of its three images are the same. The second run
changes nothing: it compiles all the same, and compares. \`node -e 0\` takes ${seconds(bare)}.

${table(['pipelines', 'images', 'first run', 'second run', 'second / first', 'peak memory', 'exponent'], rows)}
From 10 to 1,000 pipelines time grows with the exponent ${exponent(ten, thousand).toFixed(2)}; 1 is linear.
The stages of a second run with 1,000 (\`dockcompile --timing\`):

\`\`\`
${stages.trimEnd()}
\`\`\`
`
}

function measureWorkspace(project, pipelines, cli) {
  makeWorkspace(project, pipelines)
  const first = () => node(project, cli, 'compile')
  let runs = 0
  // Moved and not deleted: ext4 looks at what was deleted within minutes before it makes a file, and would take several times as long.
  first.before = () => {
    if (existsSync(join(project, 'build'))) renameSync(join(project, 'build'), `${project}-build-${++runs}`)
  }
  const [written, same] = inTurns(pipelines > 100 ? 3 : 7, [first, () => node(project, cli, 'compile')])
  return { pipelines, first: written, second: same, memory: peak(project, cli, 'compile') }
}
