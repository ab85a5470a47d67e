import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/**
 * What each job takes in milliseconds (or gives, with `measure`): the median, after one round that is not counted. The jobs take turns, so that
 * a busy moment of the machine meets all of them. `job.before` is not part of it.
 */
export function inTurns(rounds, jobs, measure) {
  const values = jobs.map(() => [])
  for (let round = 0; round <= rounds; round++)
    jobs.forEach((job, i) => {
      job.before?.()
      const started = performance.now()
      const given = job()
      if (round > 0) values[i].push(measure ? measure(given) : performance.now() - started)
    })
  return values.map(median)
}

export const median = values => values.toSorted((a, b) => a - b)[values.length >> 1]

/** Runs a program to its end; what it prints, or an error when it fails. */
export function run(cwd, program, args, env) {
  const result = spawnSync(program, args, { cwd, env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (result.status !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${result.status ?? result.error}\n${result.stderr}`)
  return result
}

export const node = (cwd, ...args) => run(cwd, process.execPath, args)

/**
 * What programs take: medians of seconds of processor time (`cpu`), of `wall` time, and of peak memory in KiB (`peak`), by the names of the calls.
 * The calls take turns. Where other work is going on, only processor time says something.
 *
 * @param {Record<string, { program: string[], cwd: string, before?: () => void }>} calls
 */
export function usage(rounds, calls) {
  const names = Object.keys(calls)
  const taken = names.map(() => /** @type {any[]} */ ([]))
  for (let round = 0; round <= rounds; round++)
    names.forEach((name, i) => {
      const { program, cwd, before } = calls[name]
      before?.()
      const { stdout } = run(cwd, 'python3', [join(import.meta.dirname, 'usage.py'), ...program])
      if (round > 0) taken[i].push(JSON.parse(stdout))
    })
  const middle = (i, key) => median(taken[i].map(each => each[key]))
  return Object.fromEntries(
    names.map((name, i) => [name, { cpu: middle(i, 'cpu'), wall: middle(i, 'wall'), peak: middle(i, 'peak') }]),
  )
}

/** A section of docs/benchmarks.md. */
export const table = (head, rows) => [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |\n`).join('')

export const times = (a, b) => `${(a / b).toFixed(2)} ×`
export const seconds = s => `${s.toFixed(s < 10 ? 3 : 1)} s`
