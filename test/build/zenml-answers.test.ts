/**
 * The questions of `freeze` about code to a real ZenML: the answer compiles to the plan that reading the code gives. ZenML is installed into a virtual
 * environment below ~/.cache once. The tests are skipped where it cannot be installed.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileCommand } from '../../src/commands/compile.ts'
import { freezeCommand } from '../../src/commands/freeze.ts'
import { captureProgram } from '../../src/edge/package-files.ts'
import type { LockFile } from '../../src/model/generated/lock.ts'
import { readTexts } from '../golden/folder.ts'
import { STACK, TestProject } from '../golden/project.ts'
import { skip } from '../skip.ts'
import { pythonWithZenml, ZENML_VERSION as ZENML } from './zenml.ts'

const CASES = resolve('../shared/oracle-python/cases')
/** How many of those cases are asked, evenly spread: each takes seconds. */
const SAMPLE = 20

const python = pythonWithZenml()
let project: TestProject | undefined
test.after.each(() => {
  project?.remove()
  project = undefined
})

if (python === undefined) skip(test, 'a real ZenML', `ZenML ${ZENML} is not here and cannot be installed`)
else {
  test('values of the environment stay out of the answer, and files that were read are in it', async () => {
    project = projectOf({
      'dockcompile.config.yaml':
        'stack: stack.yaml\npipelines: [{code: "pipelines/train.py:training", file: prod.yaml}]\npython: "3.11"\nvariables: {STAGE: prod, INDEX_TOKEN: null}\n',
      'prod.yaml': 'parameters: {epochs: 2}\nsettings: {docker: {apt_packages: [git]}}\n',
      'pins.toml': 'requirements = ["six==1.16.0"]\n',
      'unread.txt': '',
      'shared/settings.py': `import os, tomllib
print("what the code prints is not an answer")
PINS = tomllib.load(open("pins.toml", "rb"))["requirements"]
ENVIRONMENT = {"STAGE": os.environ["STAGE"], "DEBUG": os.getenv("DEBUG"), "URL": f"https://bot:{os.environ['INDEX_TOKEN']}@example.com/"}
MISSING = os.getenv("NOT_SET", "default")
`,
      'pipelines/train.py': `from pathlib import Path
from zenml import pipeline, step
from zenml.config import DockerSettings
from shared.settings import ENVIRONMENT, PINS

HERE = Path(__file__).resolve().parent

@step(settings={"docker": {"user": "app"}})
def load() -> int:
    Path("ran").touch()
    return 1

@step
def fit(rows: int) -> None:
    pass

@pipeline(settings={"docker": DockerSettings(requirements=[*PINS, "zenml-x==" + __import__("zenml").__version__], environment=ENVIRONMENT, dockerignore=str(HERE / ".ignore"))})
def training(epochs: int):
    for _ in range(epochs):
        fit(load())

training(epochs=2)
load()
`,
      'pipelines/.ignore': '*.csv\n',
    })
    const environment = { INDEX_TOKEN: 'hunter2hunter2', STAGE: 'of the machine', DEBUG: '1' }
    // The second time modules come from bytecode.
    for (const _ of [1, 2]) {
      const { code, err } = await project.run(freezeCommand, '--yes', undefined, { ...environment, PATH: withPython(python) })
      assert.is(code, 0, err)
      assert.match(err, 'running python -c <capture.py> pipelines/train.py:training prod.yaml\n')
    }
    const text = readFileSync(join(project.root, 'dockcompile.lock.json'), 'utf8')
    assert.not.ok(existsSync(join(project.root, 'ran')), 'neither a pipeline nor a step starts')
    for (const value of ['hunter2', 'of the machine', project.root]) assert.not.match(text, value)
    const answer = (JSON.parse(text) as LockFile).pipelines!['pipelines/train.py:training prod.yaml']!
    assert.is(answer.zenml, ZENML)
    assert.equal(answer.config!.settings!.docker, {
      dockerignore: 'pipelines/.ignore',
      requirements: ['six==1.16.0', `zenml-x==${ZENML}`],
      environment: { STAGE: '${STAGE}', DEBUG: '1', URL: 'https://bot:${INDEX_TOKEN}@example.com/' },
    })
    assert.equal(
      answer.steps.map(({ id, settings }) => [id, settings]),
      [
        ['load', { docker: { user: 'app' } }],
        ['load_2', { docker: { user: 'app' } }],
        ['fit', undefined],
        ['fit_2', undefined],
      ],
    )
    assert.equal(answer.environment, ['DEBUG', 'INDEX_TOKEN', 'NOT_SET', 'STAGE'])
    assert.equal(Object.keys(answer.variables!), ['STAGE'])
    assert.equal(Object.keys(answer.files), ['pins.toml', 'pipelines/train.py', 'prod.yaml', 'shared/settings.py'])
    project.put('pins.toml', 'requirements = []\n')
    assert.match((await project.run(compileCommand)).err, 'no longer counts: `pins.toml` has changed')
  })

  test('freeze reports the lines of the project through which an exception came', async () => {
    project = projectOf({
      'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: ["run.py:training"]\npython: "3.11"\n',
      'run.py': `from zenml import pipeline, step
from zenml.config import DockerSettings
from importlib.metadata import version

def pins():
    return [version("no-such-package")]

@step
def fit():
    pass

@pipeline(settings={"docker": DockerSettings(requirements=pins())})
def training():
    fit()
`,
    })
    const { code, err } = await project.run(freezeCommand, '--yes', undefined, { PATH: withPython(python) })
    assert.is(code, 1)
    assert.match(
      err,
      '= note: run.py:12 in <module>\n  = note: run.py:6 in pins\n  = note: importlib.metadata.PackageNotFoundError',
    )
  })

  const cases = existsSync(CASES) ? readdirSync(CASES).filter(isExact) : []
  if (cases.length === 0) skip(test, 'the same plan from an answer', '../shared/oracle-python is not here')
  for (const [i, name] of cases.entries()) {
    if (i % Math.ceil(cases.length / SAMPLE) === 0)
      test(`${name}: an answer compiles to the plan that reading gives`, () => comparePlans(name, python))
  }
}

test.run()

interface OracleCase {
  readonly pipelines: readonly {
    readonly code: string
    readonly file?: string
    readonly name?: string
    readonly arguments?: object
  }[]
  readonly static: string
  readonly steps_known?: false
  readonly third_party?: readonly string[]
  readonly captured?: object
  readonly variables: Readonly<Record<string, string>>
  readonly source_root: string
  readonly code_repository: string | null
  readonly store: string
}

function caseOf(name: string): OracleCase {
  return JSON.parse(readFileSync(join(CASES, name, 'case.json'), 'utf8')) as OracleCase
}

/** One pipeline that is known without running anything, which ZenML accepts, and that needs no package besides ZenML. */
function isExact(name: string): boolean {
  const { pipelines, static: what, third_party, steps_known, captured } = caseOf(name)
  const [first, second] = pipelines
  const { pipelines: answers } = JSON.parse(readFileSync(join(CASES, name, 'answer.json'), 'utf8')) as {
    pipelines: { ok: boolean }[]
  }
  const isPlain = what === 'exact' && steps_known !== false && !third_party && !captured
  return isPlain && !second && !first!.arguments && first!.code.includes('.py:') && answers.every(({ ok }) => ok)
}

async function comparePlans(name: string, python: string): Promise<void> {
  const { pipelines, variables, source_root, code_repository, store } = caseOf(name)
  const [{ code, file }] = pipelines as [OracleCase['pipelines'][number]]
  project = new TestProject({})
  cpSync(join(CASES, name), project.root, { recursive: true })
  const config = {
    stack: 'stack.yaml',
    pipelines,
    python: '3.11',
    zenml: ZENML,
    dialect: 'zenml',
    store,
    source_root,
    variables,
    code_repository,
  }
  project.put(
    'dockcompile.config.json',
    JSON.stringify({ ...config, ...(code_repository === null && { code_repository: undefined }) }),
  )
  const read = await planned(project)
  const words = ['-c', captureProgram(), source_root, code, ...(file === undefined ? [] : [file])]
  const environment = { PATH: withPython(python), HOME: project.programs, ...variables }
  const { status, stdout, stderr } = spawnSync(python, words, { cwd: project.root, env: environment, encoding: 'utf8' })
  assert.is(status, 0, stderr)
  const key = file === undefined ? code : `${code} ${file}`
  const answer = { ...(JSON.parse(stdout) as object), environment: [] }
  project.put('dockcompile.lock.json', JSON.stringify({ version: 1, pipelines: { [key]: answer } }))
  assert.equal(await planned(project), read)
}

/** Every file that compiling writes. */
async function planned(project: TestProject): Promise<[string, string][]> {
  project.remove('build')
  const { code, err } = await project.run(compileCommand)
  assert.is(code, 0, err)
  const folder = join(project.root, 'build')
  return Object.entries(readTexts(folder))
}

function projectOf(files: Readonly<Record<string, string>>): TestProject {
  const made = new TestProject({ 'stack.yaml': STACK, ...files })
  made.program('docker', 'exit 1')
  return made
}

/** The Python of the environment first; the stand-in for docker is found after it. */
function withPython(path: string): string {
  return [dirname(path), ...(project ? [project.programs] : []), '/usr/bin', '/bin'].join(delimiter)
}
