import { type Measure, STAGES, type Stage } from '../model/measure.ts'

/** What a run spends its time on: `start` is the time until the program knows its call, `other` is what no part was named for. */
const PARTS = ['start', 'read', ...STAGES, 'write', 'other'] as const

export type Part = (typeof PARTS)[number]

/** Measures the parts of a run. A part may be inside another one: time counts for the innermost. */
export class Stopwatch {
  readonly #spent = new Map<Part, number>()
  #current: Part = 'other'
  #since: number

  // `performance` would be loaded for it, with much else.
  constructor(now: () => number = () => process.uptime() * 1000) {
    this.#now = now
    this.#since = now()
    // The clock of a process begins with it.
    this.#spent.set('start', this.#since)
  }

  readonly #now: () => number

  /** Runs a part and counts its time. */
  measure<T>(part: Part, run: () => T): T {
    const outer = this.#switch(part)
    try {
      return run()
    } finally {
      this.#switch(outer)
    }
  }

  /** For the compiler's stages. */
  readonly stages: Measure = <T>(stage: Stage, part: () => T): T => this.measure(stage, part)

  /** A table of parts: milliseconds, and shares of the whole. */
  report(): string {
    this.#switch(this.#current)
    const total = [...this.#spent.values()].reduce((sum, ms) => sum + ms, 0)
    const row = (name: string, ms: number) =>
      `${name.padEnd(8)} ${ms.toFixed(1).padStart(8)} ms ${`${Math.round((100 * ms) / total)}`.padStart(3)} %\n`
    const rows = PARTS.flatMap(part => (this.#spent.has(part) ? [row(part, this.#spent.get(part)!)] : []))
    return [...rows, row('total', total)].join('')
  }

  /** Begins another part, and gives the one that ends. */
  #switch(next: Part): Part {
    const [now, ended] = [this.#now(), this.#current]
    this.#spent.set(ended, (this.#spent.get(ended) ?? 0) + now - this.#since)
    this.#since = now
    this.#current = next
    return ended
  }
}
