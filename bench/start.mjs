import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run, table, times, usage } from './measure.mjs'

/** "Starting": bench/quickstart-yaml with both programs, in turn with the interpreters that people know. */
export function starting({ root, programs, temporary, runs }) {
  const project = join(temporary, 'quickstart')
  const build = join(project, 'build')
  cpSync(join(root, 'bench/quickstart-yaml'), project, { recursive: true })
  // `python3` may be a script that looks for an interpreter.
  const python = run(root, 'python3', ['-c', 'import sys; print(sys.executable)']).stdout.trim()
  const calls = {
    'node -e 0': { program: [process.execPath, '-e', '0'], cwd: project },
    'python3 -c 0': { program: [python, '-c', '0'], cwd: project },
  }
  // The measured time of writing all files does not include removing the old ones. That call comes first, so that those after it find what they expect.
  const removed = () => rmSync(build, { recursive: true, force: true })
  for (const [name, program] of Object.entries(programs)) {
    calls[`${name}: compile, all files written`] = { program: [...program, 'compile'], cwd: project, before: removed }
    calls[`${name}: compile, nothing to write`] = { program: [...program, 'compile'], cwd: project }
    calls[`${name}: check, no difference`] = { program: [...program, 'check'], cwd: project }
    calls[`${name}: --help`] = { program: [...program, '--help'], cwd: project }
  }
  const taken = usage(runs, calls)
  const bare = taken['node -e 0']
  const rows = Object.entries(taken).map(([name, { cpu, wall, peak }]) => [
    name,
    `${Math.round(cpu * 1000)} ms`,
    times(cpu, bare.cpu),
    times(wall, bare.wall),
    `${Math.round(peak / 1024)} MiB`,
    times(peak, bare.peak),
  ])
  return {
    taken,
    text: `bench/quickstart-yaml, medians of ${runs}, Node ${process.versions.node}; the ratios are those to \`node -e 0\`.

${table(['call', 'processor time', 'ratio', 'wall time', 'peak memory', 'ratio'], rows)}`,
  }
}
