import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { run, seconds, table, times, usage } from './measure.mjs'
import { makeLongPipeline, makeWorkspace } from './workspace.mjs'

const SIZES = [1, 10, 100, 1000]

/** "Scale": how time and memory grow with the number of pipelines and of steps, and where the time goes. */
export function scale({ programs, temporary }) {
  const bare = usage(5, { bare: { program: [process.execPath, '-e', '0'], cwd: temporary } }).bare
  const measured = Object.entries(programs).map(([name, program]) => ({ name, results: sizes(name, program, temporary) }))
  const long = join(temporary, 'long')
  makeLongPipeline(long, 10_000)
  const steps = usage(
    2,
    Object.fromEntries(
      Object.entries(programs).map(([name, program]) => [name, { program: [...program, 'compile'], cwd: long }]),
    ),
  )
  const stages = Object.entries(programs).map(([name, [program, ...words]]) => {
    const { stderr } = run(join(temporary, 'pipelines-1000'), program, [...words, 'compile', '--timing'])
    return `A second run of the ${name} with 1,000 (\`dockcompile --timing\`):\n\n\`\`\`\n${stderr.trimEnd()}\n\`\`\`\n`
  })
  const head = ['pipelines', 'images', 'first run', 'wall time', 'second run', 'second / first', 'peak memory', 'exponent']
  return {
    taken: Object.fromEntries(measured.map(({ name, results }) => [name, results])),
    text: `Pipelines of ten steps; each has requirements of its own and so have two of its steps, so no two of its three images are the same. The second run
changes nothing: it compiles all the same, and compares. Seconds of processor time, where no other is named; \`node -e 0\` takes ${seconds(bare.cpu)}.
The exponent is that of the growth since the line above; 1 is linear.

${measured
  .map(
    ({ name, results }) =>
      `The ${name}; from 10 to 1,000 pipelines its time grows with the exponent ${exponent(results[1], results[3]).toFixed(2)}:\n\n${table(
        head,
        results.map((result, i) => row(result, results[i - 1])),
      )}\n10,000 steps in one pipeline, 2,001 images, nothing to write: ${seconds(steps[name].cpu)}, ${Math.round(steps[name].peak / 1024)} MiB.\n`,
  )
  .join('\n')}
${stages.join('\n')}`,
  }
}

export const exponent = (from, to) => Math.log(to.first.cpu / from.first.cpu) / Math.log(to.pipelines / from.pipelines)

function row({ pipelines, first, second }, before) {
  return [
    `${pipelines}`,
    `${3 * pipelines}`,
    seconds(first.cpu),
    seconds(first.wall),
    seconds(second.cpu),
    times(second.cpu, first.cpu),
    `${Math.round(Math.max(first.peak, second.peak) / 1024)} MiB`,
    before === undefined ? '' : exponent(before, { pipelines, first }).toFixed(2),
  ]
}

function sizes(name, program, temporary) {
  return SIZES.map(pipelines => {
    const project = join(temporary, `pipelines-${pipelines}`)
    makeWorkspace(project, pipelines)
    const call = { program: [...program, 'compile'], cwd: project }
    let runs = 0
    // Moved and not deleted: ext4 looks at what was deleted within minutes before it makes a file, and would take several times as long.
    const moved = () => {
      const build = join(project, 'build')
      if (existsSync(build)) renameSync(build, `${project}-${name.replaceAll(' ', '-')}-${++runs}`)
    }
    const { first, second } = usage(pipelines > 100 ? 3 : 7, { first: { ...call, before: moved }, second: call })
    return { pipelines, first, second }
  })
}
