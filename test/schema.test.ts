import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { CHOICES } from '../src/model/choices.ts'

type Schema = Record<string, unknown>
const names = readdirSync('schema').flatMap(n => (n.endsWith('.schema.json') ? [n.replace('.schema.json', '')] : []))
const schemas: Record<string, Schema> = Object.fromEntries(
  names.map(n => [n, JSON.parse(readFileSync(`schema/${n}.schema.json`, 'utf8'))]),
)
const ajv = new Ajv2020({ allErrors: true, strict: false, schemas: Object.values(schemas) })
// The answers refer to it.
ajv.addSchema(JSON.parse(readFileSync('schema/output/diagnostics.schema.json', 'utf8')) as Schema)
const takes = (name: string, value: unknown) => ajv.validate(schemas[name]!.$id as string, value)

/** Every key that a schema names, with its place. */
function* keys(schema: unknown, place = ''): Generator<[string, Schema]> {
  if (Array.isArray(schema)) for (const [i, s] of schema.entries()) yield* keys(s, `${place}/${i}`)
  if (schema === null || typeof schema !== 'object' || Array.isArray(schema)) return
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'examples' || keyword === 'default' || keyword === 'if' || keyword === 'then') continue
    if (keyword !== 'properties') yield* keys(value, `${place}/${keyword}`)
    else
      for (const [key, s] of Object.entries(value as Record<string, Schema>)) {
        yield [`${place}/${key}`, s]
        yield* keys(s, `${place}/${key}`)
      }
  }
}

for (const name of names) {
  test(`${name}: every key has a description and examples`, () => {
    for (const [place, schema] of keys(schemas[name])) {
      // A quantity that only repeats another key.
      if (schema.$ref?.toString().includes('/properties/')) continue
      assert.ok(
        typeof schema.description === 'string' && schema.description.endsWith('.'),
        `${place}: a description that ends in a full stop`,
      )
      assert.ok(Array.isArray(schema.examples), `${place}: examples`)
    }
  })
}

test('the pipeline file has the keys of ZenML 0.98', () => {
  const catalog = JSON.parse(readFileSync('catalog/newest.json', 'utf8'))
  const shared = (key: string) => catalog[key] ?? []
  const { properties, $defs } = schemas.pipeline as unknown as {
    properties: Schema
    $defs: Record<string, { properties: Record<string, Schema> }>
  }
  assert.equal(Object.keys($defs.dockerSettings!.properties).sort(), Object.keys(catalog.docker_settings).sort())
  for (const [key, { default: value, deprecated }] of Object.entries(catalog.docker_settings as Record<string, Schema>)) {
    const schema = $defs.dockerSettings!.properties[key]!
    assert.equal(schema.default, value, `default of ${key}`)
    assert.is(schema.deprecated, deprecated, `deprecated: ${key}`)
  }
  if (shared('run_configuration_keys').length)
    assert.equal(Object.keys(properties).sort(), shared('run_configuration_keys').toSorted())
  if (shared('step_keys').length) assert.equal(Object.keys($defs.step!.properties).sort(), shared('step_keys').toSorted())
})

const image = {
  kind: 'build',
  tags: ['registry.example.com/zenml:train-fit-orchestrator'],
  parent: { image: 'zenmldocker/zenml:0.98.0-py3.11', digest: null },
  dockerfile: 'images/train-fit/Dockerfile',
  requirements: [{ group: 'stack', file: 'images/train-fit/requirements/2-stack.txt', packages: ['boto3', 's3fs>2022.3.0'] }],
  installer: { name: 'uv', arguments: { 'no-cache-dir': null } },
  apt: ['git'],
  environment: { MODE: 'fast' },
  runtime_environment: {},
  entrypoint: null,
  user: null,
  code: 'download-from-artifact-store',
  build_args: {},
  secrets: [],
  platforms: [],
  digest: `sha256:${'0'.repeat(64)}`,
  used_by: ['train/fit'],
}
const manifest = {
  version: 1,
  generator: 'dockcompile',
  emit: 1,
  zenml: '0.98.0',
  python: '3.11',
  stack: 'prod',
  dialect: 'buildkit',
  pipelines: {
    train: {
      config: 'pipelines/train.yaml',
      code: null,
      complete: true,
      builds: [
        { key: 'orchestrator', step: null, image: 'train' },
        { key: 'orchestrator', step: 'fit', image: 'train-fit' },
      ],
      steps: { load: 'train', fit: 'train-fit' },
    },
  },
  images: { 'train-fit': image },
}

test("the manifest is the design's", () => {
  assert.ok(takes('manifest', manifest), ajv.errorsText())
  assert.ok(takes('manifest', { ...manifest, files: { 'images/a/Dockerfile': '0'.repeat(64) } }))
  const withImage = (change: Schema) => takes('manifest', { ...manifest, images: { a: { ...image, ...change } } })
  assert.ok(
    withImage({
      environment: { A: { variable: 'B' }, C: { template: 'a-${B}' } },
      parent: { dockerfile: 'Dockerfile', context: null },
    }),
  )
  assert.ok(withImage({ kind: 'use', dockerfile: null, installer: null, tags: [] }))
  assert.not.ok(withImage({ environment: { A: 1 } }), 'environment values are texts')
  assert.not.ok(withImage({ more: 1 }), 'no other keys')
  assert.not.ok(takes('manifest', { ...manifest, more: 1 }), 'no other keys')
  assert.ok(
    takes('manifest', {
      ...manifest,
      pipelines: { train: { config: null, code: 'a.py:a', complete: false, prebuilt: { id: 'x' }, steps: {} } },
      images: {},
    }),
  )
})

test('the bake file has no attribute that bake would pass over', () => {
  const target = {
    context: '.',
    dockerfile: 'build/images/train/Dockerfile',
    tags: ['a:b'],
    args: { A: '${A}' },
    secret: ['id=A,env=A'],
    'cache-from': ['type=gha'],
  }
  const group = { default: { targets: ['train'] } }
  assert.ok(
    takes('bake', {
      variable: { A: { type: 'string', default: '', description: 'environment.A of p.yaml' } },
      group,
      target: { train: target },
    }),
    ajv.errorsText(),
  )
  assert.ok(takes('bake', { group: { default: { targets: [] } } }))
  assert.not.ok(takes('bake', { group, target: { train: { ...target, dockerFile: 'x' } } }))
  assert.not.ok(takes('bake', { group, target: {} }), 'bake refuses an empty mapping')
  assert.not.ok(takes('bake', { group, targets: {} }))
})

test('every example of a file is one', () => {
  for (const name of names) {
    for (const example of schemas[name]!.examples as unknown[])
      assert.ok(takes(name, example), `${name}: ${JSON.stringify(example)}: ${ajv.errorsText()}`)
  }
})

test('flags take the words that the schema takes', () => {
  const { properties } = schemas.project as { properties: Record<string, { enum?: string[] }> }
  for (const [key, words] of Object.entries(CHOICES)) assert.equal(properties[key]!.enum, [...words], key)
})

test('generated types follow from the schemas', () => {
  // Scripts are Node's, whichever engine runs the tests.
  const { stderr } = spawnSync('node', ['scripts/generate.mjs', '--check'], { encoding: 'utf8' })
  assert.is(stderr, '')
})

test.run()
