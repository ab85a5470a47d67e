/** Stands for uvu in the bundle of scripts/mutate.mjs: keeps the tests of many files, to be run one by one and many times in one process. */
import type { Check } from './worker.ts'

type Action = () => unknown

/** The tests of all files. */
export const checks: Check[] = []

interface Hooks {
  readonly beforeEach: Action[]
  readonly afterEach: Action[]
}

let file = ''
let hooks: Hooks
let before: Promise<unknown> = Promise.resolve()

/** The tests that follow are those of a file. */
export function startFile(name: string): void {
  file = name
  hooks = { beforeEach: [], afterEach: [] }
  before = Promise.resolve()
}

export function test(name: string, action: Action): void {
  const { beforeEach, afterEach } = hooks
  checks.push({
    name: `${file}: ${name}`,
    run: async () => {
      for (const hook of beforeEach) await hook()
      try {
        await action()
      } finally {
        for (const hook of afterEach) await hook()
      }
    },
  })
}

test.skip = () => {}
test.run = () => {}
test.before = Object.assign(
  (action: Action) => {
    before = before.then(action)
  },
  { each: (action: Action) => void hooks.beforeEach.push(action) },
)
test.after = Object.assign((action: Action) => void process.on('exit', action), {
  each: (action: Action) => void hooks.afterEach.push(action),
})

/** What a file does before its first test is done. */
export const isReady = (): Promise<unknown> => before
