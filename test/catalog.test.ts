import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { newestText, olderText, stepBack, withRelease } from '../scripts/catalog/store.mjs'
import { codeChanges, dataChanges } from '../scripts/catalog/tell.mjs'
import { parse } from '../src/1-parse/parse.ts'
import { validateComponentSettings, validateComponents } from '../src/2-validate/component.ts'
import { CHANGES, resolveVersion, rulesOf } from '../src/3-resolve/version.ts'
import type { Diagnostic } from '../src/diagnostics/diagnostic.ts'
import { packageCatalogs } from '../src/edge/catalogs.ts'
import type { Catalog } from '../src/model/catalog.ts'
import type { MapNode } from '../src/model/node.ts'
import { type Step, storedCatalogs } from '../src/model/stored-catalogs.ts'
import { releaseFor } from './run.ts'

const catalogs = packageCatalogs()
const { versions } = catalogs
const load = (version: string): Catalog => catalogs.load(version)
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

test('both files are small, one line per entry, and as `npm run catalog` writes them', () => {
  const [newestFile, olderFile] = [readFileSync('catalog/newest.json', 'utf8'), readFileSync('catalog/older.json', 'utf8')]
  assert.ok(newestFile.length + olderFile.length < 200_000)
  assert.ok(newestFile.split('\n').length > 150)
  assert.is(newestText(JSON.parse(newestFile)), newestFile)
  assert.is(olderText(JSON.parse(olderFile)), olderFile)
  for (const [i, before] of versions.slice(0, -1).entries()) {
    const step = stepBack(load(before), load(versions[i + 1]!))
    const stored: Step = JSON.parse(olderFile)[before]
    assert.equal([[...(step.remove ?? [])].sort(), step.set], [[...(stored.remove ?? [])].sort(), stored.set ?? {}], before)
  }
})

test('a catalog is put together once, and there is none of a release that did not exist', () => {
  assert.is(load('0.90.0'), load('0.90.0'))
  assert.throws(() => load('0.91.3'), /no catalog of ZenML 0\.91\.3/)
})

test('a step back makes the catalog of the release before', () => {
  const before = {
    zenml: '0.2',
    same: { a: 1 },
    list: [1, 2],
    flavors: { 'x.old': { keys: { a: 'int' } }, 'x.both': { keys: { a: 'int', gone: 'str' } } },
  }
  const after = {
    zenml: '0.3',
    same: { a: 1 },
    list: [1],
    more: true,
    flavors: { 'x.both': { keys: { a: 'str', b: 'int' } }, 'x.new': {} },
  }
  const step = stepBack(before, after)
  assert.equal(step.remove, ['/more', '/flavors/x.new', '/flavors/x.both/keys/b'])
  assert.equal(Object.keys(step.set), ['/list', '/flavors/x.old', '/flavors/x.both/keys/a', '/flavors/x.both/keys/gone'])
  const stored = storedCatalogs({ newest: () => newestText(after), older: () => olderText({ '0.2': step, '0.1': {} }) })
  assert.equal(stored.versions, ['0.1', '0.2', '0.3'])
  assert.equal(stored.load('0.2'), before)
  assert.equal(stored.load('0.1'), { ...before, zenml: '0.1' })
})

test('the next release: 0.98.0 as if it was new', () => {
  const [newestFile, olderFile] = ['newest', 'older'].map(name => readFileSync(`catalog/${name}.json`, 'utf8')) as [
    string,
    string,
  ]
  const { '0.97.0': _, ...olderYet } = JSON.parse(olderFile)
  const stored = withRelease(newestText(load('0.97.0')), olderText(olderYet), JSON.parse(newestFile))
  assert.is(stored['newest.json'], newestFile)
  assert.equal(JSON.parse(stored['older.json']), JSON.parse(olderFile))

  const told = dataChanges(load('0.97.0'), load('0.98.0'))
  assert.equal([...told.keys()], ['integrations', 'integration_constants', 'flavors'])
  assert.equal(told.get('integrations'), [
    '+ typesafe: {"requirements":["typesafe-sdk>=0.7.1"],"apt":[]}',
    '~ huggingface › requirements: -"transformers>=4.40,<4.55.0" +"transformers[torch]>=4.40,<6.0.0"',
    '~ langchain › requirements: -"langchain==0.3.0" +"langchain>=0.3.5,<1.0"',
  ])
})

test('the next release: a change of its code names the rules that come from there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dockcompile-sources-'))
  try {
    const put = (path: string, text: string) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const flavor = (name: string, body: string) =>
      `class A:\n    @field_validator("uri")\n    @classmethod\n    def ${name}(cls, uri):\n        ${body}\n\n    def other(self):\n        pass\n`
    put('old/config/retry_config.py', 'a')
    put('new/config/retry_config.py', 'b')
    put('old/config/cache_policy.py', 'same')
    put('new/config/cache_policy.py', 'same')
    put('old/integrations/aws/flavors/aws_flavor.py', flavor('check_uri', 'return uri'))
    put('new/integrations/aws/flavors/aws_flavor.py', flavor('check_uri', 'raise ValueError'))
    put('old/integrations/gcp/flavors/gcp_flavor.py', flavor('gone', 'pass'))
    put('new/integrations/b2/flavors/b2_flavor.py', flavor('new', 'pass'))
    const { rules, validators } = codeChanges(CHANGES, join(folder, 'old'), join(folder, 'new'))
    assert.is(rules[0], 'config/retry_config.py (retryLimits)')
    assert.is(rules.length, 2)
    assert.equal(validators, [
      '~ integrations/aws/flavors/aws_flavor.py: check_uri',
      '+ integrations/b2/flavors/b2_flavor.py: new',
      '- integrations/gcp/flavors/gcp_flavor.py: gone',
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('releases grow as ZenML did', () => {
  const counts = versions.map(v => [v, Object.keys(load(v).integrations).length, Object.keys(load(v).flavors).length])
  assert.is(counts.length, 36)
  const chosen = ['0.80.2', '0.85.0', '0.90.0', '0.91.2', '0.94.0', '0.96.4', '0.98.0']
  assert.equal(
    counts.filter(([version]) => chosen.includes(version as string)),
    [
      ['0.80.2', 58, 60],
      ['0.85.0', 58, 60],
      ['0.90.0', 59, 63],
      ['0.91.2', 60, 66],
      ['0.94.0', 60, 69],
      ['0.96.4', 65, 82],
      ['0.98.0', 66, 82],
    ],
  )
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

test('each release speaks for itself', () => {
  for (const asked of versions) {
    const { version, codes } = resolved(asked)
    assert.is(version?.release, asked)
    assert.equal(codes, [])
  }
})
for (const [asked, release, code] of [
  ['0.91.3', '0.91.2', 'DC3052'],
  ['0.97.9', '0.97.0', 'DC3052'],
  ['0.97.9rc1', '0.97.0', 'DC3052'],
  ['0.98.1', '0.98.0', 'DC3051'],
  ['0.98.1.dev20261130', '0.98.0', 'DC3051'],
  ['1.0.0', '0.98.0', 'DC3051'],
  ['0.98.0rc1', '0.98.0', 'DC3054'],
  ['0.98.0.post1', '0.98.0', 'DC3054'],
  ['0.97.0.dev20261101', '0.97.0', 'DC3054'],
  ['0.80.2rc1', '0.80.2', 'DC3054'],
] as const) {
  test(`${asked} goes by the rules of ${release} and keeps its name`, () => {
    const { version, codes } = resolved(asked)
    assert.is(version?.release, release)
    assert.is(version?.version, asked)
    assert.equal(version?.rules, rulesOf(release))
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

test('rules come with their release, not with the next one that has a row', () => {
  for (const [release, rule, before, after] of [
    ['0.82.0', 'unknownDockerKeys', 'refuse', 'ignore'],
    ['0.82.1', 'stepNulls', 'keep', 'drop-keys'],
    ['0.84.0', 'sanitiseTags', false, true],
    ['0.92.0', 'pull', 'overridable', 'own'],
    ['0.92.0', 'resultLists', false, true],
    ['0.93.2', 'stepNulls', 'drop-keys', 'drop'],
    ['0.94.1', 'argLines', false, true],
    ['0.94.5', 'textAnnotations', false, true],
    ['0.96.2', 'pipelineImageForSkipBuild', false, true],
  ] as const) {
    assert.is(rulesOf(versions[versions.indexOf(release) - 1]!)[rule], before, rule)
    assert.is(rulesOf(release)[rule], after, rule)
  }
})

test('the table of rules is in order, names releases, and each row changes something', () => {
  let sofar = rulesOf('0.80.2') as unknown as Record<string, unknown>
  let last = 0
  for (const { from, rules } of CHANGES) {
    const place = versions.indexOf(from)
    assert.ok(place >= last && place > 0, from)
    last = place
    for (const [rule, value] of Object.entries(rules)) assert.is.not(value, sofar[rule], `${from} ${rule}`)
    sofar = { ...sofar, ...rules }
  }
  // A measurement is not a change of ZenML's.
  assert.equal({ ...sofar, checksumIsMeasured: true }, rulesOf('0.98.0'))
})

// --- components

const BASE =
  'orchestrator: {name: o, flavor: kubernetes, configuration: {}}, artifact_store: {name: a, flavor: local, configuration: {}}'
const components = (body: string, zenml = '0.98.0') => {
  const found: Diagnostic[] = []
  const { root } = parse('stack.yaml', `components: {${body}}`, d => found.push(d))
  return { components: validateComponents(root!, releaseFor(zenml), d => found.push(d)), found, codes: found.map(d => d.code) }
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

test('older releases have fewer types, and no lists', () => {
  const operators = `${BASE}, step_operator: [{name: a, flavor: vertex, configuration: {region: r}}, {name: b, flavor: vertex, configuration: {region: r}}]`
  assert.equal(components(operators, '0.94.2').codes, ['DC2052'])
  assert.equal(components(operators, '0.94.3').codes, [])
  assert.equal(components(`${BASE}, alerter: []`, '0.94.2').codes, ['DC2052'])
  assert.equal(components(`${BASE}, deployer: {name: d, flavor: docker, configuration: {}}`, '0.85.0').codes, ['DC2030'])
})

test('an unknown key of a component is refused before 0.82.0, but where settings may be', () => {
  const registry = `${BASE}, container_registry: {name: r, flavor: default, configuration: {uri: x, colour: red}}`
  assert.equal(components(registry, '0.81.0').codes, ['DC2053'])
  assert.equal(components(registry, '0.82.0').codes, [])
  const docker =
    'orchestrator: {name: o, flavor: local_docker, configuration: {colour: red}}, artifact_store: {name: a, flavor: local, configuration: {}}'
  assert.equal(components(docker, '0.81.0').codes, [])
})

test('a rule of a flavor holds from its release on', () => {
  const tracker = `${BASE}, experiment_tracker: {name: m, flavor: mlflow, configuration: {tracking_uri: https://m, tracking_token: t, tracking_username: u, tracking_password: p}}`
  assert.equal(components(tracker, '0.94.6').codes, [])
  assert.equal(components(tracker, '0.95.0').codes, ['DC2036'])
})

// --- settings

const settings = (body: string, { where = 'settings', zenml = '0.98.0', stack = BASE } = {}) => {
  const found: Diagnostic[] = []
  const around = components(stack, zenml).components
  const { root } = parse('pipeline.yaml', `{${body}}`, d => found.push(d))
  const answer = validateComponentSettings(root as MapNode, where, around, releaseFor(zenml), d => found.push(d))
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
  ['a type without a component, before 0.94.3', 'step_operator: {}', ['DC2043'], { zenml: '0.94.2' }],
  ['a flavor that is not there', 'orchestrator.vertex: {}', ['DC2043'], {}],
  ['a name that is not there', '"orchestrator:p": {}', ['DC2043'], {}],
  ['a name, before 0.94.3', '"orchestrator:o": {}', ['DC2040'], { zenml: '0.94.2' }],
  ['a flavor of two components', 'step_operator.vertex: {}', ['DC2044'], { stack: TWO }],
  ['one of two components', '"step_operator:y": {machine_type: m}, step_operator: {machine_type: m}', [], { stack: TWO }],
  ['a wrong type', 'orchestrator: {synchronous: perhaps}', ['DC2045'], {}],
  ['a wrong type inside', 'orchestrator: {pod_settings: {labels: {a: 1}}}', ['DC2045'], {}],
  ['an unknown attribute', 'orchestrator: {sinchronous: yes}', ['DC2046'], {}],
  ['a flavor without settings', 'artifact_store: {a: 1}', ['DC2047'], {}],
  ['resources', 'resources: {cpu_count: 0.5, gpu_count: "1", memory: 4GiB, zzz: 1}', [], {}],
  ['resources of nothing', 'resources: {cpu_count: 0}', ['DC2045'], {}],
  ['memory as kubernetes writes it', 'resources: {memory: 4Gi}', ['DC2045'], {}],
  ['an unknown resource, in 0.80', 'resources: {gpu_class: a}', ['DC2048'], { zenml: '0.80.2' }],
  ['more replicas than there may be', 'resources: {min_replicas: 3, max_replicas: 2}', ['DC2050'], {}],
  ['deployment', 'deployment: {uvicorn_port: 80}', [], {}],
  ['deployment on a step', 'deployment: {}', ['DC2049'], { where: 'steps.a.settings' }],
  ['deployment before there was one', 'deployment: {}', ['DC2040'], { zenml: '0.85.0' }],
  ['more replicas, before 0.91.2', 'resources: {min_replicas: 3, max_replicas: 2}', [], { zenml: '0.91.1' }],
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
