/**
 * What the evaluator knows of modules against what Python makes of them: types, `str`, `repr` and order. A value may be unknown, it may never be another one.
 */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { judge, type PythonEvaluation } from './evaluator/agreement.ts'
import { EXPRESSIONS } from './evaluator/expressions.ts'
import { moduleText } from './evaluator/generate.ts'
import { evaluate } from './evaluator/our-values.ts'
import { PROJECTS } from './evaluator/traps.ts'
import { skip } from './skip.ts'
import { ask, PYTHON } from './syntax/python.ts'

const MODULES = process.env.ALL_BUILDS ? 4000 : 500
/** Of the names of generated modules. What real code holds is known far more often: these modules are made of traps. */
const MOST_UNKNOWN = 0.15
const variables = { A: 'va' }

type Files = Readonly<Record<string, string>>
type Answer = PythonEvaluation & { readonly text: string }

function compared(projects: readonly Files[], repair: boolean) {
  const answers = ask<Answer>(
    'test/evaluator/python-values.py',
    projects.map(files => ({ files, variables, repair })),
  )
  return answers.map((answer, i) => {
    const files = { ...projects[i], 'm.py': answer.text }
    const verdict = judge(evaluate(files, { variables, python: PYTHON! }), answer)
    return {
      text: Object.entries(files)
        .map(([path, text]) => `# ${path}\n${text}`)
        .join('\n'),
      answer,
      verdict,
    }
  })
}

if (!PYTHON || PYTHON[1] < 11) skip(test, 'values are those of Python', 'python3 (3.11 or newer) is needed to compare values')
else {
  for (const [i, { text, verdict }] of compared(PROJECTS, false).entries())
    test(`${i}: ${PROJECTS[i]!['m.py']!.split('\n')[0]}`, () => assert.equal(verdict.wrong, [], text))

  test(`${EXPRESSIONS.length} expressions have the values that Python gives`, () => {
    const modules = EXPRESSIONS.map(text => ({ 'm.py': `try:\n    V = (\n${text}\n)\nexcept Exception:\n    V = 'raised'\n` }))
    for (const { text, verdict } of compared(modules, false)) assert.equal(verdict.wrong, [], text)
  })

  test(`${MODULES} generated modules have the values that Python gives`, () => {
    let known = 0
    let all = 0
    const texts = Array.from({ length: MODULES }, (_, seed) => ({ 'm.py': moduleText(seed + 1) }))
    for (const { text, answer, verdict } of compared(texts, true)) {
      if (/^(?:Syntax|Indentation|Tab)Error/.test(answer.raised ?? '')) continue
      assert.equal(verdict.wrong, [], text)
      known += verdict.known
      all += verdict.all
    }
    console.log(`\nnote: ${((1 - known / all) * 100).toFixed(1)} % of ${all} generated values are unknown`)
    assert.ok(1 - known / all < MOST_UNKNOWN, `${known} of ${all} are known`)
  })
}

const lines = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join('')
for (const [name, text] of Object.entries({
  'a set that grows': `X = set()\n${lines(50_000, i => `X.add(${i})\n`)}`,
  'an object that grows': `class A: pass\nX = A()\n${lines(50_000, i => `X.a${i} = 1\n`)}`,
  'spaces before a word': `X = (' ' * 900_000 + 'a').rsplit(None, 3)\nY = ('a' + ' ' * 900_000).split(None, 3)\n`,
  'classes in a row': `class A0: x = 1\n${lines(3000, i => `class A${i + 1}(A${i}): pass\n`)}X = A3000.x\n`,
})) {
  test(`${name} takes a moment`, () => {
    const before = process.cpuUsage()
    evaluate({ 'm.py': text })
    const { user, system } = process.cpuUsage(before)
    assert.ok(user + system < 4e6, `${(user + system) / 1e6} s`)
  })
}

test.run()
