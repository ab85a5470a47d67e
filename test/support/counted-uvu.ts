/** Stands for uvu and uvu/assert in the bundles of scripts/test.mjs: the same, but a test that asserts nothing fails. */
import * as uvu from 'uvu'
import * as assert from 'uvu/assert'

let made = 0

/** An assertion and those that hang on it, as `not.match` on `not`: each call counts. */
function counted<T extends object>(assertion: T): T {
  return new Proxy(assertion, {
    apply(target, self, args) {
      made++
      return Reflect.apply(target as () => unknown, self, args)
    },
    get: (target, name) => counted(Reflect.get(target, name) as object),
  })
}

export const equal = counted(assert.equal)
export const instance = counted(assert.instance)
export const is = counted(assert.is)
export const match = counted(assert.match)
export const not = counted(assert.not)
export const ok = counted(assert.ok)
export const throws = counted(assert.throws)
export const type = counted(assert.type)
export const unreachable = counted(assert.unreachable)

const asserting = (action: uvu.Callback): uvu.Callback =>
  async function assertsSomething(context) {
    const before = made
    await action(context)
    if (made === before) throw new Error('this test asserts nothing')
  }

export const test: uvu.Test = Object.assign((name: string, action: uvu.Callback) => uvu.test(name, asserting(action)), uvu.test, {
  only: (name: string, action: uvu.Callback) => uvu.test.only(name, asserting(action)),
  run: () => {
    process.on('exit', () => console.log(`assertions: ${made}`))
    uvu.test.run()
  },
})
