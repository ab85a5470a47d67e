/**
 * The closed loop: a real ZenML starts the images that were compiled and baked, finds their settings to be its own and builds nothing. Skipped where
 * ZenML cannot be installed or no Docker daemon answers.
 */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { skip } from '../skip.ts'
import { missing, ok, ZENML as PARENT, type TestProject, testProject } from './docker.ts'
import { pythonWithZenml, ZENML_VERSION } from './zenml.ts'

/** Steps that say where they run. */
const CODE = `import importlib.util, os, json
from zenml import pipeline, step

def say(name: str) -> str:
    packages = [p for p in ("humanize", "toolz") if importlib.util.find_spec(p)]
    return json.dumps([name, packages, os.environ.get("BUILT_WITH"), os.environ.get("RUN_WITH")])

@step
def load() -> str:
    return say("load")

@step
def train(before: str) -> str:
    return say("train")

@pipeline(enable_cache=False)
def looping() -> None:
    train(load())
`

const LAST_RUN = `import json
from zenml.client import Client
run = Client().list_pipeline_runs(sort_by="desc:created", size=1, hydrate=True).items[0]
said = [json.loads(run.steps[name].outputs["output"][0].load()) for name in ("load", "train")]
print(json.dumps([run.status.value, *said]))
`

const NAME = 'a run with the images of bake'
const python = pythonWithZenml()
const reason = python === undefined ? `ZenML ${ZENML_VERSION} is not here and cannot be installed` : missing(PARENT)
if (reason !== undefined) skip(test, NAME, reason)
else {
  const repository = `dockcompile-loop-${process.pid}`
  let project: TestProject | undefined
  let environment: Record<string, string>
  test.after(() => {
    // ZenML leaves the containers of its steps.
    const images = ['looping-orchestrator', 'looping-train-orchestrator', 'parent'].map(tag => `${repository}:${tag}`)
    for (const image of images) {
      const { stdout } = spawnSync('docker', ['ps', '--all', '--quiet', '--filter', `ancestor=${image}`], { encoding: 'utf8' })
      const containers = stdout.split('\n').filter(Boolean)
      if (containers.length > 0) spawnSync('docker', ['rm', '--force', '--volumes', ...containers], { stdio: 'ignore' })
    }
    spawnSync('docker', ['image', 'rm', '--force', ...images], { stdio: 'ignore' })
    if (project) rmSync(`${project.root}.zenml`, { recursive: true, force: true })
    project?.remove()
  })

  test(NAME, () => {
    project = testProject({ looping: { stepNames: ['load', 'train'] } }, { source_root: '.', store: 'sql' })
    const { root, call, write } = project
    environment = environmentOf(root)
    write({
      'loop.py': CODE,
      'parent.Dockerfile': `FROM ${PARENT}\nRUN python -c "import zenml" 2>/dev/null || uv pip install "zenml==${ZENML_VERSION}" || pip install "zenml==${ZENML_VERSION}"\n`,
      'pipelines/looping.yaml': `settings:
  docker:
    parent_image: "${repository}:parent"
    target_repository: ${repository}
    requirements: ["humanize==4.12.3"]
    environment: {BUILT_WITH: "it's 1"}
steps:
  load: {}
  train:
    settings: {docker: {requirements: ["humanize==4.12.3", "toolz==1.0.0"], runtime_environment: {RUN_WITH: 2}}}
`,
    })
    ok(call('docker', ['build', '--quiet', '--tag', `${repository}:parent`, '--file', 'parent.Dockerfile', '.']))
    ask('init')
    ask('orchestrator', 'register', 'loop', '--flavor=local_docker')
    ask('image-builder', 'register', 'loop', '--flavor=local')
    ask('stack', 'register', 'loop', '-o', 'loop', '-a', 'default', '-i', 'loop', '--set')
    ask('stack', 'export', 'loop', 'stack.yaml')

    loop()
  })

  test(`${NAME}, whose packages are in independent layers`, () => {
    const config = JSON.parse(project!.read('dockcompile.config.yaml')) as object
    project!.write({ 'dockcompile.config.yaml': JSON.stringify({ ...config, resolve: 'locked', layers: 'independent' }) })
    ok(project!.dockcompile('freeze', '--resolve', '--yes'))
    loop('--allow', 'DC4031')
    assert.match(project!.read('build/images/looping/Dockerfile'), /^COPY --link --from=packages-/m)
  })

  /** Compiles, bakes, and lets ZenML run the pipeline with the images. */
  function loop(...flags: string[]): void {
    const { call, read, compile, bake, dockcompile } = project!
    compile(...flags)
    ok(bake(['--metadata-file', 'build/bake.json']))
    const handed = dockcompile('zenml-build', '--metadata', 'build/bake.json', '--out', 'build/zenml.yaml')
    ok(handed)
    assert.not.match(handed.log, /DC6\d\d\d/)
    const { images } = parse(read('build/zenml.yaml')) as { images: Record<string, { image: string }> }
    assert.is(images.orchestrator?.image, `${repository}:looping-orchestrator`)

    const log = ask('pipeline', 'run', 'loop.looping', '--config', 'pipelines/looping.yaml', '--build', 'build/zenml.yaml')
    assert.not.match(log, 'Building Docker image')
    assert.not.match(log, 'are not the same as currently specified')
    const last = call(python!, ['-c', LAST_RUN], environment)
    assert.equal(JSON.parse(last.log.slice(last.log.indexOf('["'))), [
      'completed',
      ['load', ['humanize'], "it's 1", null],
      ['train', ['humanize', 'toolz'], "it's 1", '2'],
    ])
  }

  function ask(...words: string[]): string {
    return ok(project!.call(join(dirname(python!), 'zenml'), words, environment))
  }
}

/** For a ZenML whose settings are in a folder beside the project. */
function environmentOf(root: string): Record<string, string> {
  return {
    PATH: `${dirname(python!)}:${process.env.PATH}`,
    HOME: `${root}.zenml`,
    ZENML_CONFIG_PATH: `${root}.zenml`,
    ZENML_ANALYTICS_OPT_IN: 'false',
    ZENML_LOGGING_COLORS_DISABLED: 'true',
    AUTO_OPEN_DASHBOARD: 'false',
    COLUMNS: '250',
  }
}

test.run()
