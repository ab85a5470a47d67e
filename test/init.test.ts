/** `init`: what it writes compiles at once, nothing is overwritten, and it asks only where somebody can answer. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkCommand } from '../src/commands/check.ts'
import { compileCommand } from '../src/commands/compile.ts'
import { pipelineEntries } from '../src/commands/init/pipeline-entries.ts'
import { projectsIn } from '../src/commands/init/projects.ts'
import { pythonFor } from '../src/commands/init/python-version.ts'
import { initCommand } from '../src/commands/init.ts'
import { yamlText } from '../src/quote/yaml-text.ts'
import { memorySources } from '../src/sources/memory-sources.ts'
import { runIn } from './golden/call.ts'
import { STACK, TestProject } from './golden/project.ts'
import { SHELL_PROGRAM } from './program.ts'
import { skip } from './skip.ts'
import { heldList } from './support/held-list.ts'

const PYTHON =
  'from zenml import pipeline, step\n\n@step(enable_cache=False)\ndef load() -> int:\n    return 1\n\n@pipeline\ndef train():\n    load()\n'

let project: TestProject
test.before.each(() => {
  project = new TestProject({ 'stack.yaml': STACK })
})
test.after.each(() => project.remove())

const text = (path: string) => readFileSync(join(project.root, path), 'utf8')

test('lists of a lock file are installed, in independent layers where the lock file knows the parents', async () => {
  const from = 'golden/requirements/images-share-layers-of-small-packages/input'
  const lock = readFileSync(`${from}/dockcompile.lock.json`, 'utf8')
  const { images, ...others } = JSON.parse(lock) as {
    images: Record<string, { python?: object }>
    requirements: Record<string, string>
  }
  const [[name, { python: _, ...unasked }]] = Object.entries(images) as [[string, { python?: object }]]
  const states = {
    'resolve: locked\nlayers: independent\n': lock,
    'resolve: locked\n': JSON.stringify({ ...others, images: { [name]: unasked } }),
    '': JSON.stringify({ ...others, images, requirements: { ['0'.repeat(64)]: 'six==1.16.0\n' } }),
  }
  for (const [expected, state] of Object.entries(states)) {
    for (const file of ['train.yaml', 'serve.yaml']) project.put(file, readFileSync(`${from}/${file}`, 'utf8'))
    project.put('.python-version', '3.11\n')
    project.put('dockcompile.lock.json', state)
    const { code, out, err } = await project.run(initCommand)
    assert.is(code, 0, out + err)
    const config = text('dockcompile.config.yaml')
    assert.is([...config.matchAll(/^(?:resolve|layers):.*\n/gm)].join(''), expected)
    assert.is((await project.run(compileCommand)).code, 0)
    project.remove('dockcompile.config.yaml')
  }
})

test('the quickstart, without its project file', async () => {
  cpSync('examples/quickstart', project.root, { recursive: true })
  for (const path of ['dockcompile.config.yaml', 'build', '.gitattributes']) rmSync(join(project.root, path), { recursive: true })
  const { code, out } = await project.run(initCommand)
  assert.is(code, 0)
  assert.match(
    out,
    'wrote dockcompile.config.yaml\nadded lines to .gitattributes\nadded lines to .gitignore\n\n2 pipelines, 2 images: ',
  )
  const config = text('dockcompile.config.yaml')
  assert.match(config, /^# What dockcompile compiles\. `dockcompile explain KEY`/)
  assert.not.match(config, /https?:/)
  assert.match(config, '\nstack: stack.yaml\n')
  assert.match(
    config,
    `
pipelines:
  - {code: penguins/pipelines.py:training, file: pipelines/training.yaml}    # by its steps
    # steps: load_data, train, evaluate
  - {code: penguins/pipelines.py:inference, file: pipelines/inference.yaml}    # by its name
    # steps: load_data, predict
`,
  )
  assert.is((await project.run(compileCommand)).code, 0)
  assert.is((await project.run(checkCommand)).code, 0)
  assert.is(
    text('.gitattributes'),
    'build/** text eol=lf\n' +
      'build/**/manifest.json linguist-generated\nbuild/**/docker-bake.json linguist-generated\nbuild/**/*.dockerignore linguist-generated\n',
  )
  const before = readFileSync('examples/quickstart/.gitignore', 'utf8')
  assert.is(text('.gitignore'), `${before}/build/bake.json\n/build/*.yaml\n`)
})

test('an active virtual environment beside the project says which Python it is', async () => {
  const elsewhere = new TestProject({ 'pyvenv.cfg': 'home = /usr/bin\nversion = 3.11.7\n' })
  project.put('train.yaml', 'settings: {docker: {requirements: [numpy]}}\n')
  assert.is((await project.run(initCommand, '', undefined, { VIRTUAL_ENV: elsewhere.root })).code, 0)
  elsewhere.remove()
  assert.match(text('dockcompile.config.yaml'), '# Python of the images, that of the active virtual environment.')
  assert.match(text('dockcompile.config.yaml'), '\npython: "3.11"\n')
})

test("what only the owner knows is a comment: a checkout's host, files that could be pipelines", async () => {
  project.put('train.yaml', 'settings: {docker: {requirements: [numpy]}}\n')
  project.put('params.yaml', 'parameters: {rounds: 3}\n')
  project.put('compose.yaml', 'services: {}\nsecrets: {}\n')
  project.put('.git/config', '[remote "origin"]\n\turl = git@gitlab.example.com:team/penguins.git\n')
  assert.is((await project.run(initCommand)).code, 0)
  const config = text('dockcompile.config.yaml')
  assert.match(config, '\n  - train.yaml\n')
  assert.match(config, '\n  # - params.yaml    it could be a run configuration, by its keys\n')
  assert.not.match(config, 'compose')
  assert.match(config, '\n# code_repository: {type: gitlab, state: auto}\n')
  assert.is((await project.run(compileCommand)).code, 0)
})

/** The lines of `pipelines` in the project file that `init` writes, without those about steps. */
async function entriesFor(files: Record<string, string>): Promise<{ entries: string[]; out: string; code: number; err: string }> {
  for (const [path, content] of Object.entries(files)) project.put(path, content)
  const said = await project.run(initCommand)
  const [, list = ''] = /\npipelines:\n((?: {2}.*\n)+)/.exec(text('dockcompile.config.yaml')) ?? []
  return {
    ...said,
    entries: list
      .trimEnd()
      .split('\n')
      .map(line => line.slice(2))
      .filter(line => !line.startsWith('  #')),
  }
}

const TWO = `from zenml import pipeline, step
from zenml.config import DockerSettings

@step
def load() -> int:
    return 1

@pipeline(name="shop_training", settings={"docker": DockerSettings(requirements=["scipy"])})
def one():
    load()

@pipeline
def two():
    load()
`

test('pipelines are read from the code, with their names, settings and configurations', async () => {
  const { code, entries, out, err } = await entriesFor({
    'run.py': `${TWO}
if __name__ == "__main__":
    one.with_options(config_path="configs/dev.yaml")()
    two()
`,
    'configs/dev.yaml': 'settings: {docker: {apt_packages: [git]}}\n',
  })
  assert.is(code, 0, err)
  assert.equal(entries, ['- {code: run.py:one, file: configs/dev.yaml}', '- code: run.py:two'])
  assert.match(out, '\n2 pipelines, 2 images: ')
  await project.run(compileCommand)
  assert.match(text('build/images/shop_training/Dockerfile'), 'git')
  assert.match(heldList(text('build/images/shop_training/Dockerfile'), '6-user.txt') ?? '', 'scipy')
})

test('configurations of one pipeline have names, and those that nobody names are questions', async () => {
  const docker = 'settings: {docker: {apt_packages: [git]}}\n'
  const { code, entries, out } = await entriesFor({
    'run.py': `import click\n${TWO}
@click.command()
@click.option("--env", type=click.Choice(["local", "production"]))
def main(env):
    one.with_options(config_path=f"configs/{env}.yaml")()
    two.with_options(config_path=env)()
`,
    'configs/local.yaml': docker,
    'configs/production.yaml': docker,
    'other.yaml': docker,
  })
  assert.is(code, 0)
  assert.equal(entries, [
    '- {code: run.py:one, file: configs/local.yaml, name: shop_training_local}',
    '- {code: run.py:one, file: configs/production.yaml, name: shop_training_production}',
    '- code: run.py:two    # its `config_path` cannot be read: run.py:21',
    '# - other.yaml    a run configuration that no call names: write it as `file` beside the `code` of its pipeline',
  ])
  assert.match(out, 'run.py:21: the `config_path` of `two` cannot be read: write its `file` beside `code: run.py:two`\n')
  assert.match(out, 'left out, as comments:\n  other.yaml: a run configuration that no call names')
})

test('a run configuration that no call names goes to a pipeline only where that is sure and compiles', async () => {
  const { code, entries, err } = await entriesFor({
    'run.py': `${TWO}
@pipeline
def rounds(rounds: int = 3):
    load()

if __name__ == "__main__":
    two()
`,
    'two.yaml': 'settings: {docker: {apt_packages: [git]}}\n',
    'a.yaml': 'parameters: {rounds: 3}\nsettings: {docker: {apt_packages: [git]}}\n',
    'b.yaml': 'parameters: {rounds: 3}\nsettings: {docker: {apt_packages: 3}}\n',
  })
  assert.is(code, 0, err)
  assert.equal(entries.slice(0, 3), [
    '- code: run.py:one    # nothing here calls it',
    '- code: run.py:two',
    '- {code: run.py:rounds, file: a.yaml, name: rounds_a}    # by its parameters',
  ])
  assert.equal(
    entries.slice(-2).map(line => line.replace(/DC2002: .*/, 'DC2002')),
    [
      '# - {code: run.py:two, file: two.yaml}    by its name a run configuration of this pipeline, but no call names it',
      '# - {code: run.py:rounds, file: b.yaml, name: rounds_b}    DC2002',
    ],
  )
})

test('pipelines of one name in several files', async () => {
  const { code, entries, err } = await entriesFor({ 'a.py': PYTHON, 'b/a.py': PYTHON, 'tests/test_a.py': PYTHON })
  assert.is(code, 0, err)
  assert.equal(entries, ['- {code: a.py:train, name: train_a}', '- {code: b/a.py:train, name: train_a_b}'])
})

test('code that cannot be read is a comment with its place, and the rest compiles', async () => {
  const { code, entries, out } = await entriesFor({
    'run.py': `${TWO}
@pipeline(settings={"docker": DockerSettings(requirements=open("list").readlines())})
def three():
    load()
`,
  })
  assert.is(code, 0)
  assert.equal(entries.slice(0, 2), ['- code: run.py:one', '- code: run.py:two'])
  assert.match(entries[2]!, /^# - code: run\.py:three {4}DC3074: run\.py:16: /)
  assert.match(out, 'left out, as comments:\n  run.py:three: DC3074: run.py:16: ')
})

test('below each entry are its steps, in the order of their calls, where all are known', async () => {
  const names = [
    'read_orders',
    'clean_orders',
    'add_weather',
    'fit_demand',
    'score_demand',
    'write_report',
    'archive_run',
    'tell_all',
  ]
  const steps = names.map(name => `@step\ndef ${name}() -> None: ...`)
  const calls = names.map(name => `    ${name}()`)
  await entriesFor({
    'run.py': [
      'import random\nfrom zenml import pipeline, step',
      ...steps,
      `@pipeline\ndef demand():\n${calls.join('\n')}\n    read_orders()`,
      '@pipeline\ndef open_end():\n    for _ in range(random.randint(1, 3)):\n        read_orders()',
    ].join('\n\n'),
  })
  assert.match(
    text('dockcompile.config.yaml'),
    `
  - code: run.py:demand
    # steps: read_orders, clean_orders, add_weather, fit_demand, score_demand, write_report,
    #        archive_run, tell_all, read_orders_2
  - code: run.py:open_end

`,
  )
})

test('a project without a pipeline gets an example, which sets nothing', async () => {
  project.put('requirements.txt', 'numpy\n')
  project.put('.gitignore', '.venv\nbuild/\n')
  project.put('.gitattributes', '*.png binary')
  const { code, out } = await project.run(initCommand)
  assert.is(code, 0)
  assert.match(out, 'no pipeline was found: pipelines/pipeline.yaml is an example\n')
  const config = text('dockcompile.config.yaml')
  assert.match(config, '`build/` in .gitignore')
  assert.match(config, '\noutput: images\n')
  assert.match(text('pipelines/pipeline.yaml'), '\n  docker: {}\n    # requirements: requirements.txt\n')
  assert.match(
    text('.gitattributes'),
    /^\*\.png binary\nimages\/\*\* text eol=lf\nimages\/\*\*\/manifest\.json linguist-generated\n/,
  )
  const compiled = await project.run(compileCommand)
  assert.is(compiled.code, 0, compiled.err)
  assert.not.match(text('images/images/pipeline/Dockerfile'), 'numpy')
})

test('several stacks, names that are taken twice, files of other programs, a broken pipeline', async () => {
  rmSync(join(project.root, 'stack.yaml'))
  project.put('stacks/dev.yaml', STACK.replace('stack_name: prod', 'stack_name: my dev'))
  project.put('stacks/prod.yaml', STACK)
  project.put('configs/dev/train.yaml', 'settings: {docker: {requirements: [numpy]}}\n')
  project.put('configs/prod/train.yaml', 'settings: {docker: {requirements: [scipy]}}\n')
  project.put('configs/prod/broken.yaml', 'settings: {docker: {requirements: 3}}\n')
  project.put('docker-compose.yml', 'services: {web: {build: .}}\n')
  project.put('deploy.yaml', 'apiVersion: v1\nkind: Pod\n---\na: 1\n')
  project.put('mkdocs.yml', 'site_name: x\nextra: {}\n')
  project.put('ci.yaml', 'steps: [{run: make}]\n')
  project.put('.python-version', '3.11\n')
  const { code, err } = await project.run(initCommand)
  assert.is(code, 0, err)
  const config = text('dockcompile.config.yaml')
  assert.match(config, 'stacks:\n  my-dev: stacks/dev.yaml\n  prod: stacks/prod.yaml\n')
  assert.match(
    config,
    '  - {file: configs/dev/train.yaml, name: dev_train}\n  - {file: configs/prod/train.yaml, name: prod_train}\n',
  )
  assert.match(config, '  # - configs/prod/broken.yaml    DC2002: ')
  assert.not.match(config, /compose|deploy|mkdocs|ci\.yaml|^python:/m)
  const compiled = await project.run(compileCommand)
  assert.is(compiled.code, 0, compiled.err)
  assert.ok(existsSync(join(project.root, 'build/my-dev/images/dev_train/Dockerfile')))
})

test('a repository of projects: each gets a project file of its own', async () => {
  project.remove('stack.yaml')
  for (const name of ['projA', 'projB']) {
    project.put(`${name}/configs/train.yaml`, 'settings: {docker: {requirements: requirements.txt}}\n')
    project.put(`${name}/requirements.txt`, 'numpy\n')
  }
  const { code, err } = await project.run(initCommand)
  assert.is(code, 1)
  assert.match(err, 'run `dockcompile init` in each folder, with a stack file in it: projA, projB\n')
  assert.equal(readdirSync(project.root).sort(), ['projA', 'projB'])
})

test('a path that is there from a folder above the run configuration belongs to the project in that folder', async () => {
  project.put('projA/configs/train.yaml', 'settings: {docker: {requirements: requirements.txt}}\n')
  project.put('projA/requirements.txt', 'numpy\n')
  project.put('train.yaml', 'settings: {docker: {requirements: [scipy]}}\n')
  const { code, out } = await project.run(initCommand)
  assert.is(code, 0)
  const reason = 'DC4004: `requirements.txt` is in `projA`: run `dockcompile init` there\n'
  assert.match(text('dockcompile.config.yaml'), `  # - projA/configs/train.yaml    ${reason}`)
  assert.match(out, `left out, as comments:\n  projA/configs/train.yaml: ${reason}`)
})

test('deep folders are found, folders of others are not, and many files hide nothing', async () => {
  const path = 'services/ml/src/app/core/pipelines/train.yaml'
  project.put(path, 'settings: {docker: {requirements: [numpy]}}\n')
  project.put('work/.gitignore', 'scratch/\n')
  project.put('tools/python/pyvenv.cfg', 'version = 3.9.1\n')
  for (const folder of ['.hidden', 'tools/python', 'work/scratch', 'node_modules', 'other'])
    project.put(`${folder}/train.yaml`, 'settings: {docker: {requirements: [scipy]}}\n')
  project.put('other/dockcompile.config.yaml', 'pipelines: [train.yaml]\n')
  for (let i = 0; i < 11_000; i++) writeFileSync(join(project.root, `services/${i}.csv`), '')
  const { code, out } = await project.run(initCommand, '--json')
  assert.is(code, 0)
  assert.equal(JSON.parse(out).pipelines, [path])
})

test('a start that cannot compile says so, has a Python version, and can be written again', async () => {
  project.put('configs/dev.yaml', 'build: x\nsettings: {docker: {requirements: [numpy]}}\n')
  project.put('pyproject.toml', '[project]\nrequires-python = ">=3.9,<3.12"\n')
  const { code, out, err } = await project.run(initCommand)
  assert.is(code, 1)
  assert.match(err, 'error[DC2005]')
  assert.match(out, '\nfix the errors above, then run `dockcompile`\n')
  assert.match(text('dockcompile.config.yaml'), '\npython: "3.11"\n')
  project.put('configs/dev.yaml', 'settings: {docker: {requirements: [numpy]}}\n')
  project.put('configs/new.yaml', 'settings: {docker: {requirements: [scipy]}}\n')
  await project.run(initCommand).then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, '`--force` writes it again'),
  )
  assert.match((await project.run(initCommand, '--force')).out, '2 pipelines, 2 images')
})

test('settings that freeze has to capture are the next step, not an error', async () => {
  project.put('train.yaml', 'settings: {docker: {replicate_local_python_environment: pip_freeze}}\n')
  project.put('pyproject.toml', '[tool.poetry.dependencies]\npython = ">=3.9,<3.12"\n')
  const { code, out, err } = await project.run(initCommand)
  assert.is(code, 0, err)
  assert.match(out, 'the images need the output of `pip freeze`: run `dockcompile freeze`, then `dockcompile`\n')
  assert.match(text('dockcompile.config.yaml'), '\npython: "3.11"\n')
})

test('variables without a value, and secrets, are their owner’s to decide on', async () => {
  project.put('train.yaml', 'settings:\n  docker:\n    environment: {HUB_TOKEN: "${HUB_TOKEN}"}\n    parent_image: ${BASE}\n')
  const { code, out, err } = await project.run(initCommand)
  assert.is(code, 0, err)
  assert.match(
    out,
    'the settings use `HUB_TOKEN` (train.yaml:3), `BASE` (train.yaml:4) of the environment: give values under `variables`',
  )
  const config = text('dockcompile.config.yaml')
  assert.match(config, '\n# variables:\n#   HUB_TOKEN: null    # train.yaml:3: by its name a secret.')
  assert.match(config, '\n#   BASE: VALUE    # train.yaml:4\n')
  assert.is((await project.run(compileCommand)).code, 1)
  project.put(
    'dockcompile.config.yaml',
    config.replace(/^# (variables:| {2}BASE| {2}HUB_TOKEN)/gm, '$1').replace('VALUE', 'base:1'),
  )
  assert.is((await project.run(compileCommand)).code, 0)
})

test('containers on this machine: their client most likely has a database here', async () => {
  project.put('train.yaml', 'settings: {docker: {requirements: [numpy]}}\n')
  await project.run(initCommand)
  assert.not.match(text('dockcompile.config.yaml'), 'store')
  project.put('stack.yaml', STACK.replace('flavor: kubernetes', 'flavor: local_docker'))
  await project.run(initCommand, '--force')
  assert.match(text('dockcompile.config.yaml'), '# The local_docker orchestrator runs on this machine')
  assert.match(text('dockcompile.config.yaml'), '\nstore: sql\n')
})

test('notebooks are named, because nobody reads them', async () => {
  project.put('train.yaml', 'settings: {docker: {requirements: [numpy]}}\n')
  project.put('explore.ipynb', '{"cells": [{"source": ["from zenml import pipeline\\n", "@pipeline\\n", "def p(): ..."]}]}')
  // A cell may be one text, and the decorator an attribute.
  project.put('whole.ipynb', '{"cells": [{"source": "%%time\\nimport zenml\\n@zenml.pipeline\\ndef p(): ..."}]}')
  project.put('other.ipynb', '{"cells": [{"source": "from zenml import step\\n@step\\ndef s(): ..."}]}')
  assert.match((await project.run(initCommand)).out, 'not read: explore.ipynb, whole.ipynb. ')
})

test('no stack: how to get one, and nothing is written', async () => {
  rmSync(join(project.root, 'stack.yaml'))
  const { code, err } = await project.run(initCommand)
  assert.is(code, 1)
  assert.match(err, '`zenml stack export NAME stack.yaml`')
  assert.match(err, '`dockcompile init --example`')
  assert.equal(readdirSync(project.root), [])
})

test('an example to begin with compiles at once, without a message, and leaves a project alone', async () => {
  const refused = (line: string, message: string) =>
    project.run(initCommand, line).then(
      () => assert.unreachable(),
      (error: Error) => assert.match(error.message, message),
    )
  await refused('--example', '`stack.yaml` is here')
  rmSync(join(project.root, 'stack.yaml'))
  await refused('--example --stack other.yaml', 'leave out `--stack`')
  assert.equal(readdirSync(project.root), [])
  const { code, out, err } = await project.run(initCommand, '--example')
  assert.is(code, 0, err)
  assert.match(out, 'wrote stack.yaml\nwrote pipelines.py\n')
  assert.match(out, '\n1 pipeline, 2 images: ')
  assert.match(text('dockcompile.config.yaml'), '\n  - code: pipelines.py:training\n    # steps: load, train\n')
  const compiled = await project.run(compileCommand)
  assert.is(compiled.code, 0, compiled.err)
  assert.is(compiled.err, '')
  assert.match(text('build/images/training-train/Dockerfile'), 'scikit-learn==1.7.2')
  await refused('--example', '`dockcompile.config.yaml` is there already')
})

test('a file of the name of one of the example stays as it is', async () => {
  rmSync(join(project.root, 'stack.yaml'))
  project.put('pipelines.py', 'x = 1\n')
  const { code, err } = await project.run(initCommand, '--example')
  assert.is(code, 1)
  assert.match(err, 'pipelines.py')
  assert.is(text('pipelines.py'), 'x = 1\n')
  assert.not.ok(existsSync(join(project.root, 'dockcompile.config.yaml')))
})

test('nothing is overwritten, and a no is a no', async () => {
  project.put('run.py', PYTHON)
  project.put('Makefile', 'all:\n')
  project.put('.pre-commit-config.yaml', 'repos: []\n')
  assert.is((await project.run(initCommand, '', false)).code, 0)
  assert.not.ok(existsSync(join(project.root, 'dockcompile.config.yaml')))
  const { out } = await project.run(initCommand, '--makefile --pre-commit', true)
  assert.match(out, 'Makefile is there already; add to it what you like of this:\n')
  assert.match(out, 'entry: dockcompile check\n')
  assert.is(text('Makefile') + text('.pre-commit-config.yaml'), 'all:\nrepos: []\n')
  await project.run(initCommand).then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, '`dockcompile.config.yaml` is there already'),
  )
})

if (!spawnSync('make', ['--version'], { encoding: 'utf8' }).stdout?.startsWith('GNU'))
  skip(test, 'the Makefile works', 'no GNU make is here')
else
  test('the Makefile compiles once, and again when something that was read changes', async () => {
    project.put('pipelines/train.yaml', 'settings: {docker: {}}\n')
    await project.run(initCommand, '--yes --makefile')
    const make = () =>
      spawnSync('make', ['images', `DOCKCOMPILE=${SHELL_PROGRAM} -q`], {
        cwd: project.root,
        encoding: 'utf8',
      })
    const first = make()
    assert.is(first.status, 0, first.stderr)
    assert.match(make().stdout, 'Nothing to be done')
    writeFileSync(join(project.root, 'pipelines/more.yaml'), '{}\n')
    assert.match(make().stdout, '--stamp')
    assert.ok(text('build/docker-bake.json').includes('more'))
    assert.match(make().stdout, 'Nothing to be done')
  })

const CASES = '../shared/corpus/cases'
if (!existsSync(CASES)) skip(test, 'every corpus project', `there is no ${CASES}`)
else
  test('every corpus project compiles at once, where ZenML takes all of it and no command has to be frozen', async () => {
    for (const name of readdirSync(CASES).sort()) {
      const folder = mkdtempSync(join(tmpdir(), 'init-'))
      try {
        const at = (path: string) => join(CASES, name, path)
        if (existsSync(at('files'))) cpSync(at('files'), folder, { recursive: true })
        cpSync(at('configs'), join(folder, 'cfg'), { recursive: true })
        cpSync(at(`stacks/${readdirSync(at('stacks')).sort()[0]}`), join(folder, 'stack.yaml'))
        await runIn(folder, initCommand, '--quiet')
        const { err } = await runIn(folder, compileCommand, '--quiet --format line')
        const { expect } = JSON.parse(readFileSync(at('case.json'), 'utf8')) as { expect: Record<string, string> }
        const allInvalid = Object.values(expect).every(verdict => verdict !== 'ok')
        // Outputs of commands, and a code repository, are not files that init could see; a credential is somebody's to list.
        const left = err.split('\n').filter(line => line !== '' && !/error\[(?:DC4003|DC4011|DC3018)\]/.test(line))
        if (!allInvalid) assert.equal(left, [], name)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }
  })

test('the Python version: the environment that is there, then what the project says, then the newest', () => {
  const python = (files: Record<string, string>) => pythonFor(memorySources(files), '3.14').version
  const project = (text: string) => python({ 'pyproject.toml': text })
  const poetry = (range: string) => project(`[tool.poetry.dependencies]\npython = "${range}"\n`)
  const required = '[project]\nrequires-python = ">=3.9,<3.12"\n'
  assert.is(python({ '.venv/pyvenv.cfg': 'home = /usr/bin\nversion = 3.10.4\n', 'pyproject.toml': required }), '3.10')
  assert.is(python({ 'venv/pyvenv.cfg': 'implementation = CPython\nversion_info = 3.12.3.final.0\n' }), '3.12')
  const active = (files: Record<string, string>) => pythonFor(memorySources(files), '3.14', 'version = 3.11.7\n').version
  assert.is(active({ 'pyproject.toml': '[project]\nrequires-python = ">=3.9"\n' }), '3.11')
  assert.is(active({ '.venv/pyvenv.cfg': 'version = 3.10.4\n' }), '3.10')
  assert.is(project(required), '3.11')
  assert.is(project("[project]\n  requires-python='~=3.10.2'\n"), '3.10')
  for (const [range, expected] of [
    ['>=3.9,<3.12', '3.11'],
    ['^3.10', '3.14'],
    ['~3.10', '3.10'],
    ['3.11.4', '3.11'],
    ['3.9.*', '3.9'],
    ['~3.8 || ~3.12', '3.12'],
    ['*', '3.14'],
    ['>=4', '3.14'],
    ['>= 3.9 <3.12', '3.11'],
  ] as const)
    assert.is(poetry(range), expected, range)
  assert.is(project('[tool.poetry.dependencies]\npython = {version = "^3.10,<3.12"}\n'), '3.11')
  assert.is(python({ Pipfile: '[requires]\npython_version = "3.10"\n' }), '3.10')
  assert.is(python({ 'environment.yml': 'dependencies: [pip, python=3.9.1]\n' }), '3.9')
  assert.is(python({}), '3.14')
})

test('projects of a repository', () => {
  const places = ['a/configs/train.yaml', 'b/run.py']
  assert.equal(projectsIn(places, ['a', 'b', 'b/steps']), ['a', 'b'])
  assert.equal(projectsIn(places, ['.', 'a', 'b']), [], 'the root is a project')
  assert.equal(projectsIn(places, ['a']), [], 'one pipeline belongs to none')
  assert.equal(projectsIn(['a/x.yaml', 'a/b/y.yaml'], ['a', 'a/b']), [], 'one project')
})

test('a glob where a folder holds nothing else', () => {
  assert.equal(pipelineEntries(['p/a.yaml', 'p/b.yaml'], []), [{ file: 'p/*.yaml', name: null }])
  const files = (paths: string[], others: string[]) => pipelineEntries(paths, others).map(({ file }) => file)
  assert.equal(files(['p/a.yaml', 'p/b.yaml'], ['p/other.yaml']), ['p/a.yaml', 'p/b.yaml'])
  assert.equal(files(['a.yaml'], []), ['a.yaml'])
})

test('texts are quoted for YAML', () => {
  const table: [string, string][] = [
    ['stack.yaml', 'stack.yaml'],
    ['pipelines/*.yaml', 'pipelines/*.yaml'],
    ['no', '"no"'],
    ['a: b', '"a: b"'],
    ['3.10', '"3.10"'],
    ['*.yaml', '"*.yaml"'],
    ['-', '"-"'],
    ['my file.yaml', '"my file.yaml"'],
  ]
  for (const [value, expected] of table) assert.is(yamlText(value), expected)
})

test.run()
