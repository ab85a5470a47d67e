/** FILES narrow a run: the pipelines that they name are written, and the output of all others stays. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { renderStack } from '../src/5-render/render.ts'
import { chosenPlan, withOthers, withoutOthers } from '../src/5-render/with-others.ts'
import { main } from '../src/cli.ts'
import { compile } from '../src/compile.ts'
import { packageCatalogs } from '../src/edge/catalogs.ts'
import { diskSources } from '../src/edge/disk.ts'
import { goldenCases } from './golden/cases.ts'
import { readTexts } from './golden/folder.ts'
import { STACK, TestProject } from './golden/project.ts'

const home = process.cwd()
let project: TestProject
test.before.each(() => {
  project = new TestProject({
    'stack.yaml': STACK,
    'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: [pipelines/*.yaml]\npython: "3.11"\nallow: [DC4024]\n',
    'pipelines/alpha.yaml': 'settings: {docker: {requirements: [numpy==2.2.6]}}\n',
    'pipelines/beta.yaml': 'settings: {docker: {requirements: [numpy==2.2.6]}}\n',
    'pipelines/gamma.yaml':
      'settings: {docker: {requirements: [scipy==1.15.3]}}\nsteps: {fit: {settings: {docker: {apt_packages: [git]}}}}\n',
  })
  process.chdir(project.root)
})
test.after.each(() => {
  process.chdir(home)
  project.remove()
})

async function call(...argv: string[]) {
  let said = ''
  const add = (text: string) => {
    said += text
  }
  const code = await main(argv, { out: add, err: add })
  return { code, said }
}

/** Every file of the output, with its text. */
function output(): Record<string, string> {
  return readTexts(join(project.root, 'build'))
}

const read = (path: string) => readFileSync(join(project.root, path), 'utf8')
const targets = () => Object.keys(JSON.parse(read('build/docker-bake.json')).target).sort()
const manifest = () => JSON.parse(read('build/manifest.json'))

test('where nothing changed, naming a file changes nothing', async () => {
  assert.is((await call()).code, 0)
  const before = output()
  for (const file of ['alpha', 'beta', 'gamma'].map(name => `pipelines/${name}.yaml`)) {
    assert.match((await call(file)).said, /nothing changed/)
    assert.equal(output(), before)
    assert.is((await call('check', file)).code, 0)
  }
})

test("names with signs of bake's templates stay escaped", async () => {
  project.put('pipelines/delta.yaml', 'settings: {docker: {requirements: [numpy==2.2.6]}}\n')
  project.put(
    'dockcompile.config.yaml',
    'stack: stack.yaml\npipelines: [{file: pipelines/delta.yaml, name: "d%{x}"}, pipelines/alpha.yaml, pipelines/gamma.yaml]\npython: "3.11"\nallow: [DC4024]\n',
  )
  assert.is((await call()).code, 0)
  const before = output()
  assert.match((await call('pipelines/gamma.yaml')).said, /nothing changed/)
  assert.equal(output(), before)
  project.put('pipelines/alpha.yaml', 'settings: {docker: {requirements: [numpy==2.2.5]}}\n')
  assert.is((await call('pipelines/alpha.yaml')).code, 0)
  assert.is(read('build/docker-bake.json').match(/"pipeline d%%\{x\}"/g)?.length, 2)
  assert.match((await call()).said, /nothing changed/)
})

test('images that exist keep their users, also those that no file names', async () => {
  project.put('pipelines/delta.yaml', 'settings: {docker: {requirements: [numpy==2.2.6]}}\n')
  const image = (key: string) =>
    `  ${key}: {dockerfile: null, image: 'registry.example.com/zenml:${key}', requirements: null, settings_checksum: null}\n`
  project.put(
    'build.yaml',
    `checksum: null\ncontains_code: true\nimages:\n${image('fit.orchestrator')}${image('orchestrator')}is_local: false\npython_version: 3.11.9\nstack: null\nzenml_version: 0.98.0\n`,
  )
  for (const steps of ['', ', steps: [load, fit]']) {
    project.put(
      'dockcompile.config.yaml',
      `stack: stack.yaml\npipelines: [pipelines/alpha.yaml, {file: pipelines/delta.yaml, build: build.yaml${steps}}]\npython: "3.11"\nallow: [DC4024]\n`,
    )
    assert.is((await call()).code, 0)
    assert.equal(manifest().images['delta-prebuilt'].used_by, [steps ? 'delta/load' : 'delta'])
    const before = output()
    for (const name of ['alpha', 'delta']) {
      assert.match((await call(`pipelines/${name}.yaml`)).said, /nothing changed/)
      assert.equal(output(), before)
    }
  }
})

test('only the named pipeline is written, and one call for each gives what one call for all gives', async () => {
  await call()
  project.put('pipelines/alpha.yaml', 'settings: {docker: {requirements: [numpy==2.2.5]}}\n')
  project.put('pipelines/gamma.yaml', 'settings: {docker: {requirements: [scipy==1.15.2]}}\n')
  const before = output()
  assert.is((await call('pipelines/gamma.yaml')).code, 0)
  assert.is(output()['images/alpha/Dockerfile'], before['images/alpha/Dockerfile'])
  assert.equal(targets(), ['alpha', 'gamma'])
  assert.match(JSON.stringify(manifest().images.alpha), /numpy==2\.2\.6/)
  assert.is((await call('check', 'pipelines/gamma.yaml')).code, 0)
  assert.is((await call('check')).code, 1)
  assert.is((await call('pipelines/alpha.yaml')).code, 0)
  const after = output()
  assert.match((await call()).said, /nothing changed/)
  assert.equal(output(), after)
})

test('a pipeline that shares an image with a named one is written as well when that image becomes another one', async () => {
  await call()
  assert.equal(manifest().images.alpha.used_by, ['alpha', 'beta'])
  project.put('pipelines/alpha.yaml', 'settings: {docker: {requirements: [numpy==2.2.5]}}\n')
  assert.is((await call('pipelines/alpha.yaml')).code, 0)
  assert.match(read('build/images/alpha/Dockerfile'), /2\.2\.5/)
  assert.match(read('build/images/beta/Dockerfile'), /2\.2\.6/)
  assert.equal(manifest().pipelines.beta.builds[0].image, 'beta')
})

test('a pipeline that leaves a shared image takes its tag along and leaves the image to the others', async () => {
  await call()
  project.put('pipelines/beta.yaml', 'settings: {docker: {requirements: [numpy==2.2.5]}}\n')
  assert.is((await call('pipelines/beta.yaml')).code, 0)
  assert.equal(manifest().images.alpha.used_by, ['alpha'])
  assert.equal(manifest().images.alpha.tags, ['registry.example.com/zenml:alpha-orchestrator'])
  assert.equal(manifest().images.beta.tags, ['registry.example.com/zenml:beta-orchestrator'])
  assert.is((await call('check')).code, 0)
})

test('mistakes of the others do not matter, and neither do their warnings', async () => {
  await call()
  project.put('pipelines/alpha.yaml', 'settings: [\n')
  project.put('pipelines/gamma.yaml', 'settings: {docker: {requirements: [scipy==1.15.2]}}\n')
  const { code, said } = await call('pipelines/gamma.yaml')
  assert.is(code, 0, said)
  assert.not.match(said, /alpha\.yaml/)
  assert.match(read('build/images/gamma/Dockerfile'), /1\.15\.2/)
  assert.ok(existsSync(join(project.root, 'build/images/alpha/Dockerfile')))
  assert.is((await call('check', '--deny-warnings', 'pipelines/gamma.yaml')).code, 0)
  project.put('pipelines/alpha.yaml', 'settings: {docker: {requirement: [numpy]}}\n')
  assert.is((await call('check', '--deny-warnings', 'pipelines/gamma.yaml')).code, 0)
})

test('a shared image that changes stops the run if its other pipeline has a mistake', async () => {
  await call()
  const before = output()
  project.put('pipelines/alpha.yaml', 'settings: {docker: {requirements: [numpy==2.2.5]}}\n')
  project.put('pipelines/beta.yaml', 'settings: [\n')
  const { code, said } = await call('pipelines/alpha.yaml')
  assert.is(code, 1)
  assert.match(said, /DC6017.*`alpha` changes, and the pipeline `beta` uses it/)
  assert.equal(output(), before)
})

test('a manifest or a bake file that cannot be read stops the run', async () => {
  await call()
  project.put('build/docker-bake.json', 'no JSON')
  project.put('pipelines/gamma.yaml', 'settings: {docker: {requirements: [scipy==1.15.2]}}\n')
  const before = output()
  const { code, said } = await call('pipelines/gamma.yaml')
  assert.is(code, 1)
  assert.match(said, /DC6017/)
  assert.equal(output(), before)
})

test('without an output on the disk the others are left out', async () => {
  assert.is((await call('pipelines/beta.yaml')).code, 0)
  assert.equal(targets(), ['alpha'])
  assert.equal(Object.keys(manifest().pipelines), ['beta'])
  assert.is((await call('pipelines/gamma.yaml', 'pipelines/alpha.yaml')).code, 0)
  assert.match((await call()).said, /nothing changed/)
})

test('verbs that only read answer for the named pipelines, by the names that the whole project gives', async () => {
  const { said } = await call('list', 'pipelines/beta.yaml')
  assert.match(said, /^alpha .* beta$/m)
  assert.not.match(said, /gamma/)
  assert.is((await call('explain', 'pipelines/beta.yaml')).code, 0)
  assert.is((await call('graph', 'pipelines/beta.yaml')).code, 0)
  assert.match((await call('matrix', 'pipelines/gamma.yaml')).said, /"target":"gamma"/)
})

test('of an entry that names a file of code one pipeline can be chosen', async () => {
  const pipeline = (name: string) =>
    `@pipeline(settings={"docker": DockerSettings(requirements=["${name}"])})\ndef ${name}():\n    fit()\n\n`
  project.put(
    'run.py',
    `from zenml import pipeline, step\nfrom zenml.config import DockerSettings\n\n@step\ndef fit(): ...\n\n${pipeline('pandas')}${pipeline('polars')}`,
  )
  project.put('dockcompile.config.yaml', 'stack: stack.yaml\npipelines: [{code: run.py}]\npython: "3.11"\n')
  assert.is((await call()).code, 0)
  assert.equal(targets(), ['pandas', 'polars'])
  project.put(
    'run.py',
    read('run.py').replaceAll('["pandas"]', '["pandas==2.2.3"]').replaceAll('["polars"]', '["polars==1.30.0"]'),
  )
  assert.is((await call('run.py:polars')).code, 0)
  assert.equal(targets(), ['pandas', 'polars'])
  assert.match(read('build/images/polars/Dockerfile'), /1\.30/)
  assert.not.match(read('build/images/pandas/Dockerfile'), /2\.2\.3/)
})

const MISTAKEN: readonly (readonly [file: string, text: string, says: RegExp])[] = [
  ['stack.yaml', STACK, /is a stack file.*\n.*--stack stack\.yaml/],
  ['old.yaml', 'orchestrator: kubeflow\nartifact_store: s3\n', /is a stack file/],
  [
    'other.yaml',
    'settings: {}\n',
    /no entry of `dockcompile\.config\.yaml` names `other\.yaml`.*\n.*- other\.yaml.*\n.*--no-config/,
  ],
  ['run.py', 'print()\n', /names the Python code `run\.py`.*\n.*code: run\.py/],
  ['train.ipynb', '{}', /is a notebook/],
  ['requirements.txt', 'numpy\n', /is a list.*\n.*`requirements: requirements\.txt`/],
  ['README.md', '# A\n', /is not a pipeline file/],
  ['Dockerfile', 'FROM a\n', /is a Dockerfile.*\n.*`dockerfile: Dockerfile`/],
  ['dockcompile.config.yaml', '', /is a project file.*\n.*`--config/],
  ['environment.yml', 'name: a\nchannels: [defaults]\ndependencies: [numpy]\n', /is an environment of conda/],
  ['compose.yaml', 'services: {}\n', /is a Compose file/],
  ['pipelines', '', /is a folder/],
  ['pipelines/alfa.yaml', '', /does not exist.*\n.*did you mean `pipelines\/alpha\.yaml`/],
]
for (const [file, text, says] of MISTAKEN)
  test(`passed as a pipeline by mistake: ${file}`, async () => {
    await call()
    const before = output()
    if (text !== '') project.put(file, text)
    for (const verb of [[], ['check'], ['list'], ['explain']]) {
      // `explain` takes other words for the name of something.
      if (verb[0] === 'explain' && !(existsSync(file) && /\.(?:ya?ml|py|ipynb|txt)$/.test(file))) continue
      const { code, said } = await call(...verb, file)
      assert.is(code, 2, said)
      assert.match(said, says)
      assert.is(said.match(/^error/gm)?.length, 1, said)
    }
    assert.equal(output(), before)
  })

test('a stack file and a pipeline file that are swapped are recognised', async () => {
  const { code, said } = await call('--stack', 'pipelines/alpha.yaml', 'stack.yaml')
  assert.is(code, 2)
  assert.match(said, /--stack stack\.yaml pipelines\/alpha\.yaml/)
})

/** Every project of the golden cases that has several pipelines: named one by one, nothing changes, and each alone has no more than its own images. */
test('the entries of an output can be taken apart and put together again', () => {
  let compared = 0
  process.chdir(home)
  for (const { name, project, typed, line } of goldenCases) {
    if (typed || line !== '' || !existsSync(join(project, 'dockcompile.config.yaml'))) continue
    const sources = diskSources(project)
    const options = { projectFile: 'dockcompile.config.yaml' }
    const { outputs, plans, workspaces } = compile(sources, options, { catalogs: packageCatalogs() })
    for (const [i, output] of outputs.entries()) {
      const plan = plans[i]!
      if (output.files.length === 0 || plan.pipelines.length < 2) continue
      const text = (name: string) => output.files.find(({ path }) => path.endsWith(name))?.text
      for (const pipeline of plan.pipelines) {
        const names = new Set([pipeline.name])
        const chosen = {
          plan,
          names,
          render: (other: typeof plan) => renderStack(other, workspaces[i]!, sources, () => {}).files,
        }
        const both = withOthers(chosen, { manifest: text('manifest.json'), bake: text('docker-bake.json') })
        assert.ok('files' in both, name)
        const whole = new Map(output.files.map(file => [file.path, file.text]))
        for (const { path, text } of both.files) assert.is(text, whole.get(path), `${name}: ${path}`)
        assert.is(
          new Set([...both.files.map(({ path }) => path.slice(output.folder.length + 1)), ...both.kept]).size,
          output.files.length,
          name,
        )
        const alone = JSON.parse(withoutOthers(chosen).find(({ path }) => path.endsWith('manifest.json'))!.text)
        assert.equal(
          Object.keys(alone.images),
          chosenPlan(chosen).images.map(({ id }) => id),
          name,
        )
        compared++
      }
    }
  }
  assert.ok(compared > 10, String(compared))
})

test.run()
