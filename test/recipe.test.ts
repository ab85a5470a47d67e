/**
 * Images with one recipe become one image. So for every field of an image: where it alone differs between two images and their files differ, their
 * recipes differ, too. The values are those of the images of 150 made-up projects and five written ones, each put into images of other settings.
 */
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { recipeOf } from '../src/4-plan/recipe.ts'
import { render } from '../src/5-render/render.ts'
import { loadTemplates } from '../src/5-render/templates.ts'
import type { BuildPlan, ImagePlan } from '../src/model/plan.ts'
import type { Workspace } from '../src/model/workspace.ts'
import { memorySources } from '../src/sources/memory-sources.ts'
import { input, textsOf } from './fuzz/generate.ts'
import { compileProject, fromTexts } from './fuzz/project.ts'
import { goldenCases } from './golden/cases.ts'
import { readTexts } from './golden/folder.ts'
import { STACK } from './golden/project.ts'

interface Planned {
  readonly image: ImagePlan
  readonly plan: BuildPlan
  readonly workspace: Workspace
}

type Field = keyof ImagePlan

/** What an image is called, and by whom: no part of what is in it. */
const NAMES: readonly Field[] = ['id', 'tags', 'parentTarget', 'usedBy', 'origin']

/** Steps that ask for the user of the parent, for what few made-up projects have, and for two files with one text. */
const WRITTEN = ['buildkit', 'portable', 'zenml'].map((dialect, i) => ({
  'stack.yaml': STACK,
  'dockcompile.config.yaml': `stack: stack.yaml\npipelines: [p.yaml]\npython: "3.1${i}"\ndialect: ${dialect}\n`,
  'dockcompile.lock.json': '{"version": 1, "images": {"base:1": {"digest": null, "user": "1000"}}}',
  'one/Dockerfile': 'FROM python:3.11\n',
  'two/Dockerfile': 'FROM python:3.11\n',
  'p.yaml': `settings: {docker: {parent_image: "base:1", apt_packages: [git], allow_download_from_artifact_store: true}}
steps:
  a: {}
  b: {settings: {docker: {user: "1000"}}}
  c: {settings: {docker: {runtime_environment: {MODE: fast}, build_config: {build_options: {build_args: {A: b}}}}}}
  d: {settings: {docker: {parent_image: null, dockerfile: one/Dockerfile, build_context_root: .}}}
  e: {settings: {docker: {parent_image: null, dockerfile: two/Dockerfile, build_context_root: .}}}
`,
}))

/** Step operators whose images start in a way of their own, or hold a file of ZenML. */
const OPERATORS = [
  ['0.98.0', 'spark-kubernetes', 'master: "k8s://https://cluster:443"'],
  ['0.80.2', 'sagemaker', 'role: trainer'],
].map(([zenml, flavor, configuration]) => ({
  'stack.yaml': `zenml_version: ${zenml}
stack_name: prod
components:
  orchestrator: {name: k8s, type: orchestrator, flavor: kubernetes, configuration: {}}
  artifact_store: {name: s3, type: artifact_store, flavor: s3, configuration: {path: "s3://bucket"}}
  container_registry: {name: reg, type: container_registry, flavor: default, configuration: {uri: registry.example.com}}
  step_operator: {name: far, type: step_operator, flavor: ${flavor}, configuration: {${configuration}}}
`,
  'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: [p.yaml]\npython: "3.11"\n',
  'p.yaml':
    'settings: {docker: {environment: {MODE: slow}, allow_download_from_artifact_store: true}}\nsteps: {a: {step_operator: far}, b: {}}\n',
}))

/** Images whose packages come in layers that do not depend on each other, and one that is refused such layers, whose lists have sizes. */
const LAYERED = goldenCases.filter(({ name }) => /^(?:layers-|DC4160-)/.test(name)).map(({ project }) => readTexts(project))

const projects = [...WRITTEN, ...OPERATORS, ...LAYERED, ...fc.sample(input, { numRuns: 150, seed: 20261124 }).map(textsOf)]
const planned = projects.flatMap(texts => {
  const { outputs, plans, workspaces } = compileProject(fromTexts(texts))
  return outputs.flatMap((_, i): Planned[] =>
    plans[i]!.images.map(image => ({ image, plan: plans[i]!, workspace: workspaces[i]! })),
  )
})
const fields = Object.keys(planned[0]!.image) as Field[]

for (const field of fields.filter(name => !NAMES.includes(name)))
  test(`images that differ in \`${field}\` alone are shared only where their files are the same`, () => {
    const values = distinct(planned.map(({ image }) => image[field]))
    assert.ok(values.length > 1, 'the projects have one value only')
    for (const one of planned) {
      const recipe = recipeOf(one.image, one.plan.dialect)
      const built = files(one)
      for (const value of values) {
        const other = { ...one, image: { ...one.image, [field]: value } }
        if (recipeOf(other.image, one.plan.dialect) === recipe) assert.is(files(other), built)
      }
    }
  })

test('a step that asks for the user of the parent, or for another Dockerfile with the same text, has an image of its own', () => {
  const found = planned.slice(0, 5 * WRITTEN.length).map(({ image }) => `${image.id} ${image.user}`)
  assert.equal(
    found,
    ['buildkit', 'portable', 'zenml'].flatMap(() => ['p null', 'p-b 1000', 'p-c null', 'p-d null', 'p-e null']),
  )
})

function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map(value => [JSON.stringify(value), value])).values()]
}

/** What is built: no comments, no labels, no description. The manifest repeats settings whether they do something or not. */
function files({ image, plan, workspace }: Planned): string {
  const pipelines = [{ name: 'pipeline', config: null, code: null, complete: true, builds: [], steps: [], prebuilt: null }]
  const templates = loadTemplates(workspace, memorySources({}), () => {})
  const { files } = render({ ...plan, pipelines, images: [image] }, { rules: workspace.rules, templates })
  return files
    .filter(({ path }) => !path.endsWith('manifest.json'))
    .map(({ path, text }) => `${path}\n${path.endsWith('.json') ? withoutLabels(text) : text.replace(/^#.*\n/gm, '')}`)
    .join('\n')
}

function withoutLabels(bakeFile: string): string {
  return JSON.stringify(JSON.parse(bakeFile), (key, value) => (key === 'labels' || key === 'description' ? undefined : value))
}

test.run()
