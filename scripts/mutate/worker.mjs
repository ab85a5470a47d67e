import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A mutant that computes this much longer than its checks alone hangs: seconds, and a factor. One that waits may do so as many times longer. */
const PATIENCE = { seconds: 20, factor: 10, waiting: 30 }
/** Milliseconds of computing that a check may take: what is slower is not done for every mutant. */
const LIMIT = 1000
export const HANG = 'a hang'

/**
 * Tries mutants with test/mutation/worker.ts: one warm process for all of them, and one of its own for a mutant that has to be on from the start, or
 * that was tried where another had left something behind.
 */
export class Worker {
  #path
  #root
  #process
  #checks = []
  #first = new Set()

  constructor(path, root) {
    this.#path = path
    this.#root = root
  }

  #start(environment) {
    const child = fork(this.#path, {
      cwd: this.#root,
      env: { ...process.env, ...environment },
      execArgv: ['--import', './scripts/mutate/switch.mjs'],
      // No /dev/null for what it says: to us that counts as a terminal.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const stream of [child.stdout, child.stderr]) stream?.resume()
    return child
  }

  /** Runs all checks without a mutant, to know which of them reach which. `unfit`, which do not hold when they share a process, and `slow` are not used. */
  async look() {
    this.#process = this.#start({ LOOK: '1' })
    let said = ''
    this.#process.stderr.on('data', data => (said += data))
    const { checks, first, loading, unfit } = await ask(this.#process, 3600)
    if (!checks) throw new Error(said)
    const quick = checks.filter(({ ms }) => ms <= LIMIT)
    const loaded = new Map(Object.entries(loading).map(([file, numbers]) => [file, new Set(numbers)]))
    this.#checks = quick
      .map(check => ({ ...check, reached: new Set(check.reached), loaded: loaded.get(fileOf(check.name)) }))
      .sort((a, b) => a.ms - b.ms)
    this.#first = new Set(first)
    return { checks: quick.length, unfit, slow: checks.filter(({ ms }) => ms > LIMIT).map(({ name }) => name) }
  }

  /**
   * The check that notices a mutant.
   *
   * @param nearby numbers of the mutants of the same file: checks that reach one of them may notice one that is reached at the start only
   */
  async killer(mutant, nearby) {
    const reaching = this.#checks.filter(({ reached }) => reached.has(mutant))
    const by = reaching.length > 0 ? await this.#warm(mutant, reaching) : undefined
    if (by !== undefined || !this.#first.has(mutant)) return by
    const loading = this.#checks.filter(({ loaded }) => loaded?.has(mutant))
    if (loading.length > 0) return this.#alone(mutant, loading)
    if (reaching.length > 0) return undefined
    const near = this.#checks.filter(({ reached }) => nearby.some(number => reached.has(number)))
    return this.#alone(mutant, near.length > 0 ? near : this.#checks)
  }

  async #warm(mutant, checks) {
    // A mutant may have ended it after its answer, in something that ran on: now, or while the next one is tried.
    if (!this.#process?.connected) {
      this.#process = this.#start({})
      await ask(this.#process, 600)
    }
    const { by, isSpoiled, isGone } = await ask(this.#process, patienceFor(checks), question(mutant, checks))
    if (isSpoiled || isGone) this.end()
    const mayBeOfAnother = isSpoiled || (isGone && by !== HANG)
    return mayBeOfAnother ? this.#alone(mutant, checks) : by
  }

  end() {
    leave(this.#process)
    this.#process = undefined
  }

  /** The check that notices a mutant which is on from the start. One that breaks in this order without a mutant, too, says nothing. */
  async #alone(mutant, checks) {
    const by = await this.#fresh(mutant, checks)
    const last = checks.findIndex(({ name }) => name === by)
    if (last === -1) return by
    const ofItsFile = checks.slice(0, last + 1).filter(({ name }) => fileOf(name) === fileOf(by))
    if ((await this.#fresh(-1, ofItsFile)) === undefined) return by
    return this.#alone(
      mutant,
      checks.filter(({ name }) => name !== by),
    )
  }

  async #fresh(mutant, checks) {
    const own = this.#start({ MUTANT: String(mutant) })
    const ready = await ask(own, 600)
    const { by } = ready.by ? ready : await ask(own, patienceFor(checks), question(mutant, checks))
    leave(own)
    return by
  }
}

/** The file of a test; a golden case is one for itself. */
const fileOf = name => name.split(':')[0]

/** Lets a process go, which then removes its temporary files; one that hung is gone already. */
function leave(child) {
  if (child?.connected) child.disconnect()
}

const question = (mutant, checks) => ({ mutant, names: checks.map(({ name }) => name) })
const patienceFor = checks => PATIENCE.seconds + (PATIENCE.factor * checks.reduce((sum, { ms }) => sum + ms, 0)) / 1000

/** The answer of a process within seconds of computing: that it gives none is an answer, too. One that is gone already says nothing about the mutant. */
function ask(child, seconds, message) {
  return new Promise(done => {
    const answer = given => {
      clearInterval(timer)
      child.off('message', answer).off('exit', end)
      done(given)
    }
    const end = (code, signal) => answer({ by: signal ?? `exit code ${code}`, isGone: true })
    const [since, before] = [Date.now(), secondsOf(child)]
    const timer = setInterval(() => {
      const waited = (Date.now() - since) / 1000
      const computed = before === undefined ? waited : (secondsOf(child) ?? 0) - before
      if (computed < seconds && waited < PATIENCE.waiting * seconds) return
      child.kill('SIGKILL')
      answer({ by: HANG, isGone: true })
    }, 1000)
    child.on('message', answer).on('exit', end)
    if (message) child.send(message, problem => problem && answer({ isSpoiled: true }))
  })
}

/** How long a process has computed, which does not depend on what else the machine does; undefined where nobody says so. */
function secondsOf(child) {
  try {
    // proc(5): utime and stime are the 14th and 15th field, and only the second may hold blanks and brackets.
    const text = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(') ') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return undefined
  }
}
