import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const STACK = `stack_name: bench
zenml_version: 0.98.0
components:
  orchestrator:
  - {name: cluster, type: orchestrator, flavor: kubernetes, configuration: {}}
  artifact_store:
  - {name: bucket, type: artifact_store, flavor: s3, configuration: {path: s3://bench/zenml}}
  container_registry:
  - {name: registry, type: container_registry, flavor: default, configuration: {uri: registry.example.com/bench}}
`

const steps = Array.from({ length: 10 }, (_, i) => `step_${i}`)

/** A project with `count` pipelines of ten steps. Every pipeline has requirements of its own, and two of its steps, too: three images each, no two the same. */
export function makeWorkspace(folder, count) {
  mkdirSync(join(folder, 'pipelines'), { recursive: true })
  writeFileSync(join(folder, 'stack.yaml'), STACK)
  const pipelines = Array.from({ length: count }, (_, i) => ({ file: `pipelines/pipeline-${i}.yaml`, steps }))
  writeFileSync(join(folder, 'dockcompile.config.json'), JSON.stringify({ stack: 'stack.yaml', python: '3.11', pipelines }))
  pipelines.forEach(({ file }, i) => {
    writeFileSync(join(folder, file), pipeline(i))
  })
}

const pipeline = i => `settings:
  docker:
    requirements: [numpy==2.1.0, package-${i}==1.0]
    environment: {MODE: fast, PIPELINE: "${i}"}
    apt_packages: [git]
steps:
${steps.map((step, n) => (n % 5 ? `  ${step}: {parameters: {n: ${n}}}` : `  ${step}: {settings: {docker: {requirements: [torch==2.5.0, step-${i}-${n}==1.0]}}}`)).join('\n')}
`

/** A project with one pipeline of so many steps. Every fifth has requirements of its own, and an image of its own. */
export function makeLongPipeline(folder, count) {
  makeWorkspace(folder, 1)
  const names = Array.from({ length: count }, (_, n) => `step_${n}`)
  const own = n => `{settings: {docker: {requirements: [torch==2.5.0, step-${n}==1.0]}}}`
  const lines = names.map((name, n) => `  ${name}: ${n % 5 ? `{parameters: {n: ${n}}}` : own(n)}`)
  writeFileSync(
    join(folder, 'pipelines/pipeline-0.yaml'),
    `settings:\n  docker: {requirements: [numpy==2.1.0]}\nsteps:\n${lines.join('\n')}\n`,
  )
  const pipelines = [{ file: 'pipelines/pipeline-0.yaml', steps: names }]
  writeFileSync(join(folder, 'dockcompile.config.json'), JSON.stringify({ stack: 'stack.yaml', python: '3.11', pipelines }))
}
