/** Which code belongs to a run configuration that an entry names alone (DC2054). */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compile } from '../src/compile.ts'
import { packageCatalogs } from '../src/edge/catalogs.ts'
import { memorySources } from '../src/sources/memory-sources.ts'

const STACK = `stack_name: dev
zenml_version: 0.98.0
components:
  orchestrator: [{name: k8s, type: orchestrator, flavor: kubernetes, configuration: {}}]
  artifact_store: [{name: s3, type: artifact_store, flavor: s3, configuration: {path: "s3://b"}}]
  container_registry: [{name: reg, type: container_registry, flavor: default, configuration: {uri: r.example.com}}]
`
const code = (...functions: string[]) =>
  [
    'from zenml import pipeline, step',
    ...['load', 'fit', 'serve'].map(name => `@step\ndef ${name}() -> None: ...`),
    ...functions,
  ].join('\n\n')
const pipeline = (name: string, ...steps: string[]) =>
  `@pipeline\ndef ${name}():\n${steps.map(step => `    ${step}()`).join('\n')}`

/** What the hint says about `train.yaml`; undefined: there is none. */
function hint(files: Record<string, string>, entry = 'train.yaml'): string | undefined {
  const sources = memorySources({
    'stack.yaml': STACK,
    'dockcompile.config.yaml': `stack: stack.yaml\npython: "3.11"\npipelines: [${entry}]\n`,
    'train.yaml': 'steps: {fit: {settings: {docker: {requirements: [idna==3.10]}}}}',
    ...files,
  })
  const pipelines = Object.keys(files).filter(file => file.endsWith('.py'))
  const settings = pipelines.filter(file => files[file]!.includes('DockerSettings'))
  const resources = { catalogs: packageCatalogs(), pythonFiles: () => ({ settings, pipelines }) }
  const { diagnostics } = compile(sources, { projectFile: 'dockcompile.config.yaml' }, resources)
  const found = diagnostics.find(({ code }) => code === 'DC2054')
  return found && `${found.message} -- ${found.help}`
}

test('the only pipeline with the steps of the file', () => {
  const said = hint({ 'run.py': code(pipeline('p', 'load', 'fit')), 'other.py': code(pipeline('other', 'load')) })
  assert.match(said ?? '', /`run\.py:p` has 2 steps, and the plan of `train` knows 1 of them -- .*`steps: \[load, fit\]`/)
})

test('of several the one of that name', () => {
  const both = code(pipeline('training_pipeline', 'load', 'fit'), pipeline('train_pipeline', 'fit', 'serve'))
  assert.match(hint({ 'run.py': both }) ?? '', /`run\.py:train_pipeline` has 2 steps/)
})

test('of several the one that is called with the file', () => {
  const both = code(pipeline('b', 'fit', 'serve'), pipeline('a', 'load', 'fit'))
  assert.is(hint({ 'run.py': both }), undefined, 'nobody knows which')
  const called = code(both, 'if __name__ == "__main__":\n    a.with_options(config_path="train.yaml")()')
  assert.match(hint({ 'run.py': called }) ?? '', /`run\.py:a` has 2 steps/)
})

test('there is no hint', () => {
  const known = code(pipeline('train', 'fit'))
  assert.is(hint({ 'run.py': known }), undefined, 'the file names all steps')
  const more = code(pipeline('train', 'load', 'fit'))
  assert.is(hint({ 'run.py': more }, '{file: train.yaml, steps: [load, fit]}'), undefined, 'the entry names them')
  assert.is(hint({ 'run.py': more }, '{file: train.yaml, code: "run.py:train"}'), undefined, 'the entry names the code')
  assert.is(hint({ 'run.py': code(pipeline('train', 'load', 'serve')) }), undefined, 'the file is for another pipeline')
  const unknown = code(
    'import random',
    '@pipeline\ndef train():\n    for _ in range(random.randint(1, 3)):\n        fit()\n    load()',
  )
  assert.is(hint({ 'run.py': unknown }), undefined, 'only running the code would tell')
})

test('an entry of code elsewhere in the project changes nothing', () => {
  const files = { 'run.py': code(pipeline('train', 'load', 'fit')), 'other.py': code(pipeline('other', 'serve')) }
  assert.match(hint(files, 'train.yaml, {code: "other.py:other"}') ?? '', /`run\.py:train` has 2 steps/)
})

test('who names the code because of its settings needs no hint', () => {
  const set = `from zenml.config import DockerSettings\n${code('@pipeline(settings={"docker": DockerSettings(requirements=["a"])})\ndef train():\n    load()\n    fit()')}`
  assert.is(hint({ 'run.py': set }), undefined)
})

test.run()
