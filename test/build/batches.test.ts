/** More images than bake can start in one call: the groups that the bake file makes of them build all, each image is its own, and installs are shared. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from '../skip.ts'
import { ALL, configOf, executed, missing, ok, SLIM, type TestProject, testProject } from './docker.ts'

/** Two batches in CI, the last of one image; `npm run test:all` builds four. */
const STEPS = ALL ? 200 : 64

const why = missing(SLIM)
if (why) skip(test, 'batches', why)
else {
  let project: TestProject
  // The one without settings of its own runs in the pipeline's image.
  const steps = Object.fromEntries(
    Array.from({ length: STEPS }, (_, n) => [`step_${n}`, { settings: { docker: { runtime_environment: { STEP: `${n}` } } } }]),
  )
  const all = { ...steps, plain: {} }

  test.before(() => {
    project = testProject({
      train: { docker: { parent_image: SLIM, requirements: ['six'], environment: { TEST_RUN: `${Date.now()}` } }, steps: all },
    })
    project.compile('--quiet')
  })
  test.after(() => project.remove())

  test('the batches build every target once, and its install once for all', () => {
    const { group } = JSON.parse(project.read('build/docker-bake.json')) as { group: Record<string, { targets: string[] }> }
    const batches = Object.keys(group).filter(name => name.startsWith('batch-'))
    assert.is(batches.length, Math.ceil((STEPS + 1) / 64))
    assert.equal(batches.flatMap(name => group[name]!.targets).sort(), [...group.default!.targets].sort())
    const installs = batches.flatMap(name => executed(ok(project.bake([name])), /pip install.*requirement/))
    assert.is(installs.length, 1, installs.join('\n'))
  })

  test('every image is there, and has its own environment', () => {
    for (const n of [0, 1, STEPS - 1]) {
      const { Env } = configOf(`${project.registry}/zenml:train-step_${n}-orchestrator`)
      assert.ok(Env.includes(`STEP=${n}`), `${Env}`)
    }
    const built = ok(project.call('docker', ['image', 'ls', '--format', '{{.Tag}}', `${project.registry}/zenml`]))
    assert.is(new Set(built.trim().split('\n')).size, STEPS + 1)
  })
}

test.run()
