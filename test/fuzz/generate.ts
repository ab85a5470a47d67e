/** Projects made from the catalog's flavors, every docker setting, steps and project keys, with plausible and hostile values. */
import fc, { type Arbitrary } from 'fast-check'
import type { Catalog } from '../../src/model/catalog.ts'
import { ownFiles } from './fragments.ts'
import { catalogs, type FuzzProject, fromTexts } from './project.ts'
import { anything, hostile, type Json } from './words.ts'

const text = (...plausible: string[]): Arbitrary<string> =>
  fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...plausible) }, { weight: 1, arbitrary: hostile })
const mostly = <T extends Json>(usual: Arbitrary<T>): Arbitrary<Json> =>
  fc.oneof({ weight: 80, arbitrary: usual }, { weight: 1, arbitrary: anything })
const rarely = <T>(one: Arbitrary<T>): Arbitrary<T | null> =>
  fc.oneof({ weight: 24, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: one })
const some = <T extends Record<string, Arbitrary<unknown>>>(model: T) => fc.record(model, { requiredKeys: [] })
const list = (...items: string[]) => fc.array(text(...items), { maxLength: 3 })
const mapping = (names: string[], value: Arbitrary<Json>) =>
  fc.dictionary(text(...names), value, { maxKeys: 3 }) as Arbitrary<Record<string, Json>>
const flag = fc.constantFrom<Json>(true, false, true, false, 'yes', 0)

const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Json>('a', 'x y', 1, 1.5, true, null, [1, 'a'], '${V}') },
  anything,
)
const buildOptions = some({
  build_args: mapping(['A', 'http_proxy'], value),
  labels: mapping(['team', 'org.opencontainers.image.source'], value),
  cache_from: list('type=registry,ref=r.example.com/c'),
  shm_size: mostly(fc.constantFrom<Json>(64, '128')),
  pull: flag,
  no_cache: flag,
  platform: text('linux/amd64'),
  target: text('runtime'),
  network_mode: text('host'),
  extra_hosts: mapping(['h'], fc.constant('10.0.0.1')),
  buildargs: mapping(['B'], value),
  whatever: anything,
})
const buildConfig = some({ build_options: mostly(buildOptions as Arbitrary<Json>), dockerignore: text('.ignore', 'missing') })
const requirement = [
  'numpy',
  'pandas==2.2.0',
  'torch',
  'a @ git+https://x.example/a.git',
  '-r other.txt',
  '--index-url https://u:p@x.example/',
  'b --hash=sha256:00',
]

/** Every key of DockerSettings; the type below fails when one is missing. */
const docker = some({
  parent_image: mostly(
    text(
      'python:3.11-slim',
      'ubuntu:22.04',
      'r.example.com/team/base:1',
      'zenmldocker/zenml:0.98.0-py3.11',
      `p@sha256:${'0'.repeat(64)}`,
    ),
  ),
  image_tag: mostly(text('v1', 'latest')),
  dockerfile: mostly(text('Dockerfile', 'docker/Dockerfile', 'arguments.Dockerfile', 'script.Dockerfile', 'broken.Dockerfile')),
  build_context_root: mostly(text('.', 'docker', 'src')),
  parent_image_build_config: mostly(buildConfig as Arbitrary<Json>),
  skip_build: mostly(fc.constantFrom<Json>(false, false, false, false, false, true)),
  prevent_build_reuse: mostly(flag),
  target_repository: mostly(text('team/zenml', 'zenml')),
  python_package_installer: mostly(text('pip', 'uv')),
  python_package_installer_cache_mount: mostly(text('type=cache,target=/root/.cache/uv')),
  python_package_installer_args: mostly(mapping(['system', 'index-url', 'no-cache-dir', 'default-timeout'], value)),
  disable_automatic_requirements_detection: mostly(flag),
  replicate_local_python_environment: mostly(fc.constantFrom<Json>(true, false, 'pip_freeze', 'uv_freeze', ['pip', 'freeze'])),
  pyproject_path: mostly(text('pyproject.toml', 'src/pyproject.toml')),
  pyproject_export_command: mostly(list('pip', 'freeze', '{directory}')),
  requirements: mostly(
    fc.oneof<Arbitrary<Json>[]>(list(...requirement), text('requirements.txt', 'src/more.txt', 'missing.txt')),
  ),
  required_integrations: mostly(list('sklearn', 'mlflow', 'aws', 'kubeflow')),
  install_stack_requirements: mostly(flag),
  install_deployment_requirements: mostly(flag),
  local_project_install_command: mostly(text('pip install .', 'uv pip install --no-deps .\n')),
  apt_packages: mostly(list('git', 'ffmpeg', 'libgl1=1.0')),
  environment: mostly(mapping(['MODE', 'mode', 'Path', 'PIP_INDEX_URL'], value)),
  runtime_environment: mostly(mapping(['MODE', 'LATE'], value)),
  user: mostly(text('app', '1000', '1000:1000', 'root')),
  build_config: mostly(buildConfig as Arbitrary<Json>),
  allow_including_files_in_images: mostly(flag),
  allow_download_from_code_repository: mostly(flag),
  allow_download_from_artifact_store: mostly(flag),
  build_options: mostly(buildOptions as Arbitrary<Json>),
  dockerignore: mostly(text('.ignore')),
  copy_files: mostly(flag),
  copy_global_config: mostly(flag),
  source_files: mostly(text('download', 'include', 'download_or_include', 'ignore')),
  required_hub_plugins: mostly(list('plugin')),
} satisfies Record<string, Arbitrary<unknown>>)

/** A few keys at a time, as people write them; the rest of a thousand inputs covers the others. */
const dockerBlock = fc
  .tuple(docker, fc.infiniteStream(fc.integer({ min: 0, max: 99 })))
  .map(([block, dice]) => Object.fromEntries(Object.entries(block).filter(() => dice.next().value! < 12)) as Record<string, Json>)

const component = (catalog: Catalog, type: string) => {
  const flavors = Object.keys(catalog.flavors).flatMap(key => (key.startsWith(`${type}.`) ? [key.slice(type.length + 1)] : []))
  return fc
    .record({
      flavor: fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...flavors) }, { weight: 1, arbitrary: text('own') }),
      name: text(type),
      options: some({
        local: flag,
        kubernetes_context: text('kind-dev', 'gke'),
        uri: text('registry.example.com', 'localhost:5000', 'UPPER.example.com/x/'),
        default_repository: text('team/app'),
        always_build_pipeline_image: flag,
        unknown: anything,
      }),
    })
    .map(({ flavor, name, options }) => {
      const known = catalog.flavors[`${type}.${flavor}`]
      const needed = [...(known?.required ?? []), ...(flavor === 'digitalocean' && type === 'artifact_store' ? ['region'] : [])]
      const required = Object.fromEntries(needed.map(key => [key, dummy(type, key, known?.schemes)]))
      const fitting = Object.entries(options).filter(([key]) => !known || key in known.configuration)
      return { name, type, flavor, configuration: { ...required, ...Object.fromEntries(fitting) } as Json }
    })
}

function dummy(type: string, key: string, schemes: readonly string[] | undefined): Json {
  if (key === 'path' && schemes) return `${schemes[0] || '/tmp/'}bucket`
  if (type === 'container_registry' && key === 'uri') return 'registry.example.com'
  if (key === 'region') return 'fra1'
  return key.endsWith('_url') || key === 'host' ? 'https://example.com' : 'x'
}

const stackOf = (catalog: Catalog) => {
  const optional = catalog.component_order.filter(type => type !== 'orchestrator' && type !== 'artifact_store')
  const lists = Object.fromEntries(
    optional.map(type => [
      type,
      fc.array(component(catalog, type), { maxLength: catalog.repeatable_component_types.includes(type) ? 2 : 1 }),
    ]),
  )
  return fc
    .tuple(component(catalog, 'orchestrator'), component(catalog, 'artifact_store'), fc.record(lists, { requiredKeys: [] }))
    .map(([orchestrator, store, rest]): Record<string, Json> => {
      const listed = { orchestrator: [orchestrator], artifact_store: [store], ...rest }
      if (catalog.repeatable_component_types.length > 0) return listed
      // Releases before 0.94.3 read no lists.
      return Object.fromEntries(Object.entries(listed).flatMap(([type, [only]]) => (only === undefined ? [] : [[type, only]])))
    })
}

const stepNames = ['load', 'train', 'evaluate']
const steps = some(
  Object.fromEntries(
    stepNames.map(name => [
      name,
      mostly(
        some({
          settings: fc.record({ docker: dockerBlock }),
          step_operator: fc.constantFrom<Json>(false, null, false, null, false, null, true, 'step_operator'),
          extra: fc.constantFrom<Json>({ seldon_custom_deployment: true }),
          foreign: anything,
        }) as Arbitrary<Json>,
      ),
    ]),
  ),
)
const pipeline = some({
  settings: mostly(
    some({
      docker: mostly(dockerBlock),
      orchestrator: mostly(fc.constant({})),
      resources: mostly(fc.constant({})),
    }) as Arbitrary<Json>,
  ),
  steps: mostly(steps as Arbitrary<Json>),
  extra: mostly(fc.constant<Json>({ seldon_custom_deployment: true })),
  build: fc.constantFrom<Json>(
    null,
    null,
    {
      is_local: false,
      contains_code: true,
      images: { orchestrator: { image: 'r/x@sha256:0' }, 'train.orchestrator': { image: 'y' } },
    },
    '12345678-1234-5678-1234-567812345678',
  ),
})

const secrets = fc.constantFrom<Json>(
  { UV_INDEX_TOKEN: { env: 'CI_TOKEN' } },
  { netrc: { file: '.netrc', target: '/root/.netrc' } },
)
const dialect = fc.oneof(
  fc.constantFrom({ dialect: 'buildkit' }, { dialect: 'portable' }, { dialect: 'zenml' }, {}),
  secrets.map(declared => ({ dialect: 'buildkit', secrets: declared })),
)
const project = some({
  output: text('build', 'out/images', '.'),
  source_root: fc.constantFrom('.', 'src'),
  code_repository: fc.constantFrom<Json>('github', { type: 'gitlab', state: 'dirty' }),
  variables: fc.constant({ V: 'value', EMPTY: '' }),
  store: fc.constantFrom('rest', 'sql'),
  resolve: fc.constantFrom('layered', 'joint', 'layered', 'joint', 'layered', 'locked'),
  split_heavy: fc.boolean(),
  bake: some({
    platforms: fc.constant(['linux/amd64']),
    labels: mapping(['team'], text('a') as Arbitrary<Json>),
    cache_to: list('type=inline'),
  }),
  settings: fc.record({ docker: dockerBlock }),
  installers: fc.constant({ uv: '0.9.2' }),
})

/** A generated project, before it is files. */
export interface Input {
  readonly stack: Record<string, Json>
  readonly pipeline: string
  readonly project: Record<string, Json>
}

/** JSON is YAML; and some files are cut or have a piece too many, as files have while they are written. */
const pipelineText = fc.tuple(pipeline, rarely(fc.tuple(fc.nat(), hostile))).map(([content, slip]) => {
  const written = JSON.stringify(content)
  if (!slip) return written
  const at = slip[0] % written.length
  return written.slice(0, at) + slip[1] + written.slice(at + (slip[0] % 3))
})

export const input: Arbitrary<Input> = fc
  .oneof(fc.constant('0.98.0'), fc.constantFrom(...catalogs.versions, '0.91.3', '0.97.0.dev20261101'))
  .chain(zenml =>
    fc
      .record({
        stack: stackOf(catalogs.load(catalogs.versions.includes(zenml) ? zenml : '0.91.2')),
        pipeline: pipelineText,
        project,
        dialect,
        names: fc.option(fc.shuffledSubarray([...stepNames, 'a step', 'schön']), { freq: 5 }),
        name: text('train', 'Nightly run', 'p'.repeat(120)),
      })
      .map(made => ({
        stack: { stack_name: 'prod', zenml_version: zenml, components: made.stack },
        pipeline: made.pipeline,
        project: {
          stack: 'stack.yaml',
          pipelines: [{ file: 'train.yaml', name: made.name, ...(made.names && { steps: made.names }) }, 'pipelines/*.yaml'],
          python: '3.11',
          ...(made.project as Record<string, Json>),
          ...made.dialect,
        } as Record<string, Json>,
      })),
  )

const FILES = {
  'pipelines/other.yaml': 'settings: {docker: {requirements: [other]}}\n',
  Dockerfile: 'FROM python:3.11-slim\nRUN true\n',
  'docker/Dockerfile': 'FROM a AS one\nFROM b\nCOPY --from=one /x /x\nCOPY src /src\n',
  'broken.Dockerfile': 'RUN before from\n',
  'arguments.Dockerfile':
    'ARG TAG=3.11\nARG BASE=python:${TAG}-slim\nFROM ${BASE} AS base\nARG TAG\nARG MODE\nENV MODE=${MODE:-x}\nUSER 1000\n',
  'script.Dockerfile':
    'FROM a\nSHELL ["/bin/bash", "-euo", "pipefail", "-c"]\nRUN <<EOF\necho $HOME # FROM here\nEOF\nRUN --mount=type=secret,id=TOKEN,env=TOKEN \\\n  # a comment\n  true\nUSER app\n',
  '.ignore': '*.log\n!keep.log\n',
  '.dockerignore': '**/data\n',
  'requirements.txt': 'numpy==2.1.0\r\n# comment\r\n',
  'pyproject.toml': '[project]\nname = "x"\n',
  'src/pyproject.toml': '[project]\nname = "y"\n',
  'src/more.txt': '-r ../requirements.txt\nscipy\n',
  'src/main.py': '',
  numpy: 'not a requirement\n',
  'dockcompile.lock.json': JSON.stringify({
    version: 1,
    commands: {
      'pip freeze': 'frozen==1\n',
      'uv pip freeze': '',
      'uv export --format=requirements-txt --directory=. --no-hashes --no-emit-project': 'exported==1 \\\n    --hash=sha256:00\n',
      'poetry export --format=requirements.txt --directory=src --without-hashes': '-e .\n',
    },
    images: {
      'python:3.11-slim': { digest: `sha256:${'0'.repeat(64)}`, user: 'app', environment: {}, platforms: ['linux/amd64'] },
    },
  }),
}

/** The same as files, with some of the project's own ones made too. */
export const generated: Arbitrary<FuzzProject> = fc
  .tuple(input, ownFiles)
  .map(([made, own]) => fromTexts({ ...textsOf(made), ...own }))

export function textsOf({ stack, pipeline, project }: Input): Record<string, string> {
  return {
    ...FILES,
    'stack.yaml': JSON.stringify(stack),
    'train.yaml': pipeline,
    'dockcompile.config.json': JSON.stringify(project),
  }
}
