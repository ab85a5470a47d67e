import { fork } from 'node:child_process'

/** A mutant that lets one case take longer than this hangs: very long, for a busy machine. */
const SECONDS = 90

/**
 * Tries mutants with test/mutation/worker.ts: one warm process for all of them, and one of its own for a mutant that has to be there from the start,
 * or that was tried in a process in which another had left something behind.
 */
export class GoldenWorker {
  #start
  #process
  #reached

  constructor(path, root) {
    this.#start = environment =>
      fork(path, {
        cwd: root,
        env: { ...process.env, ...environment },
        execArgv: ['--import', './scripts/mutate/switch.mjs'],
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      })
  }

  /** What notices a mutant. */
  async killer(mutant) {
    await this.#warm()
    const cases = Object.keys(this.#reached.again).filter(name => this.#reached.again[name].has(mutant))
    if (cases.length === 0) return this.#reached.first.has(mutant) ? this.#alone(mutant) : undefined
    const { by, isSpoiled, isGone } = await ask(this.#process, { mutant, cases })
    if (isSpoiled || isGone) this.end()
    return isSpoiled ? this.#alone(mutant) : by
  }

  /** False for a mutant that no case comes across. */
  reaches(mutant) {
    return this.#reached.first.has(mutant)
  }

  end() {
    this.#process?.kill('SIGKILL')
    this.#process = undefined
  }

  async #warm() {
    if (this.#process) return
    this.#process = this.#start({})
    const { first, again, by } = await ask(this.#process)
    if (!first) throw new Error(`the golden cases cannot be tried: ${by}`)
    this.#reached = {
      first: new Set(first),
      again: Object.fromEntries(Object.entries(again).map(([name, reached]) => [name, new Set(reached)])),
    }
  }

  async #alone(mutant) {
    const own = this.#start({ MUTANT: String(mutant) })
    const ready = await ask(own)
    const { by } = ready.by ? ready : await ask(own, { mutant, cases: Object.keys(this.#reached.again) })
    own.kill('SIGKILL')
    return by
  }
}

/** The answer of a process: that it did not give one is an answer, too. */
function ask(child, question) {
  return new Promise(done => {
    const timer = setTimeout(() => child.kill('SIGKILL'), 1000 * SECONDS)
    const answer = message => {
      clearTimeout(timer)
      child.off('message', answer).off('exit', end)
      done(message)
    }
    const end = (code, signal) => answer({ by: signal ? 'a hang' : `exit code ${code}`, isGone: true })
    child.on('message', answer).on('exit', end)
    if (question) child.send(question)
  })
}
