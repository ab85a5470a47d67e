/** `npm run fuzz -- --python N`: reads N texts that are Python or nearly so; none may end in an exception or take more than a second of computing. */

import { moduleText, Random } from '../../evaluator/generate.ts'
import { evaluate } from '../../evaluator/our-values.ts'
import { PROJECTS } from '../../evaluator/traps.ts'
import { TRAPS } from '../../syntax/traps.ts'

const [first, count] = process.argv.slice(2).map(Number) as [number, number]

const TOKENS = [
  ...'( ) [ ] { } : , . = == + - * ** @ if else for in while def class return lambda not and or is try: except finally: with as import from'.split(
    ' ',
  ),
  ...'global nonlocal yield await async match case del raise x y f 1 0 "" f"{x}" := -> ~ % | & < > != \\ # ; ... None True self """ " $ ? ` 1. .5 0x 1j'.split(
    ' ',
  ),
  ...['\n', '\n    ', '\n        ', '\t', '\f', '\r', '\ufeff', 'é', '😀', '\0', "'", "'a'"],
]
const OPENINGS = [
  ...[
    '(',
    '[',
    '{',
    'f(',
    'not ',
    '-',
    'lambda: ',
    'if 1:\n ',
    'x[',
    "f'{",
    'a.b(',
    '{1:',
    'a if b else ',
    '*',
    '@a\n',
    'try:\n ',
    'def f():\n ',
  ],
]
const seeds = [...TRAPS, ...PROJECTS.map(files => files['m.py'])]

function mutated(random: Random, text: string): string {
  const at = random.below(text.length + 1)
  const length = random.below(random.chance(0.3) ? 80 : 4)
  const [before, after] = [text.slice(0, at), text.slice(at)]
  return random.pick([
    () => before + after.slice(length),
    () => before + random.pick(TOKENS) + after,
    () => before + after.slice(0, length * 5) + after,
    () => before,
    () => before + random.pick(TOKENS) + after.slice(length),
  ])()
}

function textOf(seed: number): string {
  const random = new Random(seed)
  return random.pick([
    () => random.some(0, 120, () => random.pick(TOKENS)).join(random.pick([' ', ''])),
    () => Buffer.from(random.some(0, 300, () => random.below(256))).toString('utf8'),
    () => `X = ${random.pick(OPENINGS).repeat(random.below(2000))}${random.pick(TOKENS)}`,
    () => random.some(1, 5, () => 0).reduce(text => mutated(random, text), random.pick(seeds)),
    () => random.some(1, 5, () => 0).reduce(text => mutated(random, text), moduleText(seed)),
  ])()
}

/** What is wrong with how a text is read. */
function problemOf(text: string): string | undefined {
  const before = process.cpuUsage()
  try {
    evaluate({ 'm.py': text })
  } catch (error) {
    return (error as Error).stack ?? String(error)
  }
  const { user, system } = process.cpuUsage(before)
  return user + system > 1e6 ? `it took ${((user + system) / 1e6).toFixed(1)} s` : undefined
}

let failed = 0
for (let seed = first; seed < first + count; seed++) {
  const problem = problemOf(textOf(seed))
  if (problem === undefined) continue
  failed++
  console.log(`FAIL --seed ${seed} --python 1: ${problem.slice(0, 600)}\n${JSON.stringify(textOf(seed)).slice(0, 600)}`)
}
console.log(`${count - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
