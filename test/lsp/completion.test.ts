/** Completion: what fits where somebody types, in texts that are not whole. */
import { cpSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { CompletionItem } from 'vscode-languageserver/node'
import { typedAt } from '../../src/answers/editor/key-path.ts'
import { TestProject } from '../golden/project.ts'
import { LanguageClient, placeOf } from '../support/language-client.ts'

let project: TestProject
let client: LanguageClient
test.before(async () => {
  project = new TestProject({})
  cpSync('examples/quickstart', project.root, { recursive: true })
  client = new LanguageClient(project.root)
  await client.start()
})
test.after(async () => {
  assert.is(client.errors, '')
  assert.is(await client.stop(), 0)
  project.remove()
})

/** What is offered at `«` of a text. */
async function offered(path: string, marked: string): Promise<string[]> {
  const offset = marked.indexOf('«')
  const text = marked.replace('«', '')
  client.write(path, text)
  const position = placeOf(text, offset)
  const items = await client.ask<CompletionItem[]>('textDocument/completion', {
    textDocument: { uri: client.uri(path) },
    position,
  })
  return items.map(({ label }) => label)
}

test('the keys that lead to a place, by indentation', () => {
  const cases: Readonly<Record<string, readonly [path: string, key: string | null, word: string]>> = {
    'settings:\n  docker:\n    ap«': ['settings.docker', null, 'ap'],
    'settings:\n  docker:\n    user: me\n    apt_packages:\n      - gi«': ['settings.docker.apt_packages.-', null, 'gi'],
    'settings:\n  docker:\n    apt_packages:\n    - gi«': ['settings.docker.apt_packages.-', null, 'gi'],
    'steps:\n  a:\n    settings: {}\n  b:\n    se«\n': ['steps.b', null, 'se'],
    'a:\n  b: 1\n«': ['', null, ''],
    'dialect: bu«': ['', 'dialect', 'bu'],
    'settings: {docker: {user: m«': ['settings.docker', 'user', 'm'],
    'settings: {docker: {user: m, ap«': ['settings.docker', null, 'ap'],
    'pipelines:\n  - file: a.yaml\n    na«': ['pipelines.-', null, 'na'],
    'broken: [\nsettings:\n  docker:\n    «': ['settings.docker', null, ''],
  }
  for (const [marked, [path, key, word]] of Object.entries(cases)) {
    const typed = typedAt(marked.replace('«', ''), marked.indexOf('«'))
    assert.equal([typed.path.join('.'), typed.key, typed.word], [path, key, word], marked)
  }
})

test('keys of the release that are not there yet, and names of steps', async () => {
  const keys = await offered('pipelines/training.yaml', 'settings:\n  docker:\n    user: me\n    a«\n')
  for (const key of ['apt_packages', 'requirements', 'runtime_environment']) assert.ok(keys.includes(key), key)
  assert.not.ok(keys.includes('user'))
  const steps = await offered('pipelines/training.yaml', 'steps:\n  «\n')
  assert.ok(steps.includes('train'), steps.join())
})

test('values of the schema and of the ZenML release, paths and codes', async () => {
  const config = 'stack: stack.yaml\npipelines: [{code: penguins/pipelines.py:training}]\npython: "3.11"\n'
  assert.equal(await offered('dockcompile.config.yaml', `${config}dialect: «\n`), ['buildkit', 'portable', 'zenml'])
  const codes = await offered('dockcompile.config.yaml', `${config}allow:\n  - DC4«\n`)
  assert.ok(codes.includes('DC4103') && !codes.includes('DC4101'), 'an error cannot be accepted')
  assert.ok(
    (await offered('dockcompile.config.yaml', `${config}settings:\n  docker:\n    requirements: re«\n`)).includes(
      'requirements.txt',
    ),
  )
  client.close('dockcompile.config.yaml')
  const integrations = await offered('pipelines/training.yaml', 'settings:\n  docker:\n    required_integrations:\n      - sk«\n')
  assert.ok(integrations.includes('sklearn'))
  const flavors = await offered('stack.yaml', 'stack_name: a\ncomponents:\n  artifact_store:\n    flavor: «\n')
  assert.ok(flavors.includes('s3'), flavors.join())
  client.close('stack.yaml')
})

test('packages that ZenML knows, in a list of YAML and in a file, and parent images', async () => {
  const inYaml = await offered('pipelines/training.yaml', 'settings:\n  docker:\n    requirements:\n      - «\n')
  assert.ok(inYaml.includes('boto3') && inYaml.includes('kubernetes'), inYaml.join())
  assert.equal(await offered('pipelines/training.yaml', 'settings:\n  docker:\n    parent_image: «\n'), [
    'zenmldocker/zenml:0.98.0-py3.11',
  ])
  client.close('pipelines/training.yaml')
  assert.ok((await offered('requirements.txt', 'numpy==2.2.6\nbo«')).includes('boto3'))
  assert.equal(await offered('requirements.txt', 'numpy==2«'), [])
  client.close('requirements.txt')
})

test('keyword arguments of DockerSettings in Python', async () => {
  const start = 'from zenml.config import DockerSettings\nsettings = DockerSettings(user="me", '
  const names = await offered('penguins/pipelines.py', `${start}ap«`)
  assert.ok(names.includes('apt_packages'))
  assert.not.ok(names.includes('user'))
  assert.equal(await offered('penguins/pipelines.py', `${start}environment={"ap«`), [])
})

test.run()
