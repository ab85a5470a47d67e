import { table } from './measure.mjs'
import { installedPeers } from './peers.mjs'
import { exponent, scale } from './scale.mjs'
import { starting } from './start.mjs'

/** "Gates": the limits that a change may not pass, each with what was measured. */
export function gates(measuring) {
  const { taken } = starting(measuring)
  const bare = taken['node -e 0']
  const ratio = (call, key) => taken[call][key] / bare[key]
  const [, ten, , thousand] = scale(measuring).taken['standalone program']
  const zenml = installedPeers(measuring).find(({ name }) => name === 'zenml')
  const limits = [
    ['standalone program: check, processor time to `node -e 0`', ratio('standalone program: check, no difference', 'cpu'), 0.6],
    ['standalone program: --help, processor time', ratio('standalone program: --help', 'cpu'), 0.25],
    ['standalone program: check, peak memory', ratio('standalone program: check, no difference', 'peak'), 1.2],
    ['npm package: check, processor time', ratio('npm package: check, no difference', 'cpu'), 1.75],
    ['1,000 pipelines, first run, seconds of processor time', thousand.first.cpu, 2.3],
    ['1,000 pipelines, second run to first', thousand.second.cpu / thousand.first.cpu, 0.6],
    ['1,000 pipelines, peak memory in MB', (Math.max(thousand.first.peak, thousand.second.peak) * 1.024) / 1000, 300],
    ['exponent from 10 to 1,000 pipelines', exponent(ten, thousand), 1],
    ...(zenml ? [["our time to that of ZenML's own path, one pipeline", zenml.standalone / zenml.their, 1 / 60]] : []),
  ]
  if (limits.some(([, measured, limit]) => measured > limit)) process.exitCode = 1
  const rows = limits.map(([what, measured, limit]) => [
    what,
    measured.toPrecision(3),
    limit.toPrecision(3),
    measured > limit ? 'NOT MET' : 'met',
  ])
  return { text: table(['what', 'measured', 'at most', ''], rows) }
}
