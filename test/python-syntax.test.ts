/** Our tree of a Python file against Python's own: kinds, names, values, operators and places. */
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readModule } from '../src/code/syntax/read-module.ts'
import { skip } from './skip.ts'
import { assertSameTrees, summary } from './syntax/agreement.ts'
import { printBlock } from './syntax/our-tree.ts'
import { installedFiles, PYTHON } from './syntax/python.ts'
import { TRAPS } from './syntax/traps.ts'

const SAMPLE = 40

const minor = PYTHON?.[1] ?? 0
if (minor < 9) skip(test, 'the trees are those of Python', 'python3 (3.9 or newer) is needed to compare syntax trees')
else {
  test('code that a quick reader gets wrong has the tree that Python gives', () => {
    const { refused, files } = assertSameTrees(TRAPS.map(text => ({ text })))
    assert.ok(refused <= (minor < 12 ? 6 : 1), `Python refuses ${refused} of ${files}`)
  })

  test('files of the standard library have the tree that Python gives', () => {
    const files = fc.sample(fc.constantFrom(...installedFiles()), { seed: 1, numRuns: SAMPLE })
    const agreement = assertSameTrees(files.map(path => ({ path })))
    console.log(`\nnote: ${summary(agreement)}`)
    assert.is(agreement.files, SAMPLE)
  })
}

for (const [text, expected] of [
  [String.raw`rf"\{x}"`, 'it has an escape that only Python knows'],
  [String.raw`f"{x:\N{BULLET}}"`, 'it has an escape that only Python knows'],
  ['x[1:2, 3]', 'it takes parts of several dimensions'],
  ['1j', 'it is a number of a kind that is not read'],
  [`${'('.repeat(300)}1${')'.repeat(300)}`, 'it is nested too deeply'],
] as const) {
  test(`\`${text.slice(0, 20)}\` is not read: ${expected}`, () => {
    assert.match(JSON.stringify(printBlock(readModule('file.py', text).body)), expected)
  })
}

for (const [what, text] of [
  ['mistakes', `x[${':'.repeat(40_000)}]\n`],
  ['lines', `def f():\n${'    pass\n'.repeat(510_000)}`],
] as const) {
  test(`a file of nothing but ${what} is left before it takes seconds`, () => {
    const { limit = '', body } = readModule('file.py', text)
    assert.match(limit, 'files of more than half a million words and signs')
    assert.equal(body.statements, [])
  })
}

test.run()
