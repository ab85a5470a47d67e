/** Checksums of docker settings that a real ZenML computes, beside ours. Skipped where ZenML cannot be installed. */
import { spawnSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { packageCatalogs } from '../../src/edge/catalogs.ts'
import { TestProject } from '../golden/project.ts'
import { run, stackOf } from '../run.ts'
import { skip } from '../skip.ts'
import { checksumsOf } from '../support/checksums.ts'
import { pythonWithZenml, ZENML_VERSION } from './zenml.ts'

/** Reads a list of settings as YAML, and what else ZenML knows of the image; prints a list of checksums. */
const PROGRAM = `import json, os, sys, yaml
from unittest import mock
from zenml.config import DockerSettings
from zenml.config import build_configuration as module
from zenml.utils import source_utils

source_utils.set_custom_source_root(os.getcwd())
engine = mock.Mock()
engine.get_image_repo_digest.return_value = "ab" * 32
module.get_container_engine = lambda: engine

class Stack:
    name = "prod"
    container_registry = None
    def requirements(self):
        return {"zenml[local]==0.98.0"}

class Pushed(Stack):
    container_registry = "here"

def checksum(text, more):
    settings = DockerSettings(**yaml.safe_load(text))
    stack = Pushed() if more.pop("pushed", False) else Stack()
    return module.BuildConfiguration(key="orchestrator", settings=settings, **more).compute_settings_checksum(stack=stack)

print(json.dumps([checksum(text, more) for text, more in json.load(sys.stdin)]))
`

const FILES = {
  'requirements.txt': '# a comment\nsix==1.16.0\n\n',
  'mine.Dockerfile': 'FROM python:3.11\n# é\n',
  'pyproject.toml': '[project]\nname = "own"\n',
  '.dockerignore': 'data\n',
}

/** Settings whose checksum the files alone decide. */
const SETTINGS = [
  'apt_packages: [git, curl]',
  'environment: {A: 1, B: 1.5, C: true, D: "é🐧\\x7f\\n", E: 1e300, F: [1, {y: ~, x: 010}], a: "", z: -0.0}',
  'runtime_environment: {A: 0x10, B: 12345678901234567890123}',
  'requirements: requirements.txt',
  'requirements: [six==1.16.0, "toolz  # why"], required_integrations: [sklearn]',
  'disable_automatic_requirements_detection: false',
  'apt_packages: [git], install_stack_requirements: false',
  'apt_packages: [git], prevent_build_reuse: true',
  'python_package_installer: pip, python_package_installer_args: {no-deps: ~, retries: 3}, requirements: [six]',
  'apt_packages: [git], source_files: include',
  'apt_packages: [git], copy_files: false, copy_global_config: "no"',
  'apt_packages: [git], user: penguin, image_tag: v1, target_repository: own',
  'apt_packages: [git], build_config: {build_options: {buildargs: {A: 1}, labels: {b: c}, shm_size: "64"}, dockerignore: .dockerignore}',
  'apt_packages: [git], dockerfile: mine.Dockerfile, build_context_root: ., parent_image_build_config: {build_options: {nocache: true}}',
  'dockerfile: mine.Dockerfile',
  'parent_image: "python:3.11", skip_build: true',
  'local_project_install_command: pip install .',
]

const python = pythonWithZenml()
let project: TestProject | undefined
test.after(() => project?.remove())

function answers(rows: readonly (readonly [string, object])[]): string[] {
  project ??= new TestProject(FILES)
  const environment = {
    PATH: '/usr/bin:/bin',
    HOME: project.root,
    ZENML_CONFIG_PATH: project.root,
    ZENML_LOGGING_VERBOSITY: 'ERROR',
  }
  const { status, stdout, stderr } = spawnSync(python!, ['-c', PROGRAM], {
    cwd: project.root,
    env: environment,
    input: JSON.stringify(rows),
    encoding: 'utf8',
  })
  assert.is(status, 0, stderr)
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n[') + 1)) as string[]
}

type Components = Parameters<typeof stackOf>[0]

/** Checksums of a pipeline with these settings, by key. */
function ours(settings: string, components: Components = {}, files = {}) {
  const { compilation, diagnostics } = run(
    `settings: {docker: {${settings}}}\nsteps: {load: {${'step_operator' in components ? 'step_operator: true' : ''}}}`,
    {
      dialect: 'buildkit',
      stack: stackOf(components),
      files: { ...FILES, ...files },
      more: { store: 'sql' },
    },
  )
  assert.ok(compilation.outputs.length, JSON.stringify(diagnostics))
  return checksumsOf(compilation, (_, key) => key)
}

if (python === undefined) skip(test, 'checksums of a real ZenML', `ZenML ${ZENML_VERSION} is not here and cannot be installed`)
else {
  test('settings of each kind', () => {
    const expected = answers(SETTINGS.map(settings => [`{${settings}}`, {}]))
    assert.equal(
      SETTINGS.map(settings => [settings, ours(settings).orchestrator]),
      SETTINGS.map((settings, i) => [settings, expected[i]]),
    )
  })

  test('files and requirements of a component, and the digest of the parent', () => {
    const { files, generator } = packageCatalogs('catalog').load(ZENML_VERSION)
    const plain = 'apt_packages: [git], install_stack_requirements: false'
    const parent = `${plain}, parent_image: "python:3.11"`
    const lock = { version: 1, images: { 'python:3.11': { digest: `sha256:${'ab'.repeat(32)}`, user: '', environment: {} } } }
    const [spark, deployer, pinned] = answers([
      [`{${plain}}`, { extra_files: files }],
      [`{${plain}}`, { extra_requirements_files: { '.zenml_deployment_requirements': generator.deployment_requirements } }],
      [`{${parent}}`, { pushed: true }],
    ])
    const operator: Components = { step_operator: ['spark-kubernetes', { master: 'k8s://x' }] }
    const registry: Components = { container_registry: ['default', { uri: 'localhost:5000' }] }
    assert.is(ours(plain, { deployer: 'docker' }).deployer, deployer)
    assert.is(ours(parent, registry, { 'dockcompile.lock.json': JSON.stringify(lock) }).orchestrator, pinned)
    assert.is(ours(plain, operator).spark_step_operator, spark)
  })
}

test.run()
