/**
 * What holds for every input: five hundred projects made from the catalog's flavors, every docker setting, steps and project keys, with plausible
 * and hostile values. A failure prints the smallest project that shows it. `npm run fuzz` goes on from here.
 */
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Compilation } from '../src/model/compilation.ts'
import { type Input, input, textsOf } from './fuzz/generate.ts'
import { compileProject, fromTexts } from './fuzz/project.ts'
import { RULES } from './fuzz/rules.ts'
import type { Json } from './fuzz/words.ts'

const { SEED = '20261124', RUNS = '1000' } = process.env

const projectOf = (made: Input) => fromTexts(textsOf(made))
const written = ({ outputs }: Compilation): string => JSON.stringify(outputs)

function assertOrderDoesNotMatter(first: Compilation, made: Input): void {
  const components = Object.fromEntries(Object.entries(made.stack.components as Record<string, Json>).reverse())
  assert.is(written(compileProject(projectOf({ ...made, stack: { ...made.stack, components } }))), written(first))
}

let compiled = 0
test(`${RUNS} projects: ${Object.keys(RULES).join('; ')}; the order of component types in the stack file does not matter`, () => {
  fc.assert(
    fc.property(input, made => {
      const project = projectOf(made)
      const first = compileProject(project)
      if (first.outputs.length > 0) compiled++
      for (const [rule, holds] of Object.entries(RULES)) {
        try {
          holds(first, project)
        } catch (problem) {
          throw new Error(`${rule}: ${(problem as Error).message}`)
        }
      }
      assertOrderDoesNotMatter(first, made)
    }),
    { numRuns: Number(RUNS), seed: Number(SEED), includeErrorInReport: true },
  )
})

test('enough of them are good for this to mean something', () =>
  assert.ok(compiled > Number(RUNS) / 5, `${compiled} of ${RUNS} compiled`))

test.run()
