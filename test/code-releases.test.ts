/**
 * Python code in ZenML's releases: reading it gives the plan that the release's own answer gives. test/code-releases.json holds small programs with what
 * `Pipeline.prepare` and the compiler of each release made of them: the settings of the pipeline and of each step, all layers merged, and the steps in
 * ZenML's order; or the exception. (ZenML 0.80.2 to 0.98.0 on Python 3.11, really run.)
 */
import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compile } from '../src/compile.ts'
import { packageCatalogs } from '../src/edge/catalogs.ts'
import { memorySources } from '../src/sources/memory-sources.ts'

type Answer = { readonly releases: readonly string[] } & (
  | { readonly refused: string }
  | { readonly name: string; readonly dynamic: boolean; readonly build: null; readonly config: object; readonly steps: object[] }
)

interface Case {
  /** The name of the pipeline in `run.py`, whose text `run` is. */
  readonly pipeline: string
  readonly run: string
  /** `c.yaml`, which the entry names if `isFile` is true. */
  readonly config?: string
  readonly isFile?: true
  /** The stack has step operators. */
  readonly operators?: true
  readonly answers: readonly Answer[]
}

const CASES = JSON.parse(readFileSync('test/code-releases.json', 'utf8')) as Readonly<Record<string, Case>>
const catalogs = packageCatalogs('catalog')

const STACK = `stack_name: prod
components:
  orchestrator: {name: kubernetes, flavor: kubernetes, configuration: {kubernetes_context: c}}
  artifact_store: {name: s3, flavor: s3, configuration: {path: "s3://bucket"}}
  container_registry: {name: default, flavor: default, configuration: {uri: registry.example.com}}
`
const OPERATOR = '  step_operator: {name: vertex, flavor: vertex, configuration: {region: europe-west4}}\n'

for (const [name, each] of Object.entries(CASES))
  test(name, () => {
    for (const answer of each.answers) for (const zenml of answer.releases) compareAnswer(each, answer, zenml)
  })

test.run()

function compareAnswer(each: Case, answer: Answer, zenml: string): void {
  const code = `run.py:${each.pipeline}`
  const read = planned(each, zenml, { code, ...(each.isFile && { file: 'c.yaml' }) })
  if ('refused' in answer) {
    assert.is(read.files, null, `ZenML ${zenml} raises ${answer.refused}, and there is a plan`)
    return
  }
  const { releases: _, ...captured } = answer
  const rest = { zenml, python: '3.11', config_path: null, step_options: {}, environment: [], files: {} }
  const told = planned(each, zenml, { code }, { version: 1, pipelines: { [code]: { ...captured, ...rest } } })
  assert.is.not(told.files, null, `ZenML ${zenml} takes it: ${told.errors.join(', ')}`)
  assert.equal(read, told, `ZenML ${zenml}`)
}

/** What is written, places and names of inputs aside; null where there are errors. */
function planned({ run, config, operators }: Case, zenml: string, entry: object, lock: object = { version: 1 }) {
  const project = { stack: 'stack.yaml', pipelines: [entry], python: '3.11', zenml, store: 'rest', dialect: 'zenml' }
  const sources = memorySources({
    'run.py': run,
    ...(config !== undefined && { 'c.yaml': config }),
    'stack.yaml': operators ? `${STACK}${OPERATOR}` : STACK,
    'dockcompile.config.json': JSON.stringify(project),
    'dockcompile.lock.json': JSON.stringify(lock),
  })
  const { outputs, diagnostics } = compile(sources, { projectFile: 'dockcompile.config.json', flags: {} }, { catalogs })
  const errors = diagnostics.flatMap(({ severity, code, message }) => (severity === 'error' ? `${code} ${message}` : []))
  const files = outputs.flatMap(output => output.files.map(({ path, text }): [string, unknown] => [path, plan(path, text)]))
  return { files: errors.length > 0 ? null : files, errors: errors.map(error => error.slice(0, 6)) }
}

/** Of the manifest the images and which step runs in which: it also says from which files they come. */
function plan(path: string, text: string): unknown {
  if (!path.endsWith('manifest.json')) return text
  const { images, pipelines } = JSON.parse(text) as {
    images: Record<string, object>
    pipelines: Record<string, { builds: object; steps: object }>
  }
  const of = Object.entries(pipelines).map(([name, { builds, steps }]) => [name, builds, steps])
  return [Object.keys(images), of]
}
