/**
 * What `check` says will be built again, against what BuildKit does: each edit is predicted first, then baked, and the layers that the log calls CACHED
 * decide.
 */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from '../skip.ts'
import { files, missing, type TestProject, testProject, ZENML } from './docker.ts'

const why = missing(ZENML)
// A value of this run, above the installs: no layer below it is in the builder's cache yet.
const mark = `run-${Date.now()}`

interface Edit {
  readonly docker?: object
  readonly fit?: object
  readonly code?: string
  /** Target → what the first layer that is built again is called; null: all are there. */
  readonly first: Readonly<Record<string, string | null>>
}

/** One after the other, each on top of those before. */
const EDITS: Readonly<Record<string, Edit>> = {
  'a requirement': {
    docker: { requirements: ['six==1.17.0'] },
    first: { train: 'user requirements', 'train-fit': null },
  },
  'a requirement of one step': {
    fit: { requirements: ['six==1.17.0', 'toml==0.10.2'] },
    first: { train: null, 'train-fit': 'user requirements' },
  },
  'the environment above the installs': {
    docker: { environment: { MARK: `${mark}-too` } },
    first: { train: 'user requirements', 'train-fit': 'user requirements' },
  },
  'the environment below them': { docker: { runtime_environment: { LATE: '2' } }, first: { train: null, 'train-fit': null } },
  // The first target builds that layer for both.
  'the user': { docker: { user: mark }, first: { train: 'user' } },
  'the code': { code: 'PRICE = 4\n', first: { train: 'code', 'train-fit': 'code' } },
}

if (why) skip(test, 'predicted rebuilds are what BuildKit builds', why)
else {
  let project: TestProject
  let docker: object = { requirements: ['six==1.16.0'], environment: { MARK: mark }, runtime_environment: { LATE: '1' } }
  let fit: object = { requirements: ['six==1.16.0', 'toml==0.10.1'] }
  const pipeline = () => files({ train: { docker, steps: { fit: { settings: { docker: fit } } } } })

  test.before(() => {
    project = testProject({ train: { stepNames: ['load', 'fit'] } })
    project.write(pipeline())
    project.compile()
    for (const target of ['train', 'train-fit']) build(target)
  })
  test.after(() => project?.remove())

  for (const [name, edit] of Object.entries(EDITS))
    test(name, () => {
      docker = { ...docker, ...edit.docker }
      fit = { ...fit, ...edit.fit }
      project.write(pipeline())
      if (edit.code) project.write({ 'src/shop/__init__.py': edit.code })
      const predicted = predictions(project.dockcompile('check').out)
      project.compile()
      for (const target of ['train', 'train-fit']) {
        const layers = build(target)
        const first = edit.first[target]
        if (first === undefined) continue
        const built = layers.find(({ cached, number }) => !cached && number > 1)
        if (edit.code) {
          // Files are not compared before a build, so nothing is predicted: only the copy of the code may be made anew.
          assert.equal(predicted, new Map())
          assert.match(built?.text ?? 'nothing', /^COPY /)
          assert.ok(built && layers.every(({ number, cached }) => cached || number === 1 || number >= built.number))
          continue
        }
        assert.is(predicted.get(target)?.name ?? null, first, `check says it of ${target}`)
        assert.is(built?.number ?? null, predicted.get(target)?.number ?? null, `BuildKit builds of ${target}:\n${print(layers)}`)
      }
    })

  /** `rebuilds from layer 5 (user requirements: content changed): train, train-fit; layers 1 to 4 stay`, by image. */
  function predictions(text: string): Map<string, { number: number; name: string }> {
    const lines = [...text.matchAll(/^rebuilds from layer (\d+) \(([^:)]+)[^)]*\): ([^;]+);/gm)]
    return new Map(
      lines.flatMap(([, number, name, images]) =>
        images!.split(', ').map(image => [image, { number: Number(number), name: name! }]),
      ),
    )
  }

  interface BuiltLayer {
    readonly number: number
    readonly text: string
    readonly cached: boolean
  }

  /** Bakes one target; its layers, as the log counts them. */
  function build(target: string): BuiltLayer[] {
    const { code, log } = project.bake([target])
    assert.is(code, 0, log)
    const layers = new Map<number, BuiltLayer>()
    // Not those of the stage with the lists.
    for (const [, id, stage = '', number, text] of log.matchAll(/^#(\d+) \[(.*? )?(\d+)\/\d+\] (.+)$/gm)) {
      if (stage.includes('dockcompile-lists')) continue
      const cached = new RegExp(`^#${id} CACHED$`, 'm').test(log)
      layers.set(Number(number), { number: Number(number), text: text!, cached })
    }
    return [...layers.values()].sort((a, b) => a.number - b.number)
  }

  const print = (layers: readonly BuiltLayer[]): string =>
    layers.map(({ number, text, cached }) => `${number} ${cached ? 'CACHED' : 'built '} ${text}`).join('\n')
}

test.run()
