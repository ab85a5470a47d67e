/** What a build repeats after an edit, read from the builder's log: never more than the edit asks for. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from '../skip.ts'
import { executed, files, missing, ok, type Pipelines, python, testProject, ZENML } from './docker.ts'

const RUN = Date.now()
const STEPS = Array.from({ length: 10 }, (_, i) => `step${i}`)
const why = missing(ZENML)

if (why) skip(test, 'cached builds', why)
else {
  const project = testProject(pipelines())
  const image = (step: string) => `${project.registry}/zenml:train-${step}-orchestrator`
  let first = ''

  test.before(() => {
    project.write({ 'dockcompile.lock.json': JSON.stringify({ version: 1, commands: { 'pip freeze': 'six==1.16.0\n' } }) })
    project.compile()
    first = ok(project.bake())
  })
  test.after(() => project.remove())

  test('ten step images with equal requirements and environment: each install runs once', () => {
    const { target } = JSON.parse(project.read('build/docker-bake.json')) as { target: object }
    assert.is(Object.keys(target).length, 10)
    assert.is(installs(first).length, 2, installs(first).join('\n'))
    assert.equal(
      executed(first, /pip install/).map(line => line.replace(/^.*requirements\//, '').replace(/,.*$/, '')),
      ['1-local.txt', '6-user.txt'],
    )
    for (const step of ['step0', 'step9'])
      assert.is(python(image(step), 'import os, six, attr; print(os.environ["STEP"], six.__version__)'), `${step} 1.16.0`)
  })

  test('nothing changed: every step is cached', () => {
    const log = again()
    assert.equal(executed(log), [])
    assert.ok(log.match(/^#\d+ CACHED/gm)!.length >= 4, log)
  })

  test('an edit of the code: the code is copied, nothing else', () => {
    project.write({ 'src/shop/__init__.py': 'PRICE = 4\n' })
    const log = again()
    assert.equal(installs(log), [])
    assert.ok(executed(log).length > 0)
    for (const line of executed(log)) assert.is(line, 'COPY --chown=app --chmod=u=rwX,go=rX src ./')
    assert.is(python(image('step3'), 'import shop; print(shop.PRICE)'), '4')
  })

  test('an edit of runtime_environment: nothing runs', () => {
    project.write(files(pipelines({ runtime: { EDITED: 'yes' } })))
    assert.equal(executed(again()), [])
    assert.is(python(image('step3'), 'import os; print(os.environ["STEP"], os.environ["EDITED"])'), 'step3 yes')
  })

  test('one requirement of the pipeline changed: earlier groups stay cached', () => {
    project.write(files(pipelines({ requirements: ['attrs', 'toolz'] })))
    const log = again()
    assert.is(installs(log).length, 1, installs(log).join('\n'))
    for (const line of executed(log)) assert.match(line, /requirements\/6-user\.txt|^COPY --chown=app --chmod=\S+ src/)
    assert.is(python(image('step3'), 'import six, attr, toolz; print(six.__version__)'), '1.16.0')
  })

  test('the system packages changed: what is below them runs again, the account does not', () => {
    project.write(files(pipelines({ requirements: ['attrs', 'toolz'], apt: ['tree'] })))
    const log = again()
    assert.is(executed(log, /useradd/).length, 0)
    assert.is(executed(log, /apt-get install/).length, 1)
    assert.is(installs(log).length, 2)
  })

  function again(): string {
    project.compile()
    return ok(project.bake())
  }
}

test.run()

interface Edits {
  readonly requirements?: readonly string[]
  readonly runtime?: Readonly<Record<string, string>>
  readonly apt?: readonly string[]
}

function pipelines({ requirements = ['attrs'], runtime = {}, apt = [] }: Edits = {}): Pipelines {
  return {
    train: {
      docker: {
        parent_image: ZENML,
        python_package_installer: 'uv',
        replicate_local_python_environment: true,
        requirements,
        ...(apt.length && { apt_packages: apt }),
        user: 'app',
        // A value that no earlier run had, above the installs: none of them is in the builder's cache.
        environment: { TEST_RUN: `${RUN}` },
      },
      steps: Object.fromEntries(
        STEPS.map(name => [name, { settings: { docker: { runtime_environment: { STEP: name, ...runtime } } } }]),
      ),
    },
  }
}

/** What installers say that they did: once for each time that one really ran. */
function installs(log: string): string[] {
  return log.split('\n').filter(line => /^#\d+ [\d.]+ Installed \d+ package/.test(line))
}
