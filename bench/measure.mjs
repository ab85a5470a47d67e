import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/**
 * The values that each job gives in so many rounds, after one that is not counted. The jobs take turns, so that a busy moment of the machine meets
 * all of them.
 */
export function inTurns(rounds, jobs) {
  const values = jobs.map(() => /** @type {any[]} */ ([]))
  for (let round = 0; round <= rounds; round++)
    jobs.forEach((job, i) => {
      const value = job()
      if (round > 0) values[i].push(value)
    })
  return values
}

/** The seconds that a job takes. */
export function timed(job) {
  const started = performance.now()
  job()
  return (performance.now() - started) / 1000
}

export const median = values => values.toSorted((a, b) => a - b)[values.length >> 1]

/** Runs a program to its end; what it prints, or an error when it fails. */
export function run(cwd, program, args, env) {
  const result = spawnSync(program, args, { cwd, env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (result.status !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${result.status ?? result.error}\n${result.stderr}`)
  return result
}

/**
 * What programs take: medians of seconds of processor time (`cpu`), of `wall` time, and of peak memory in KiB (`peak`), by the names of the calls.
 * The calls take turns. On a busy machine only processor time says something.
 *
 * @param {Record<string, { program: string[], cwd: string, before?: () => void }>} calls
 */
export function usage(rounds, calls) {
  const jobs = Object.values(calls).map(({ program, cwd, before }) => () => {
    before?.()
    return JSON.parse(run(cwd, 'python3', [join(import.meta.dirname, 'usage.py'), ...program]).stdout)
  })
  const taken = inTurns(rounds, jobs)
  const middle = (i, key) => median(taken[i].map(each => each[key]))
  return Object.fromEntries(
    Object.keys(calls).map((name, i) => [name, { cpu: middle(i, 'cpu'), wall: middle(i, 'wall'), peak: middle(i, 'peak') }]),
  )
}

/** A section of docs/benchmarks.md. */
export const table = (head, rows) => [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |\n`).join('')

export const times = (a, b) => `${(a / b).toFixed(2)} ×`
export const seconds = s => `${s.toFixed(s < 10 ? 3 : 1)} s`
