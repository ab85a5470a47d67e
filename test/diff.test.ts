/** `diff`: what a change does to the images, from generated files alone. */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { ImageDiff, OutputsDiff } from '../src/answers/diff/changes.ts'
import { compileCommand } from '../src/commands/compile.ts'
import { diffCommand } from '../src/commands/diff.ts'
import { STACK, TestProject } from './golden/project.ts'

let project: TestProject
const PIPELINE = `settings: {docker: {requirements: [numpy==1.0, pandas], apt_packages: [git], environment: {MODE: fast}}}
steps: {load: {}, fit: {settings: {docker: {requirements: [torch]}}}}
`
const CONFIG = 'stack: stack.yaml\npipelines: [{file: train.yaml, steps: [load, fit]}]\npython: "3.11"\n'

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: project.root, stdio: 'pipe' })

async function compile(): Promise<void> {
  const { code, err } = await project.run(compileCommand, '--quiet')
  assert.is(code, 0, err)
}
async function diff(line: string): Promise<OutputsDiff> {
  const { code, out, err } = await project.run(diffCommand, `${line} --json`)
  assert.is(code, 0, err)
  return JSON.parse(out) as OutputsDiff
}
const image = ({ outputs }: OutputsDiff, name: string): ImageDiff => outputs[0]!.images.find(one => one.image === name)!
const refusal = (line: string): Promise<string> =>
  project.run(diffCommand, line).then(
    () => 'nothing refused',
    (problem: Error) => problem.message,
  )

test.before.each(async () => {
  project = new TestProject({ 'stack.yaml': STACK, 'dockcompile.config.yaml': CONFIG, 'train.yaml': PIPELINE })
  git('init', '-q')
  await compile()
  git('add', '.')
  git('commit', '-qm', 'first')
})
test.after.each(() => project.remove())

test('nothing changed', async () => {
  const { code, out } = await project.run(diffCommand, 'HEAD --exit-code --format markdown')
  assert.is(out, '**dockcompile:** no change of images between `HEAD` and `build`.\n')
  assert.is(code, 0)
  assert.is((await project.run(diffCommand, 'HEAD --quiet --format text')).out, '')
})

test('packages, system packages, environment, parent, and the layers that rebuild', async () => {
  project.put(
    'train.yaml',
    PIPELINE.replace('numpy==1.0, pandas', 'NumPy==2.0, polars')
      .replace('[git]', '[git, curl]')
      .replace('MODE: fast', 'MODE: slow, NEW: 1')
      .replace('[torch]', '[torch], parent_image: "base:1"'),
  )
  await compile()
  const train = image(await diff('HEAD'), 'train')
  assert.equal(train.packages, [
    { group: 'user', package: 'numpy', old: 'numpy==1.0', new: 'NumPy==2.0' },
    { group: 'user', package: 'polars', old: null, new: 'polars' },
    { group: 'user', package: 'pandas', old: 'pandas', new: null },
  ])
  assert.equal(train.lists, [{ key: 'apt', added: ['curl'], removed: [], reordered: false }])
  assert.equal(train.variables, [
    { key: 'environment', old: 'fast', new: 'slow', name: 'MODE' },
    { key: 'environment', old: null, new: '1', name: 'NEW' },
  ])
  assert.is(train.rebuild.from!.name, 'system packages')
  assert.equal(train.rebuild.layers, ['system packages', 'stack requirements', 'user requirements'])
  const fit = image(await diff('HEAD'), 'train-fit')
  assert.equal(fit.values[0], { key: 'parent', old: 'zenmldocker/zenml:0.98.0-py3.11', new: 'base:1' })
  assert.is(fit.rebuild.from!.layer, 1)
  assert.is((await project.run(diffCommand, 'HEAD --exit-code')).code, 1)
})

test('images that are new, gone and renamed, and steps that move', async () => {
  project.put('train.yaml', PIPELINE.replace('load: {}, fit: {settings: {docker: {requirements: [torch]}}}', 'load: {}, fit: {}'))
  await compile()
  const gone = await diff('HEAD')
  assert.equal(gone.outputs[0]!.steps, [{ pipeline: 'train', step: 'fit', old: 'train-fit', new: 'train' }])
  assert.is(image(gone, 'train-fit').state, 'removed')
  const back = await diff('build HEAD')
  assert.is(image(back, 'train-fit').state, 'added')
  const { from } = image(back, 'train-fit').rebuild
  assert.equal([from!.name, from!.layer], ['user requirements', from!.of])

  project.put('train.yaml', PIPELINE)
  project.put('dockcompile.config.yaml', CONFIG.replace('{file', '{name: fine_tune, file'))
  await compile()
  const renamed = await diff('HEAD')
  assert.is(image(renamed, 'fine_tune').renamed_from, 'train')
  assert.is(image(renamed, 'fine_tune').rebuild.state, 'cached')
  assert.equal(renamed.outputs[0]!.pipelines, { added: ['fine_tune'], removed: ['train'] })
})

test('what only generated files tell: rules of the build context, options of bake, a template', async () => {
  project.put(
    'train.yaml',
    PIPELINE.replace('{docker: {', '{docker: {allow_download_from_artifact_store: false, ').replace(
      'load: {}',
      'load: {settings: {docker: {user: app}}}',
    ),
  )
  await compile()
  git('commit', '-qam', 'with code')
  project.put('.dockerignore', 'data\n')
  project.put('dockcompile.config.yaml', `${CONFIG}bake: {labels: {team: vision}}\n`)
  await compile()
  const load = image(await diff('HEAD'), 'train-load')
  assert.equal(load.other, ['context'])
  assert.equal(load.values, [{ key: 'bake labels', old: null, new: 'team=vision' }])
  assert.equal(image(await diff('HEAD'), 'train-fit').other, ['context'])
})

test('several stacks have an output each', async () => {
  project.put('dockcompile.config.yaml', CONFIG.replace('stack: stack.yaml', 'stacks: {dev: stack.yaml, prod: prod.yaml}'))
  project.put('prod.yaml', STACK)
  rmSync(join(project.root, 'build'), { recursive: true })
  await compile()
  git('add', '.')
  git('commit', '-qm', 'two stacks')
  project.put('prod.yaml', STACK.replace('registry.example.com', 'registry.example.org'))
  await compile()
  const { outputs } = await diff('HEAD')
  assert.equal(
    outputs.map(({ folder, state }) => [folder, state]),
    [
      ['dev', 'unchanged'],
      ['prod', 'changed'],
    ],
  )
  assert.match((await project.run(diffCommand, 'HEAD --format markdown')).out, '#### `prod`')
})

test('the first change that brings dockcompile in', async () => {
  git('rm', '-rq', '--cached', 'build')
  git('commit', '-qm', 'no output')
  const { outputs } = await diff('HEAD')
  assert.equal([outputs[0]!.state, ...outputs[0]!.images.map(one => one.state)], ['added', 'added', 'added'])
})

test('what cannot be compared is refused with a way out', async () => {
  assert.match(await refusal('nope'), '`nope` is not an output folder, and git knows no revision `nope`')
  assert.match(await refusal('--output nowhere HEAD'), 'there is no output in `nowhere`: run `dockcompile` first')
  assert.match(await refusal(''), 'needs one or two output folders or git revisions')
  project.put('empty/x', '')
  assert.match(await refusal('empty'), 'the folder `empty` holds no output of dockcompile')
  const manifest = readFileSync(join(project.root, 'build/manifest.json'), 'utf8')
  project.put('build/manifest.json', manifest.replace('"version": 1', '"version": 2'))
  assert.is(
    await refusal('HEAD'),
    '`manifest.json` of `build` was written by another version of dockcompile: this one reads version 1',
  )
  project.put('build/manifest.json', manifest.replace('"apt": ["git"]', '"apt": "git"'))
  assert.is(
    await refusal('HEAD'),
    '`manifest.json` of `build` is not as dockcompile writes it at `images.train.apt`: compile again',
  )
  project.put('build/manifest.json', `<<<<<<< ours\n${manifest}`)
  assert.is(await refusal('HEAD'), '`manifest.json` of `build` is not JSON: compile again, which also heals a merge')
  project.put('build/manifest.json', manifest.replace('"emit": 1,', '"emit": 1, "later": [],'))
  assert.is((await diff('HEAD')).different, false)
})

test('a credential that changed is not shown, and the change is', async () => {
  const withSecret = (secret: string) => `settings:
  docker:
    requirements: [numpy==1.0, "tools @ git+https://ci:${secret}@git.example.com/tools.git"]
    environment: {DB_PASSWORD: ${secret}, MODE_TOKEN: "$${secret}", NOTE: "x TOKEN=${secret}", AUTH: "{${secret}", LINES: "a\\npassword: ${secret}"}
    runtime_environment: {API_TOKEN: "it's, \\"${secret}"}
    python_package_installer_args: {keyring-password: "a'${secret}"}
    build_config:
      build_options:
        buildargs: {NPM_TOKEN: "a, ${secret}"}
        labels: {deploy.token: "a, ${secret}"}
        cache_to: ["type=s3,region=x,bucket=y,secret_access_key=${secret}"]
steps: {load: {}, fit: {}}
`
  project.put('train.yaml', withSecret('hunter2'))
  await compile()
  git('add', '.')
  git('commit', '-qm', 'second')
  project.put('train.yaml', withSecret('hunter3'))
  await compile()
  for (const line of ['HEAD --json', 'HEAD --format text', 'HEAD --format markdown', 'HEAD build --format text']) {
    const { out } = await project.run(diffCommand, line)
    assert.not.match(out, /hunter/, line)
    const names =
      'DB_PASSWORD MODE_TOKEN NOTE AUTH LINES API_TOKEN keyring-password NPM_TOKEN deploy.token secret_access_key tools'
    for (const name of names.split(' ')) assert.ok(out.includes(name) || /markdown/.test(line), `${line}: ${name}`)
  }
  const { out } = await project.run(diffCommand, 'HEAD --format text')
  assert.match(out, /environment +DB_PASSWORD=\*\*\* changed\n/)
  assert.match(
    (await project.run(diffCommand, 'HEAD --format markdown')).out,
    /\| environment \| `DB_PASSWORD=\*\*\*` \| changed \|/,
  )
  const changed = (await diff('HEAD')).outputs[0]!.images[0]!.variables.find(({ name }) => name === 'DB_PASSWORD')
  assert.equal(changed, { key: 'environment', name: 'DB_PASSWORD', old: '***', new: '***' })
})

test('texts of users mean nothing to Markdown, HTML and terminals', async () => {
  project.put('train.yaml', PIPELINE.replace('MODE: fast', 'MODE: "a|b `c` <img src=x> @team \\e[31m \\\\| #1"'))
  await compile()
  const { out } = await project.run(diffCommand, 'HEAD --format markdown')
  const row = out.split('\n').find(line => line.startsWith('| environment |'))!
  assert.is(row.replace(/<\/?code>|`[^`]*`/g, '').split('|').length, 5)
  assert.not.match(row, /<(?!\/?code>)|@team|\x1b| #1/)
  assert.not.match((await project.run(diffCommand, 'HEAD --format text')).out, '\x1b')
})

// --- another ZenML release

const OLD_STACK = STACK.replace(/zenml_version: .*/, 'zenml_version: 0.84.3').replace(/: \[(\{.*\})\]$/gm, ': $1')
function writeOld(pipeline: string): void {
  project.put('stack.yaml', OLD_STACK)
  project.put('train.yaml', pipeline)
}

test('another release: images, keys, rules and messages', async () => {
  writeOld('settings: {docker: {requirements: [numpy==2.0], runtime_environment: {A: b}}}\n')
  const { old, new: now, outputs, zenml } = await diff('--zenml 0.92.0')
  assert.equal([old, now], ['ZenML 0.84.3', 'ZenML 0.92.0'])
  assert.equal(outputs[0]!.settings, [{ key: 'zenml', old: '0.84.3', new: '0.92.0' }])
  const { values, variables } = outputs[0]!.images[0]!
  assert.equal(values.find(({ key }) => key === 'parent')?.new, 'zenmldocker/zenml:0.92.0-py3.11')
  assert.equal(values.find(({ key }) => key === 'installer')?.old, 'pip --no-cache-dir --default-timeout=60')
  assert.equal(variables, [{ key: 'runtime_environment', name: 'A', old: null, new: 'b' }])
  assert.is(zenml!.refused, false)
  const docker = zenml!.keys.filter(({ where }) => where === 'settings.docker')
  assert.equal(
    docker.map(({ key, state }) => `${state} ${key}`),
    ['new image_tag', 'new install_deployment_requirements', 'changed python_package_installer', 'new runtime_environment'],
  )
  assert.equal(
    zenml!.rules.map(({ release }) => release),
    ['0.90.0', '0.90.0', '0.91.0', '0.91.2', '0.91.2', '0.92.0', '0.92.0', '0.92.0'],
  )
  assert.equal(
    zenml!.messages.map(({ state, code, file }) => [state, code, file]),
    [['gone', 'DC3032', 'train.yaml']],
  )
  const { out } = await project.run(diffCommand, '--zenml 0.92.0 --format text')
  assert.match(out, /^ {4}settings\.docker +\+ image_tag, install_deployment_requirements, runtime_environment$/m)
  assert.match(
    (await project.run(diffCommand, '--zenml 0.92.0 --format markdown')).out,
    '| since 0.90.0 | Images set `ZENML_LOGGING',
  )
})

test('another release may refuse the project', async () => {
  writeOld('settings: {docker: {nonsense: 1}}\n')
  const { code, out, err } = await project.run(diffCommand, '--zenml 0.81.0 --format text')
  assert.is(code, 1)
  assert.match(out, /error\[DC2001\] +\+ train\.yaml: unknown key/)
  assert.match(out, 'ZenML 0.81.0 refuses the project: there are no images to compare')
  assert.match(err, 'error[DC2001]')
})

test('the same release: nothing differs, and nothing is written', async () => {
  writeOld('steps: {}\n')
  const before = readFileSync(join(project.root, 'build/manifest.json'), 'utf8')
  const { code, out } = await project.run(diffCommand, '--zenml 0.84.3 --exit-code --format text')
  assert.is(code, 0)
  assert.is(out, 'no change of images between ZenML 0.84.3 and ZenML 0.84.3\n')
  assert.is(readFileSync(join(project.root, 'build/manifest.json'), 'utf8'), before)
})

test('another release: calls that are wrong', async () => {
  assert.match(await refusal('main --zenml 0.92.0'), 'leave out the folder or revision')
  assert.is((await project.run(diffCommand, '--zenml 0.1.0')).code, 1)
  assert.match((await project.run(diffCommand, '--zenml 0.1.0')).err, 'DC3050')
  project.put('train.yaml', 'steps: 5\n')
  assert.match((await project.run(diffCommand, '--zenml 0.92.0')).err, 'DC2002')
})

test.run()
