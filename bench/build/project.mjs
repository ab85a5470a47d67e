import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The pipeline's image and three steps: one with a requirement more, one with a runtime variable more, one with both. */
const steps = {
  fit: { requirement: 'tabulate>=0.9', runtime: {} },
  score: { requirement: null, runtime: { MODE: 'fast' } },
  report: { requirement: 'inflection>=0.5', runtime: { MODE: 'slow' } },
}
export const imageNames = ['train', ...Object.keys(steps).map(step => `train-${step}`)]

/** Where the images of all ways are tagged; nothing is pushed. */
export const repository = 'registry.example.com/bench/zenml'

/**
 * What the packages weigh. `small`: a few files each, so that mostly containers are started. `data`: the usual data packages among the user's own.
 * `cloud`: the same on a stack with Kubernetes and S3, where one resolution of boto3 and s3fs, done once on either side, outlasts everything else.
 */
const dataPackages = ['numpy>=2', 'pandas>=2.2', 'scikit-learn>=1.5']
const userPackages = { small: ['attrs>=23', 'toolz>=0.12'], data: dataPackages, cloud: dataPackages }
const localStack = `stack_name: bench
zenml_version: 0.98.0
components:
  orchestrator:
  - {name: docker, type: orchestrator, flavor: local_docker, configuration: {}}
  artifact_store:
  - {name: files, type: artifact_store, flavor: local, configuration: {}}
  alerter:
  - {name: chat, type: alerter, flavor: slack, configuration: {slack_token: none}}
  container_registry:
  - {name: registry, type: container_registry, flavor: default, configuration: {uri: registry.example.com/bench}}
`
const cloudStack = `stack_name: bench
zenml_version: 0.98.0
components:
  orchestrator:
  - {name: cluster, type: orchestrator, flavor: kubernetes, configuration: {}}
  artifact_store:
  - {name: bucket, type: artifact_store, flavor: s3, configuration: {path: s3://bench/zenml}}
  container_registry:
  - {name: registry, type: container_registry, flavor: default, configuration: {uri: registry.example.com/bench}}
`
const stacks = { small: localStack, data: localStack, cloud: cloudStack }

/** Writes the project as `state` has it: files whose content stays keep their time, as they do for a developer who edits one of them. */
export function makeProject(folder, state, parent) {
  const docker = JSON.stringify(pipelineSettings(state, parent))
  const stepLines = Object.entries(steps).map(
    ([step, own]) => `  ${step}: {settings: {docker: ${JSON.stringify(stepSettings(state, own))}}}`,
  )
  write(join(folder, 'stack.yaml'), stacks[state.packages])
  write(join(folder, 'pipelines/train.yaml'), `settings:\n  docker: ${docker}\nsteps:\n${stepLines.join('\n')}\n`)
  write(
    join(folder, 'dockcompile.config.json'),
    JSON.stringify({ stack: 'stack.yaml', python: '3.11', source_root: 'src', pipelines: ['pipelines/train.yaml'] }),
  )
  for (let n = 0; n < 50; n++) write(join(folder, `src/module_${n}.py`), `'''module ${n}'''\n${'x = 1\n'.repeat(2000)}`)
  write(join(folder, 'src/step.py'), `EDIT = ${state.code}\n`)
}

const requirements = (state, extra) => [
  ...userPackages[state.packages],
  `humanize>=4.${state.requirement}`,
  ...(extra ? [extra] : []),
]

function pipelineSettings(state, parent) {
  const team = { TEAM: `vision${state.team}` }
  return {
    parent_image: parent,
    requirements: requirements(state),
    required_integrations: ['gitlab'],
    environment: { OMP_NUM_THREADS: '2', ...(state.moved ? {} : team) },
    runtime_environment: state.moved ? team : {},
    allow_download_from_artifact_store: false,
  }
}

function stepSettings(state, { requirement, runtime }) {
  return { requirements: requirements(state, requirement), runtime_environment: runtime }
}

function write(path, text) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
