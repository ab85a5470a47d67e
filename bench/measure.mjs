import { spawnSync } from 'node:child_process'

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
 * A preloaded module prints the peak when the process ends, so that the program itself stays as it is. Linux's own count first: that of `getrusage`
 * begins with what the process weighed that started it.
 */
const PRINT_PEAK = `data:text/javascript,import{readFileSync}from'node:fs';process.on('exit',()=>{let peak;try{peak=/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status','utf8'))[1]}catch{peak=process.resourceUsage().maxRSS}process.stderr.write('peak='+peak)})`

/** Peak memory of a run of Node, in KiB. */
export const peak = (cwd, ...args) => Number(/peak=(\d+)/.exec(node(cwd, '--import', PRINT_PEAK, ...args).stderr)?.[1])

/** A section of docs/benchmarks.md. */
export const table = (head, rows) => [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |\n`).join('')

export const times = (a, b) => `${(a / b).toFixed(2)} ×`
export const seconds = ms => `${(ms / 1000).toFixed(ms < 10_000 ? 3 : 1)} s`
