/** ZenML's own checksum of docker settings, computed from the files: values of a real ZenML 0.98.0. */
import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Project, run } from './run.ts'
import { checksumsOf } from './support/checksums.ts'

const QUICKSTART = Object.fromEntries(
  ['requirements.txt', 'requirements-train.txt'].map(name => [name, readFileSync(`examples/quickstart/${name}`, 'utf8')]),
)

const LOCAL = `zenml_version: 0.98.0
stack_name: local
components:
  orchestrator: [{name: loop, type: orchestrator, flavor: local_docker, configuration: {}}]
  artifact_store: [{name: default, type: artifact_store, flavor: local, configuration: {path: ''}}]
  image_builder: [{name: loop, type: image_builder, flavor: local, configuration: {}}]
`

/** Key → checksum of a pipeline file. */
function checksums(pipeline: string, project: Project = {}) {
  const made = run(pipeline, { stack: LOCAL, more: { store: 'sql' }, ...project })
  assert.equal(made.errors, [])
  return checksumsOf(made.compilation, (step, key) => `${step ?? ''}.${key}`)
}

test("the quickstart's images have the checksums that ZenML gave them", () => {
  const pipeline = `settings:
  docker: {requirements: requirements.txt, environment: {PYTHONUNBUFFERED: 1}}
steps:
  train:
    settings:
      docker: {requirements: requirements-train.txt, apt_packages: [libgomp1], runtime_environment: {OMP_NUM_THREADS: 2}}
`
  assert.equal(checksums(pipeline, { files: QUICKSTART }), {
    '.orchestrator': '7735e7395bfe5558d35ba40caac36338',
    'train.orchestrator': '08cc43ddf82fc01e1cacd6fd5bd1a183',
  })
})

const docker = (settings: string) => `settings: {docker: {${settings}}}`

test('a value that the files do not have, and another release, leave it open', () => {
  const late = { store: 'sql', variables: { MODE: null } }
  assert.equal(checksums(docker('environment: {MODE: "${MODE}"}'), { more: late, dialect: 'buildkit' }), {
    '.orchestrator': null,
  })
  for (const value of ['2026-01-01', '.inf', '!!binary aGk=', '!!set {a}'])
    assert.equal(checksums(docker(`environment: {A: ${value}}`)), { '.orchestrator': null }, value)
  assert.equal(checksums(docker('environment: {A: 1}'), { zenml: '0.97.0' }), { '.orchestrator': null })
})

test('with a registry the digest of the parent counts, where it is known', () => {
  const registry =
    "  container_registry: [{name: r, type: container_registry, flavor: default, configuration: {uri: 'localhost:5000'}}]\n"
  const digest = `sha256:${'ab'.repeat(32)}`
  const lock = JSON.stringify({ version: 1, images: { 'python:3.11': { digest, user: '', environment: {} } } })
  const [pushed, locked] = [{ stack: LOCAL + registry }, { stack: LOCAL + registry, files: { 'dockcompile.lock.json': lock } }]
  const of = (settings: string, project: Project) => String(checksums(docker(settings), project)['.orchestrator'])
  const parent = 'apt_packages: [git], parent_image: "python:3.11"'
  const known = of(parent, locked)
  assert.is(of(parent, pushed), 'null')
  assert.match(known, /^[0-9a-f]{32}$/)
  assert.is.not(known, of(parent, {}))
  // Without `parent_image` ZenML asks for no digest, and neither where it builds nothing.
  assert.is(of('apt_packages: [git]', pushed), of('apt_packages: [git]', {}))
  assert.is(of(`${parent}, skip_build: true`, pushed), of(`${parent}, skip_build: true`, {}))
  assert.match(of(`apt_packages: [git], parent_image: "python@${digest}"`, pushed), /^[0-9a-f]{32}$/)
})

test.run()
