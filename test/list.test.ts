/** `list`: images, which of them are built already, and which targets a change touches. */
import { execFileSync } from 'node:child_process'
import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileCommand } from '../src/commands/compile.ts'
import { listCommand } from '../src/commands/list.ts'
import { zenmlBuildCommand } from '../src/commands/zenml-build.ts'
import { STACK, TestProject } from './golden/project.ts'

interface Entry {
  image: string
  kind: string
  digest: string
  tags: string[]
  state: string
  reason: string | null
  not_compared: string[]
}

let project: TestProject
const list = async (line = ''): Promise<Entry[]> => {
  const { code, out, err } = await project.run(listCommand, `${line} --json`)
  assert.is(code, 0, err)
  return (JSON.parse(out) as { images: Entry[] }).images
}
const states = async (line: string) => (await list(line)).map(i => `${i.image}: ${i.state} ${i.reason ?? i.not_compared.join()}`)

const PIPELINE = `settings: {docker: {requirements: [numpy]}}
steps: {fit: {settings: {docker: {allow_download_from_artifact_store: false, allow_download_from_code_repository: false, environment: {A: 1}}}}}
`
/** The same with the code in every image, as a build file wants it. */
const INCLUDED = PIPELINE.replace(
  'numpy]',
  'numpy], allow_download_from_artifact_store: false, allow_download_from_code_repository: false',
)

test.before.each(() => {
  project = new TestProject({
    'stack.yaml': STACK,
    'dockcompile.config.yaml':
      'stack: stack.yaml\npipelines: [{file: train.yaml, steps: [load, fit]}]\npython: "3.11"\ncode_repository: github\n',
    'train.yaml': PIPELINE,
    'src/model.py': 'print(1)\n',
  })
})
test.after.each(() => project.remove())

/** Bake's metadata about the images as they are now. */
async function build(name: string, change: (entry: Record<string, unknown>, image: string) => void = () => {}) {
  const entries = (await list()).map(({ image, digest, tags }): [string, unknown] => {
    const entry: Record<string, unknown> = {
      'buildx.build.provenance': { invocation: { parameters: { args: { 'label:dev.dockcompile.digest': digest } } } },
      'containerimage.digest': 'sha256:11',
      'image.name': tags.join(','),
    }
    change(entry, image)
    return [image, entry]
  })
  project.put(name, JSON.stringify(Object.fromEntries(entries)))
}

test('name, kind, tags, digest and who uses it', async () => {
  const { out } = await project.run(listCommand)
  assert.match(
    out,
    /^IMAGE +KIND +DIGEST +USED BY\ntrain +build +[0-9a-f]{12} +train\n {2}registry\.example\.com\/zenml:train-orchestrator\n/,
  )
  const [image] = await list()
  assert.match(image!.digest, /^sha256:[0-9a-f]{64}$/)
})

test('no line is wider than 100 columns, however many pipelines use an image', async () => {
  const names = Array.from({ length: 60 }, (_, i) => `pipeline_with_a_name_${i}`)
  for (const name of names) project.put(`${name}.yaml`, 'settings: {docker: {requirements: [numpy]}}\n')
  project.put(
    'dockcompile.config.yaml',
    `stack: stack.yaml\npython: "3.11"\npipelines: [${names.map(name => `${name}.yaml`).join(', ')}]\n`,
  )
  const lines = (await project.run(listCommand)).out.trimEnd().split('\n')
  assert.equal(
    lines.filter(line => line.length > 100),
    [],
  )
  assert.match(
    lines.join('\n'),
    /\n {40,}and \d+ more: `--json` has all\n {2}registry\.example\.com\/zenml:pipeline.with.a.name.0-orchestrator\n/,
  )
  const { images } = JSON.parse((await project.run(listCommand, '--json')).out) as { images: { used_by: string[] }[] }
  assert.is(images[0]!.used_by.length, 60)
  project.put('dockcompile.config.yaml', 'stack: stack.yaml\npipelines: [train.yaml]\npython: "3.11"\n')
})

test('an image that was built before is used by steps that no file names', async () => {
  project.put(
    'train.yaml',
    'build: {is_local: false, contains_code: true, images: {orchestrator: {image: "r.example.com/a:b"}}}\n',
  )
  project.put('dockcompile.config.yaml', 'stack: stack.yaml\npipelines: [train.yaml]\npython: "3.11"\n')
  assert.match((await project.run(listCommand)).out, /\ntrain-prebuilt +prebuilt +- +train\n/)
})

test('--built by the metadata of bake', async () => {
  await build('m.json')
  assert.equal(await states('--built m.json'), ['train: built parent', 'train-fit: built code,parent'])
  assert.match((await project.run(listCommand, '--built m.json')).out, /train +built +its parent has no digest\n/)

  await project.run(compileCommand)
  project.put('train.yaml', PIPELINE.replace('A: 1', 'A: 2'))
  const [, fit] = await states('--built m.json')
  assert.match(fit!, /^train-fit: rebuild recipe [0-9a-f]{12} has changed: environment$/)
  project.put('train.yaml', PIPELINE)

  await build('m.json', (entry, image) => image === 'train' && delete entry['buildx.build.provenance'])
  assert.match((await states('--built m.json'))[0]!, 'train: unknown no provenance says')
  await build('m.json', entry => (entry['image.name'] = 'x:y'))
  assert.match((await states('--built m.json'))[0]!, 'train: rebuild not tagged registry.example.com/zenml:train-orchestrator')
  await build('m.json', entry => delete entry['containerimage.digest'])
  assert.match((await states('--built m.json'))[0]!, 'train: rebuild it was built and kept nowhere')
  project.put('m.json', '{"other": {"containerimage.digest": "sha256:11"}}')
  assert.equal(await states('--built m.json'), ['train: rebuild not in m.json', 'train-fit: rebuild not in m.json'])
  await build('m2.json')
  assert.match((await states('--built m.json --built m2.json'))[1]!, 'train-fit: built')
  assert.match((await project.run(listCommand, '--built nowhere.json')).err, 'DC6023')
})

test('--built by a build file of ours, and by one of ZenML', async () => {
  project.put('train.yaml', INCLUDED)
  await build('m.json')
  await project.run(zenmlBuildCommand, '--metadata m.json --out b.yaml')
  assert.equal(await states('--built b.yaml'), ['train: built code,parent', 'train-fit: built code,parent'])
  project.put('train.yaml', INCLUDED.replace('A: 1', 'A: 2'))
  assert.match((await states('--built b.yaml'))[1]!, /train-fit: rebuild recipe [0-9a-f]{12} has changed/)
  project.put(
    'z.yaml',
    'images:\n  orchestrator: {image: x@sha256:11, dockerfile: FROM x, settings_checksum: abc}\nis_local: false\n',
  )
  assert.equal(await states('--built z.yaml'), [
    'train: rebuild ZenML built it from another Dockerfile',
    'train-fit: rebuild not in z.yaml',
  ])
})

test('--changed-since: nothing, a setting, code, ignored files, and a bad revision', async () => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: project.root, stdio: 'pipe' })
  const touched = async () => (await project.run(listCommand, '--changed-since HEAD')).out
  git('init', '-q')
  project.put('.gitignore', '.bin\n')
  await project.run(compileCommand)
  git('add', '.')
  git('commit', '-qm', 'first')
  assert.is(await touched(), '')
  project.put('train.yaml', `${PIPELINE}# a comment\n`)
  assert.is(await touched(), 'train-fit\n', 'the pipeline file is part of the code')
  project.put('train.yaml', PIPELINE.replace('numpy', 'pandas'))
  assert.is(await touched(), 'train\ntrain-fit\n')
  git('checkout', '-q', '.')
  appendFileSync(join(project.root, 'src/model.py'), 'print(2)\n')
  const { targets } = JSON.parse((await project.run(listCommand, '--changed-since HEAD --json')).out) as { targets: unknown[] }
  assert.equal(targets, [{ folder: 'build', target: 'train-fit', reason: 'files', files: ['src/model.py'] }])
  rmSync(join(project.root, 'src/model.py'))
  assert.is(await touched(), 'train-fit\n')
  git('checkout', '-q', '.')
  project.put('src/new.py', '')
  assert.is(await touched(), 'train-fit\n')
  project.put('.dockerignore', 'src\n')
  assert.is(await touched(), 'train-fit\n', 'src/model.py is not copied any more')
  rmSync(join(project.root, '.dockerignore'))
  project.put('src/__pycache__/x.pyc', '')
  rmSync(join(project.root, 'src/new.py'))
  assert.is(await touched(), '')

  git('rm', '-rq', '--cached', 'build')
  git('commit', '-qm', 'without the output')
  rmSync(join(project.root, 'build'), { recursive: true })
  assert.is(await touched(), '')
  project.put('train.yaml', PIPELINE.replace('numpy', 'pandas'))
  assert.is(await touched(), 'train\ntrain-fit\n')
  for (const revision of ['nope', '=--output=x']) {
    const line = revision.startsWith('=') ? `--changed-since${revision}` : `--changed-since ${revision}`
    await project.run(listCommand, line).then(
      () => assert.unreachable(),
      (error: Error) => assert.match(error.message, 'git knows no revision'),
    )
  }
})

test.run()
