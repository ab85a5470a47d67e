/** What ZenML's stack validation refuses, rule by rule: which flavors need a registry, which local components a remote one does not accept, and so on. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compile } from '../src/compile.ts'
import { packageCatalogs } from '../src/edge/catalogs.ts'
import { memorySources } from '../src/sources/memory-sources.ts'

type Configuration = Readonly<Record<string, unknown>>
/** Components by `<type>.<flavor>`. */
type Stack = Readonly<Record<string, Configuration>>

const catalogs = packageCatalogs('catalog')
const { flavors } = catalogs.load('0.98.0')

const S3: Stack = { 'artifact_store.s3': { path: 's3://bucket' } }
const GCS: Stack = { 'artifact_store.gcp': { path: 'gs://bucket' } }
const REGISTRY: Stack = { 'container_registry.default': { uri: 'registry.example.com' } }
const MLFLOW = { tracking_uri: 'https://mlflow.example.com', tracking_token: '{{mlflow.token}}' }
/** Everything that lives on the client's machine. */
const AT_HOME: Stack = {
  'artifact_store.local': {},
  'container_registry.default': { uri: 'localhost:5000' },
  'data_validator.great_expectations': { context_root_dir: './ge' },
  'experiment_tracker.mlflow': {},
  'feature_store.feast': {},
  'model_deployer.mlflow': {},
}

/** What makes of a flavor one that runs elsewhere. */
const CONFIGURATIONS: Stack = {
  'orchestrator.airflow': { local: false },
  'orchestrator.vertex': { pipeline_root: 'gs://bucket/root' },
}

/** What is said about a stack: `code component: message`. */
function said(stack: Stack): string[] {
  const components: Record<string, unknown[]> = {}
  for (const [key, configuration] of Object.entries({
    ...(Object.keys(stack).some(k => k.startsWith('orchestrator.')) ? {} : { 'orchestrator.local': {} }),
    ...stack,
  })) {
    const [type, flavor] = key.split('.') as [string, string]
    const required = Object.fromEntries((flavors[key]?.required ?? []).map(name => [name, 'https://x']))
    components[type] = [{ name: flavor, type, flavor, configuration: { ...required, ...configuration } }]
  }
  const files = {
    'stack.yaml': JSON.stringify({ stack_name: 'prod', zenml_version: '0.98.0', components }),
    'pipeline.yaml': 'name: p\nsteps: {a: {}}\n',
    'dockcompile.config.json': JSON.stringify({ stack: 'stack.yaml', pipelines: ['pipeline.yaml'] }),
  }
  const { diagnostics } = compile(memorySources(files), { projectFile: 'dockcompile.config.json' }, { catalogs })
  const errors = diagnostics.filter(d => d.severity === 'error')
  assert.equal(
    errors.map(d => d.message),
    [],
    JSON.stringify(stack),
  )
  return diagnostics
    .filter(d => ['DC4060', 'DC4061', 'DC4062'].includes(d.code))
    .map(d => `${d.code} ${files['stack.yaml'].slice(d.at!.start, d.at!.end)}: ${d.message}`)
}

const flavorsOf = (line: string): string[] => {
  const [type, ...flavors] = line.split(' ')
  return flavors.map(flavor => `${type}.${flavor}`)
}
const configured = (key: string): Stack => ({ [key]: CONFIGURATIONS[key] ?? {} })

test('who needs a container registry', () => {
  const needs = [
    'orchestrator airflow azureml hyperai kubeflow kubernetes modal sagemaker tekton vertex vm_aws vm_azure vm_gcp vm_kubernetes vm_lambda',
    'step_operator azureml baseten kubernetes modal runai sagemaker spark-kubernetes ssh vertex',
    'deployer aws gcp huggingface kubernetes',
    'image_builder gcp kaniko',
  ].flatMap(flavorsOf)
  const doWithout = [
    'orchestrator local local_docker databricks',
    'step_operator databricks',
    'deployer docker local',
    'image_builder local',
    'model_deployer mlflow huggingface',
  ].flatMap(flavorsOf)
  const store = (key: string) => (key === 'image_builder.gcp' ? GCS : S3)
  const lacking = (key: string, more: Stack = {}) =>
    said({ ...store(key), ...configured(key), ...more }).filter(text => text.startsWith('DC4060'))
  for (const key of needs) {
    const [type, flavor] = key.split('.')
    assert.match(lacking(key).join(), `DC4060 "${flavor}": `, key)
    assert.match(lacking(key).join(), `the ${type!.replaceAll('_', ' ')} \`${flavor}\``, key)
    assert.equal(lacking(key, REGISTRY), [], key)
  }
  for (const key of doWithout) assert.equal(lacking(key), [], key)
  assert.equal(lacking('orchestrator.airflow', { 'orchestrator.airflow': { local: true } }), [])
  assert.equal(lacking('image_builder.aws').length, 1)
  assert.equal(lacking('orchestrator.ssh').length, 1)
})

test('which flavors accept which components of this machine', () => {
  const ALL = Object.keys(AT_HOME).map(key => key.split('.')[0])
  const FILES = ['artifact_store', 'data_validator', 'experiment_tracker', 'model_deployer']
  const rows: [flavors: string, refused: (string | undefined)[]][] = [
    [
      'step_operator azureml baseten kubernetes modal runai sagemaker spark-kubernetes ssh vertex',
      ['artifact_store', 'container_registry'],
    ],
    ['step_operator databricks', ['artifact_store']],
    ['orchestrator kubeflow modal tekton vertex', [...FILES, 'container_registry']],
    ['orchestrator airflow azureml databricks sagemaker vm_aws vm_azure vm_gcp vm_kubernetes vm_lambda', ALL],
    ['orchestrator kubernetes', [...FILES, 'container_registry']],
    ['deployer kubernetes', [...FILES, 'container_registry']],
    ['image_builder gcp kaniko', ['container_registry']],
    ['orchestrator local local_docker hyperai', []],
    ['deployer docker local aws gcp', []],
    ['image_builder local', []],
  ]
  for (const [line, refused] of rows)
    for (const key of flavorsOf(line)) {
      const away = said({ ...S3, ...REGISTRY, ...configured(key) }).filter(text => text.startsWith('DC4061'))
      assert.equal(away, [], key)
      const types = said({ ...AT_HOME, ...configured(key) })
        .filter(text => text.startsWith('DC4061'))
        .map(text => /the ([a-z ]+) `/.exec(text)![1]!.replaceAll(' ', '_'))
      assert.equal(types.sort(), [...refused].sort(), key)
    }
})

test('a remote component whose configuration makes it local', () => {
  const rows: [component: Stack, refused: number][] = [
    [{ 'orchestrator.airflow': { local: true } }, 0],
    [{ 'orchestrator.airflow': {} }, 0],
    [{ 'orchestrator.kubernetes': { local: true } }, 0],
    [{ 'orchestrator.kubernetes': { skip_local_validations: true } }, 0],
    [{ 'orchestrator.kubernetes': { skip_local_validations: false } }, 1],
    [{ 'image_builder.kaniko': { store_context_in_artifact_store: true } }, 1],
    [{ 'image_builder.kaniko': { store_context_in_artifact_store: false } }, 0],
  ]
  for (const [component, refused] of rows)
    assert.is(said({ 'artifact_store.local': {}, ...REGISTRY, ...component }).length, refused, JSON.stringify(component))
})

test('what counts as on this machine, for one that accepts nothing local, and for one that accepts no files', () => {
  const rows: [component: Stack, isLocal: boolean, keepsFiles: boolean][] = [
    [{ 'data_validator.great_expectations': {} }, false, false],
    [{ 'data_validator.great_expectations': { context_root_dir: './ge' } }, true, true],
    [{ 'data_validator.evidently': {} }, false, false],
    [{ 'experiment_tracker.mlflow': MLFLOW }, false, false],
    [{ 'experiment_tracker.mlflow': { ...MLFLOW, tracking_uri: 'http://mlflow.example.com' } }, false, false],
    [{ 'experiment_tracker.mlflow': { ...MLFLOW, tracking_uri: '{{mlflow.uri}}' } }, false, false],
    [{ 'experiment_tracker.mlflow': { ...MLFLOW, tracking_uri: 'databricks', databricks_host: 'https://x' } }, false, false],
    [{ 'experiment_tracker.mlflow': { tracking_uri: 'databricks://profile' } }, true, false],
    [{ 'experiment_tracker.mlflow': { tracking_uri: 'file:///mlruns' } }, true, true],
    [{ 'experiment_tracker.mlflow': { tracking_uri: 'sqlite:///file:a.db' } }, true, false],
    [{ 'feature_store.feast': {} }, true, false],
    [{ 'feature_store.feast': { online_host: 'localhost' } }, true, false],
    [{ 'feature_store.feast': { online_host: '127.0.0.1' } }, true, false],
    [{ 'feature_store.feast': { online_host: 'feast.localhost' } }, false, false],
    [{ 'feature_store.feast': { online_host: 'localhost.example.com' } }, false, false],
    [{ 'model_deployer.bentoml': {} }, false, true],
    [{ 'model_deployer.mlflow': {} }, true, true],
    [{ 'sandbox.docker': {} }, true, false],
    [{ 'sandbox.local': {} }, true, false],
    [{ 'container_registry.default': { uri: 'localhost:5000' } }, true, true],
    [{ 'container_registry.default': { uri: 'localhost:5000/' } }, true, true],
    [{ 'container_registry.default': { uri: 'localhost:5000/team' } }, false, false],
    [{ 'container_registry.default': { uri: 'localhost:500' } }, false, false],
    [{ 'container_registry.default': { uri: 'my-localhost:5000' } }, false, false],
  ]
  for (const [component, isLocal, keepsFiles] of rows)
    for (const [orchestrator, refuses] of [
      ['orchestrator.sagemaker', isLocal],
      ['orchestrator.kubernetes', keepsFiles],
    ] as const) {
      const told = said({ ...S3, ...REGISTRY, ...component, [orchestrator]: {} }).filter(text => text.startsWith('DC4061'))
      assert.is(told.length, Number(refuses), `${orchestrator} beside ${JSON.stringify(component)}: ${told}`)
    }
})

test('what a component asks of itself or of one other', () => {
  const rows: [stack: Stack, refused: string[]][] = [
    [{ ...AT_HOME }, []],
    [{ ...S3, 'experiment_tracker.mlflow': {} }, ['mlflow']],
    [{ ...S3, 'experiment_tracker.mlflow': { tracking_uri: '' } }, ['mlflow']],
    [{ ...S3, 'experiment_tracker.mlflow': MLFLOW }, []],
    [{ 'artifact_store.local': {}, 'experiment_tracker.mlflow': {}, 'model_registry.mlflow': {} }, []],
    [{ 'artifact_store.local': {}, 'experiment_tracker.wandb': {}, 'model_registry.mlflow': {} }, ['mlflow']],
    [{ ...S3, ...REGISTRY, 'image_builder.aws': {} }, []],
    [{ ...GCS, ...REGISTRY, 'image_builder.aws': {} }, ['aws']],
    [{ ...GCS, ...REGISTRY, 'image_builder.gcp': {} }, []],
    [{ ...S3, ...REGISTRY, 'image_builder.gcp': {} }, ['gcp']],
    [{ ...GCS, ...REGISTRY, 'orchestrator.vertex': {} }, []],
    [{ ...S3, ...REGISTRY, 'orchestrator.vertex': {} }, ['vertex']],
    [{ ...S3, ...REGISTRY, 'orchestrator.vertex': { pipeline_root: 'gs://b' } }, []],
    [{ ...S3, 'model_deployer.databricks': {} }, ['databricks']],
    [{ ...S3, 'model_deployer.databricks': { secret_name: 'x' } }, []],
    [{ ...S3, 'model_deployer.databricks': { client_id: '{{x.id}}', client_secret: '{{x.secret}}' } }, []],
    [{ ...S3, 'model_deployer.databricks': { client_id: '{{x.id}}' } }, ['databricks']],
    [{ ...S3, 'model_deployer.databricks': { client_secret: '{{x.secret}}' } }, ['databricks']],
    [{ ...S3, 'model_deployer.huggingface': {} }, ['huggingface']],
    [{ ...S3, 'model_deployer.huggingface': { token: '{{x.token}}' } }, []],
    [{ ...S3, 'model_deployer.huggingface': { secret_name: 'x' } }, []],
    [{ ...S3, ...REGISTRY, 'deployer.huggingface': {} }, ['huggingface']],
    [{ ...S3, ...REGISTRY, 'deployer.huggingface': { token: '{{x.token}}' } }, []],
  ]
  for (const [stack, refused] of rows) {
    const names = said(stack)
      .filter(text => text.startsWith('DC4062'))
      .map(text => /"(\w+)"/.exec(text)![1])
    assert.equal(names, refused, JSON.stringify(stack))
  }
})

test('a tracker without a server is reported once, also where the orchestrator accepts nothing local', () => {
  const told = said({ ...S3, ...REGISTRY, 'experiment_tracker.mlflow': {}, 'orchestrator.sagemaker': {} })
  assert.equal(
    told.map(text => text.slice(0, 6)),
    ['DC4062'],
  )
})

test.run()
