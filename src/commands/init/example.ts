import { overlaidSources } from '../../sources/overlaid-sources.ts'
import { UsageError } from '../shared/arguments.ts'
import type { NewFile } from './compilable.ts'
import type { Surroundings } from './look-around.ts'

const STACK_FILE = 'stack.yaml'
const CODE_FILE = 'pipelines.py'

/**
 * A small project for somebody who has none at hand: a stack on Kubernetes, and a pipeline of which one step needs more than the others.
 *
 * @param zenml the ZenML version of the stack, such as `0.98.0`
 */
export const exampleFiles = (zenml: string): readonly NewFile[] => [
  {
    path: STACK_FILE,
    text: `# An example. \`zenml stack export NAME stack.yaml\` writes such a file for a stack of yours.
stack_name: example
zenml_version: ${zenml}
components:
  orchestrator:
  - {name: cluster, type: orchestrator, flavor: kubernetes, configuration: {}}
  artifact_store:
  - {name: bucket, type: artifact_store, flavor: s3, configuration: {path: s3://example/zenml}}
  container_registry:
  - {name: registry, type: container_registry, flavor: default, configuration: {uri: registry.example.com/team}}
`,
  },
  {
    path: CODE_FILE,
    text: `# An example: two images come of it, because one step needs a package that the other does not.
from zenml import pipeline, step
from zenml.config import DockerSettings


@step
def load() -> list[float]:
    return [1.0, 2.0, 3.0]


@step(settings={"docker": DockerSettings(requirements=["numpy==2.3.5", "scikit-learn==1.7.2"])})
def train(values: list[float]) -> None: ...


@pipeline(settings={"docker": DockerSettings(requirements=["numpy==2.3.5"])})
def training():
    train(load())
`,
  },
]

/** The folder as it is with the example in it. Throws a `UsageError` where it has a project already. */
export function withExample(found: Surroundings, files: readonly NewFile[]): Surroundings {
  const there = [...found.stacks.map(({ file }) => file), ...found.pipelines, ...found.zenml, ...found.notebooks][0]
  if (there !== undefined)
    throw new UsageError(`\`--example\` is for a folder without a project, and \`${there}\` is here`, {
      help: ['`dockcompile init` writes a project file for the files that are here'],
    })
  return {
    ...found,
    sources: files.reduce((below, { path, text }) => overlaidSources(below, path, text), found.sources),
    stacks: [{ file: STACK_FILE, name: 'example' }],
    python: [...found.python, CODE_FILE],
    zenml: [CODE_FILE],
  }
}
