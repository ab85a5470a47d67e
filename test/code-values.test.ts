/** What the reader makes of Python's expressions and statements is what CPython 3.11 makes of them, or unknown. */
import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readProject } from './support/python.ts'

/** A module and what CPython printed for `repr(X)` after it ran; null: the reader may not know it. `raise` for an exception. */
const RECORDED = JSON.parse(readFileSync('test/code-values.json', 'utf8')) as readonly (readonly [
  text: string,
  answer: string | null,
])[]

/** Each module makes a pipeline whose name is what `X` is, so that all of the reader takes part. */
function answer(text: string): string {
  const { pipelines, said } = readProject({
    'run.py': `from zenml import pipeline as _pipeline\n${text}\n@_pipeline(name=repr(X))\ndef training():\n    pass\n`,
  })
  const stopped = said.find(({ code }) => code === 'DC3081')
  if (stopped) return `raise ${stopped.message.replace(/^Python stops here: (\w+).*$/s, '$1')}`
  const name = pipelines[0]?.name
  return name && 'value' in name ? name.value : `unknown: ${said[0]?.message ?? (name && 'reason' in name && name.reason)}`
}

for (const [text, wanted] of RECORDED)
  test(`Python says ${wanted ?? 'what need not be known'}: ${text.slice(0, 100)}`, () => {
    const found = answer(text)
    if (wanted === null) assert.match(found, /^unknown/)
    else if (wanted === 'no X') assert.is(found, 'raise NameError')
    else assert.is(found, wanted)
  })

test.run()
