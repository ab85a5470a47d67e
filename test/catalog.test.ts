import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from '../src/1-parse/parse.ts'
import { validateComponentSettings, validateComponents } from '../src/2-validate/component.ts'
import { CHANGES, resolveVersion, rulesOf } from '../src/3-resolve/version.ts'
import type { Diagnostic } from '../src/diagnostics/diagnostic.ts'
import { packageCatalogs } from '../src/edge/catalogs.ts'
import type { Catalog } from '../src/model/catalog.ts'
import type { MapNode } from '../src/model/node.ts'

const versions = readdirSync('catalog')
  .sort()
  .flatMap(name => /^zenml-(.+)\.json$/.exec(name)?.[1] ?? [])
const textOf = (version: string) => readFileSync(`catalog/zenml-${version}.json`, 'utf8')
const load = (version: string) => JSON.parse(textOf(version)) as Catalog
const newest = load('0.98.0')

// --- the data

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true })
const check = ajv.compile(JSON.parse(readFileSync('schema/catalog.schema.json', 'utf8')))
for (const version of versions) {
  test(`the catalog of ${version} is what its schema says`, () => {
    check(load(version))
    assert.equal(check.errors, null)
    assert.is(load(version).zenml, version)
  })

  test(`the catalog of ${version} is small and one line per entry`, () => {
    assert.ok(textOf(version).length < 150_000)
    assert.ok(textOf(version).split('\n').length > 150)
  })

  test(`the catalog of ${version} refers to nothing that it does not have`, () => {
    const { flavors, integrations, component_order, files, repeatable_component_types, integration_constants } = load(version)
    for (const [key, flavor] of Object.entries(flavors)) {
      assert.ok(component_order.includes(key.split('.')[0]!), key)
      if (flavor.integration !== null) assert.ok(integrations[flavor.integration], key)
      for (const name of flavor.image?.files ?? []) assert.ok(files[name], key)
      for (const name of flavor.required) assert.ok(flavor.configuration[name], `${key} ${name}`)
    }
    for (const name of Object.keys(integrations)) assert.ok(Object.values(integration_constants).includes(name), name)
    for (const type of repeatable_component_types) assert.ok(component_order.includes(type))
  })
}

test('catalogs come from the package, or from a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dockcompile-catalogs-'))
  try {
    for (const version of versions) {
      assert.equal(packageCatalogs().load(version), load(version))
      writeFileSync(join(folder, `zenml-${version}.json`), JSON.stringify({ ...load(version), flavors: {} }))
      assert.equal(packageCatalogs(folder).load(version), { ...load(version), flavors: {} })
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('releases grow as ZenML did', () => {
  const counts = versions.map(v => [v, Object.keys(load(v).integrations).length, Object.keys(load(v).flavors).length])
  assert.equal(counts, [
    ['0.80.2', 58, 60],
    ['0.85.0', 58, 60],
    ['0.90.0', 59, 63],
    ['0.94.0', 60, 69],
    ['0.98.0', 66, 82],
  ])
})

test('entries that decide about images', () => {
  assert.equal(load('0.80.2').flavors['step_operator.sagemaker']!.image, {
    key: 'sagemaker_step_operator',
    entrypoint: '$__ZENML_ENTRYPOINT',
  })
  assert.equal(newest.flavors['step_operator.sagemaker']!.image, { key: 'sagemaker_step_operator' })
  assert.equal(newest.flavors['step_operator.spark-kubernetes']!.image, {
    key: 'spark_step_operator',
    files: ['zenml_spark_entrypoint.py'],
  })
  assert.equal(newest.flavors['deployer.docker']!.image, { key: 'deployer', deployment_requirements: true })
  assert.equal(load('0.90.0').flavors['deployer.docker']!.requirements, ['uvicorn', 'fastapi'])
  assert.equal(newest.flavors['artifact_store.s3']!.schemes, ['s3://'])
  assert.is(newest.flavors['orchestrator.kubernetes']!.always_build_pipeline_image, true)
})

test('names that code takes from ZenML', () => {
  const constants = newest.integration_constants
  assert.is(Object.keys(constants).length, 73)
  assert.equal(
    Object.entries(constants).filter(([name, value]) => value !== name.toLowerCase()),
    [
      ['OPEN_AI', 'openai'],
      ['PYTORCH_L', 'pytorch_lightning'],
    ],
  )
  assert.equal(newest.docker_enums.PythonPackageInstaller, { PIP: 'pip', UV: 'uv' })
  assert.is(newest.docker_enums.PythonEnvironmentExportMethod!.UV_FREEZE, 'uv_freeze')
  assert.is(load('0.80.2').docker_enums.PythonEnvironmentExportMethod!.UV_FREEZE, undefined)
  const steps = Object.entries(newest.library_steps)
  assert.is(steps.length, 28)
  assert.equal(
    steps.filter(([, { extra }]) => extra),
    [
      [
        'seldon_custom_model_deployer_step',
        {
          modules: ['zenml.integrations.seldon.steps', 'zenml.integrations.seldon.steps.seldon_deployer'],
          extra: { seldon_custom_deployment: true },
        },
      ],
    ],
  )
})

// --- versions

const resolved = (asked: string) => {
  const found: Diagnostic[] = []
  const version = resolveVersion(asked, versions, null, d => found.push(d))
  return { version, codes: found.map(d => d.code) }
}

test('a known version is its own catalog', () => {
  const { version, codes } = resolved('0.94.0')
  assert.is(version?.catalog, '0.94.0')
  assert.equal(codes, [])
})
for (const [asked, catalog, code] of [
  ['0.91.3', '0.90.0', 'DC3052'],
  ['0.97.9', '0.94.0', 'DC3052'],
  ['0.98.1', '0.98.0', 'DC3051'],
  ['1.0.0', '0.98.0', 'DC3051'],
  ['0.98.0rc1', '0.94.0', 'DC3052'],
  ['0.98.0.post1', '0.98.0', 'DC3052'],
] as const) {
  test(`${asked} goes by the rules of ${catalog} and keeps its name`, () => {
    const { version, codes } = resolved(asked)
    assert.is(version?.catalog, catalog)
    assert.is(version?.version, asked)
    assert.equal(codes, [code])
  })
}
for (const [asked, code] of [
  ['0.80.1', 'DC3050'],
  ['0.9.0', 'DC3050'],
  ['latest', 'DC3053'],
  ['', 'DC3053'],
  ['0.98', 'DC3053'],
] as const) {
  test(`\`${asked}\` is refused with ${code}`, () => {
    assert.is(resolved(asked).version, undefined)
    assert.equal(resolved(asked).codes, [code])
  })
}

test('rules add up from release to release', () => {
  assert.is(rulesOf('0.80.2').unknownDockerKeys, 'refuse')
  assert.is(rulesOf('0.90.0').unknownDockerKeys, 'ignore')
  assert.is(rulesOf('0.90.0').pull, 'overridable')
  assert.is(rulesOf('0.98.0').pull, 'own')
  assert.is(rulesOf('0.98.0').argLines, true)
  for (const change of CHANGES) assert.ok(versions.includes(change.from), change.from)
})

// --- components

const BASE =
  'orchestrator: {name: o, flavor: kubernetes, configuration: {}}, artifact_store: {name: a, flavor: local, configuration: {}}'
const components = (body: string, catalog = newest) => {
  const found: Diagnostic[] = []
  const { root } = parse('stack.yaml', `components: {${body}}`, d => found.push(d))
  return { components: validateComponents(root!, catalog, d => found.push(d)), found, codes: found.map(d => d.code) }
}

test('components come in the order of the catalog, and inside a type in that of the file', () => {
  const operators =
    'step_operator: [{name: z, flavor: vertex, configuration: {region: r}}, {name: b, flavor: ssh, configuration: {hostname: h, username: u}}]'
  const { components: found, codes } = components(`${operators}, ${BASE}`)
  assert.equal(
    found.map(c => c.name),
    ['o', 'a', 'z', 'b'],
  )
  assert.equal(codes, [])
})

for (const [what, body, expected] of [
  ['an unknown type', `${BASE}, orchestratr: {name: x, flavor: local, configuration: {}}`, ['DC2030']],
  [
    'a misspelt necessary type is one mistake',
    'orchestratr: {name: o, flavor: local, configuration: {}}, artifact_store: {name: a, flavor: local, configuration: {}}',
    ['DC2030'],
  ],
  ['nothing at all', '', ['DC2032', 'DC2032']],
  ['an empty list', `orchestrator: [], artifact_store: {name: a, flavor: local, configuration: {}}`, ['DC2032']],
  [
    'two orchestrators',
    `orchestrator: [{name: o, flavor: local, configuration: {}}, {name: p, flavor: local, configuration: {}}], artifact_store: {name: a, flavor: local, configuration: {}}`,
    ['DC2031'],
  ],
  ['a missing key', `${BASE}, container_registry: {name: r, flavor: default, configuration: {}}`, ['DC2034']],
  ['a wrong type', `${BASE}, container_registry: {name: r, flavor: default, configuration: {uri: 5}}`, ['DC2033']],
  [
    'a null where there must be text',
    `${BASE}, container_registry: {name: r, flavor: default, configuration: {uri: null}}`,
    ['DC2033'],
  ],
  [
    'an unknown key is nothing to ZenML',
    `${BASE}, container_registry: {name: r, flavor: default, configuration: {uri: x, zzz: 5}}`,
    [],
  ],
  ['a path in an aws registry', `${BASE}, container_registry: {name: r, flavor: aws, configuration: {uri: a.com/b}}`, ['DC2036']],
  [
    'slashes at the end of an aws registry',
    `${BASE}, container_registry: {name: r, flavor: aws, configuration: {uri: a.com//}}`,
    [],
  ],
  [
    'a secret reference that ZenML would have to check',
    `${BASE}, container_registry: {name: r, flavor: default, configuration: {uri: '{{s.k}}'}}`,
    ['DC2037'],
  ],
  ['a secret reference', `${BASE}, alerter: {name: r, flavor: slack, configuration: {slack_token: '{{s.k}}'}}`, []],
  [
    'a secret reference for a number',
    `${BASE}, alerter: {name: r, flavor: slack, configuration: {slack_token: x, timeout: '{{s.k}}'}}`,
    ['DC2033'],
  ],
  [
    'a wrong scheme',
    'orchestrator: {name: o, flavor: local, configuration: {}}, artifact_store: {name: a, flavor: s3, configuration: {path: "gs://b"}}',
    ['DC2033'],
  ],
  [
    'a mapping as JSON',
    'orchestrator: {name: o, flavor: local, configuration: {}}, artifact_store: {name: a, flavor: s3, configuration: {path: "s3://b", client_kwargs: \'{"a": 1}\'}}',
    [],
  ],
  [
    'no JSON',
    'orchestrator: {name: o, flavor: local, configuration: {}}, artifact_store: {name: a, flavor: s3, configuration: {path: "s3://b", client_kwargs: no}}',
    ['DC2033'],
  ],
  [
    'a remote mlflow without a login',
    `${BASE}, experiment_tracker: {name: m, flavor: mlflow, configuration: {tracking_uri: https://m}}`,
    ['DC2036'],
  ],
  [
    'the old name of a required key',
    'orchestrator: {name: o, flavor: sagemaker, configuration: {processor_role: r}}, artifact_store: {name: a, flavor: local, configuration: {}}',
    [],
  ],
  ['a custom flavor', `${BASE}, alerter: {name: r, flavor: our_own_pager, configuration: {x: 1}}`, ['DC2035']],
] as const) {
  test(`component: ${what}`, () => assert.equal(components(body).codes, expected))
}

test('no message holds a value of the stack file', () => {
  const body = `${BASE}, container_registry: {name: r, flavor: aws, configuration: {uri: hunter2/x}}, alerter: {name: s, flavor: slack, configuration: {slack_token: [hunter2]}}`
  const { found } = components(body)
  assert.is(found.length, 2)
  assert.not.ok(JSON.stringify(found).includes('hunter2'))
})

test('a flavor that looks misspelt says so', () => {
  const { found } = components(`${BASE}, container_registry: {name: r, flavor: dockerhb, configuration: {}}`)
  assert.is(found[0]?.label, 'did you mean `dockerhub`?')
})

test('older releases have fewer types and one component of each', () => {
  const operators = `${BASE}, step_operator: [{name: a, flavor: vertex, configuration: {region: r}}, {name: b, flavor: vertex, configuration: {region: r}}]`
  assert.equal(components(operators, load('0.94.0')).codes, ['DC2031'])
  assert.equal(components(`${BASE}, deployer: {name: d, flavor: docker, configuration: {}}`, load('0.85.0')).codes, ['DC2030'])
})

// --- settings

const settings = (body: string, { where = 'settings', catalog = newest, stack = BASE } = {}) => {
  const found: Diagnostic[] = []
  const around = components(stack, catalog).components
  const { root } = parse('pipeline.yaml', `{${body}}`, d => found.push(d))
  const answer = validateComponentSettings(root as MapNode, where, around, catalog, d => found.push(d))
  return { ...answer, codes: found.map(d => d.code), found }
}
const TWO = `${BASE}, step_operator: [{name: x, flavor: vertex, configuration: {region: r}}, {name: y, flavor: vertex, configuration: {region: r}}]`

for (const [what, body, expected, around] of [
  ['docker is somebody else’s', 'docker: {zzz: 1}', [], {}],
  ['an unknown key', 'dockerr: {}', ['DC2040'], {}],
  ['a variable as key', '"${KIND}": {}', ['DC2040'], {}],
  ['a type alone', 'orchestrator: {synchronous: yes}', [], {}],
  ['a flavor', 'orchestrator.kubernetes: {synchronous: "off"}', [], {}],
  ['a name', '"orchestrator:o": {timeout: 5}', [], {}],
  ['one component twice', '"orchestrator:o": {}, orchestrator: {}', ['DC2041'], {}],
  ['a type without a component', 'step_operator: {}', ['DC2042'], {}],
  ['a type without a component, before 0.98', 'step_operator: {}', ['DC2043'], { catalog: load('0.94.0') }],
  ['a flavor that is not there', 'orchestrator.vertex: {}', ['DC2043'], {}],
  ['a name that is not there', '"orchestrator:p": {}', ['DC2043'], {}],
  ['a name, before 0.98', '"orchestrator:o": {}', ['DC2040'], { catalog: load('0.94.0') }],
  ['a flavor of two components', 'step_operator.vertex: {}', ['DC2044'], { stack: TWO }],
  ['one of two components', '"step_operator:y": {machine_type: m}, step_operator: {machine_type: m}', [], { stack: TWO }],
  ['a wrong type', 'orchestrator: {synchronous: perhaps}', ['DC2045'], {}],
  ['a wrong type inside', 'orchestrator: {pod_settings: {labels: {a: 1}}}', ['DC2045'], {}],
  ['an unknown attribute', 'orchestrator: {sinchronous: yes}', ['DC2046'], {}],
  ['a flavor without settings', 'artifact_store: {a: 1}', ['DC2047'], {}],
  ['resources', 'resources: {cpu_count: 0.5, gpu_count: "1", memory: 4GiB, zzz: 1}', [], {}],
  ['resources of nothing', 'resources: {cpu_count: 0}', ['DC2045'], {}],
  ['memory as kubernetes writes it', 'resources: {memory: 4Gi}', ['DC2045'], {}],
  ['an unknown resource, in 0.80', 'resources: {gpu_class: a}', ['DC2048'], { catalog: load('0.80.2') }],
  ['more replicas than there may be', 'resources: {min_replicas: 3, max_replicas: 2}', ['DC2050'], {}],
  ['deployment', 'deployment: {uvicorn_port: 80}', [], {}],
  ['deployment on a step', 'deployment: {}', ['DC2049'], { where: 'steps.a.settings' }],
  ['deployment before there was one', 'deployment: {}', ['DC2040'], { catalog: load('0.85.0') }],
  ['a rule of the flavor', 'orchestrator: {concurrency_policy: sometimes}', ['DC2050'], {}],
] as const) {
  test(`settings: ${what}`, () => assert.equal(settings(body, around).codes, expected))
}

test('memory as kubernetes writes it: the help has the right spelling', () => {
  assert.is(settings('resources: {memory: 4Gi}').found[0]?.help, 'write `4GiB`')
  assert.is(settings('resources: {memory: 16g}').found[0]?.help, 'write `16GB`')
})

test('settings of the pipeline beat the configuration about the pipeline image', () => {
  const on = BASE.replace('{}', '{always_build_pipeline_image: "yes"}')
  assert.is(settings('').alwaysBuildPipelineImage, false)
  assert.is(settings('', { stack: on }).alwaysBuildPipelineImage, true)
  assert.is(settings('orchestrator: {always_build_pipeline_image: false}', { stack: on }).alwaysBuildPipelineImage, false)
  assert.is(settings('"orchestrator:o": {always_build_pipeline_image: 1}').alwaysBuildPipelineImage, true)
})

test.run()
