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

/** A project with `count` pipelines of ten steps. Every pipeline has requirements of its own, and two of its steps, too: three images each, no two the same. */
export function makeWorkspace(folder, count) {
  const steps = stepNames(10)
  makeProject(
    folder,
    Array.from({ length: count }, (_, i) => ({ steps, text: pipeline(i, steps) })),
  )
}

const pipeline = (i, steps) => `settings:
  docker:
    requirements: [numpy==2.1.0, package-${i}==1.0]
    environment: {MODE: fast, PIPELINE: "${i}"}
    apt_packages: [git]
steps:
${stepLines(steps, `step-${i}`)}
`

/** A project with one pipeline of so many steps. Every fifth has requirements of its own, and an image of its own. */
export function makeLongPipeline(folder, count) {
  const steps = stepNames(count)
  const text = `settings:\n  docker: {requirements: [numpy==2.1.0]}\nsteps:\n${stepLines(steps, 'step')}\n`
  makeProject(folder, [{ steps, text }])
}

const stepNames = count => Array.from({ length: count }, (_, n) => `step_${n}`)

function stepLines(names, requirement) {
  const own = n => `{settings: {docker: {requirements: [torch==2.5.0, ${requirement}-${n}==1.0]}}}`
  return names.map((name, n) => `  ${name}: ${n % 5 ? `{parameters: {n: ${n}}}` : own(n)}`).join('\n')
}

function makeProject(folder, pipelines) {
  const entries = pipelines.map(({ steps }, i) => ({ file: `pipelines/pipeline-${i}.yaml`, steps }))
  const config = { stack: 'stack.yaml', python: '3.11', pipelines: entries }
  mkdirSync(join(folder, 'pipelines'), { recursive: true })
  writeFileSync(join(folder, 'stack.yaml'), STACK)
  writeFileSync(join(folder, 'dockcompile.config.json'), JSON.stringify(config))
  pipelines.forEach(({ text }, i) => {
    writeFileSync(join(folder, entries[i].file), text)
  })
}
