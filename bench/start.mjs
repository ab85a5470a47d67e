import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { inTurns, node, peak, seconds, table, times } from './measure.mjs'

/** "Starting": the quickstart, cold, against `node -e 0`. */
export function starting({ root, cli, temporary, runs }) {
  const project = join(temporary, 'quickstart')
  cpSync(join(root, 'examples/quickstart'), project, { recursive: true })
  const calls = {
    'compile, nothing to write': ['compile'],
    'check, no difference': ['check'],
    '`--help`': ['--help'],
  }
  // Cold in every sense: all files are written. Removing the old ones is not part of it.
  const all = () => node(project, cli, 'compile')
  all.before = () => rmSync(join(project, 'build'), { recursive: true, force: true })
  const jobs = [() => node(project, '-e', '0'), ...Object.values(calls).map(args => () => node(project, cli, ...args)), all]
  const [bare, ...measured] = inTurns(runs, jobs)
  const [barePeak, ownPeak] = inTurns(5, [() => peak(project, '-e', '0'), () => peak(project, cli, 'compile')], value => value)
  const names = [...Object.keys(calls), 'compile, all files written']
  return `The quickstart, each call in turn with \`node -e 0\` (${seconds(bare)}), medians of ${runs}, Node ${process.versions.node}.

${table(
  ['call', 'against `node -e 0`', 'above it'],
  measured.map((ms, i) => [names[i], times(ms, bare), `${Math.round(ms - bare)} ms`]),
)}| peak memory of compile | ${times(ownPeak, barePeak)} | ${Math.round((ownPeak - barePeak) / 1024)} MiB |
`
}
