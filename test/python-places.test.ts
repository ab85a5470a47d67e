/** Messages about places in Python: nothing secret in a line, ways out and fixes in Python. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkCommand } from '../src/commands/check.ts'
import { compile } from '../src/compile.ts'
import { secretLiterals } from '../src/credentials/python-literals.ts'
import { fixOf, type Mending } from '../src/diagnostics/mending.ts'
import { packageCatalogs } from '../src/edge/catalogs.ts'
import { settingText, valueText } from '../src/quote/setting-text.ts'
import { memorySources } from '../src/sources/memory-sources.ts'
import { STACK, TestProject } from './golden/project.ts'

const SECRETS: readonly (readonly [code: string, hidden: readonly string[]])[] = [
  ['login(password="hunter2")', ['hunter2']],
  ['os.getenv("DB_PASSWORD", "hunter2")', ['hunter2']],
  ['PASSWORD = (\n  "hunter2"\n)\nX = "a"', ['hunter2']],
  ['PASSWORD = """hun\nter2"""', ['hun\nter2']],
  ['TOKEN: str = r"hunter2"', ['hunter2']],
  ['{"TOKEN": f("x", 17), "B": "y"}', ['x', '17']],
  ['d["api_key"] = "abc"', ['abc']],
  ['def f(a, token="t1", b="c"): pass', ['t1']],
  ['PASSWORDS = ["a", "b"]\ny = 1', ['a', 'b']],
  ['# password = "shown by nobody"\nX = "a"', []],
  ['requirements=["token-lib", "b"]', []],
  ['TOKEN = os.environ["HF_TOKEN"]', []],
  ['TOKEN = None', []],
  ['PASSWORD = "not closed', ['not closed']],
  [')))]]] "a', []],
]

for (const [code, hidden] of SECRETS)
  test(`what is secret in ${JSON.stringify(code)}`, () => {
    assert.equal(
      secretLiterals(code).map(({ start, end }) => code.slice(start, end)),
      hidden,
    )
  })

test('a setting is written in the language of its place', () => {
  assert.is(settingText('yaml', 'apt_packages', ['git']), 'apt_packages: [git]')
  assert.is(settingText('python', 'apt_packages', ['git']), 'apt_packages=["git"]')
  assert.is(settingText('python', 'allow_including_files_in_images', true), 'allow_including_files_in_images=True')
  assert.is(settingText('python', 'build_config', { dockerignore: '…' }), 'build_config={"dockerignore": …}')
  assert.is(valueText('yaml', ['yes', '1.2', 'a b', null, 3]), '["yes", "1.2", "a b", null, 3]')
})

/** The span of a part of a text in a Python file. */
function spanOf(text: string, part: string) {
  const start = text.indexOf(part)
  return { file: 'run.py', start, end: start + part.length }
}

function fixed(text: string, mending: Mending): string | undefined {
  const fix = fixOf(mending, text)
  if (!fix) return undefined
  return [...fix.edits]
    .sort((a, b) => b.at.start - a.at.start)
    .reduce((changed, { at, text: written }) => changed.slice(0, at.start) + written + changed.slice(at.end), text)
}

test('a fix changes keywords, dictionary items and literals of Python', () => {
  const call = 'D = DockerSettings(apt_package=["git"], source_files="ignore", copy_files=True)'
  assert.is(
    fixed(call, { kind: 'word', at: spanOf(call, 'apt_package'), written: 'apt_package', to: 'apt_packages' }),
    'D = DockerSettings(apt_packages=["git"], source_files="ignore", copy_files=True)',
  )
  const entry = (text: string, key: string, value: string, to: Extract<Mending, { kind: 'entry' }>['to']): Mending => ({
    kind: 'entry',
    key: spanOf(text, key),
    value: spanOf(text, value),
    to,
    alone: false,
  })
  const allowed = [['allow_including_files_in_images', false]] as const
  assert.is(
    fixed(call, entry(call, 'source_files', '"ignore"', allowed)),
    'D = DockerSettings(apt_package=["git"], allow_including_files_in_images=False, copy_files=True)',
  )
  assert.is(fixed(call, entry(call, 'copy_files', 'True', [])), 'D = DockerSettings(apt_package=["git"], source_files="ignore")')
  const dict = 'D = {\n    "copy_files": True,\n    "source_files": "ignore",\n}'
  assert.is(fixed(dict, entry(dict, '"copy_files"', 'True', [])), 'D = {\n    "source_files": "ignore",\n}')
  assert.is(
    fixed(dict, entry(dict, '"source_files"', '"ignore"', allowed)),
    'D = {\n    "copy_files": True,\n    "allow_including_files_in_images": False,\n}',
  )
  const value = 'D = DockerSettings(apt_packages="git curl")'
  assert.is(
    fixed(value, { kind: 'value', at: spanOf(value, '"git curl"'), to: ['git', 'curl'] }),
    'D = DockerSettings(apt_packages=["git", "curl"])',
  )
})

test('a fix leaves alone what is written elsewhere, or worked out', () => {
  const call = 'FLAG = True\nD = DockerSettings(copy_files=FLAG, apt_packages=" ".join(names))'
  const elsewhere: Mending = { kind: 'entry', key: spanOf(call, 'copy_files'), value: spanOf(call, 'True'), to: [], alone: false }
  assert.is(fixed(call, elsewhere), undefined)
  assert.is(fixed(call, { kind: 'value', at: spanOf(call, '" ".join(names)'), to: ['git'] }), undefined)
})

const FILES = {
  'stack.yaml': STACK,
  'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: ["pipelines/train.py:train"]\npython: "3.11"\nallow: [DC4024]\n',
  'pipelines/common.py': 'from zenml.config import DockerSettings\n\nDOCKER = DockerSettings(apt_package=["git"])\n',
  'pipelines/train.py': `from zenml import pipeline, step
from common import DOCKER


@step
def load() -> int:
    return 1


@pipeline(settings={"docker": DOCKER})
def train():
    load()
`,
}

const catalogs = packageCatalogs()

test('what was read of Python is among the inputs of a run, and a message has its place there', () => {
  const { reads, diagnostics, plans } = compile(memorySources(FILES), { projectFile: 'dockcompile.config.yaml' }, { catalogs })
  assert.equal(
    diagnostics.map(({ code, at }) => `${code} ${at?.file}`),
    ['DC2001 pipelines/common.py'],
  )
  assert.ok(reads.includes('pipelines/train.py') && reads.includes('pipelines/common.py'), reads.join())
  assert.equal(
    plans[0]!.pipelines.map(({ name, code, config, complete }) => [name, code, config, complete]),
    [['train', 'pipelines/train.py:train', null, true]],
  )
})

test('code on the command line selects the entry that names it, or stands for one', () => {
  const names = (file: string) =>
    compile(memorySources(FILES), { projectFile: 'dockcompile.config.yaml', files: [file] }, { catalogs }).plans.map(plan =>
      plan.pipelines.map(({ code }) => code).join(),
    )
  assert.equal(names('pipelines/train.py:train'), ['pipelines/train.py:train'])
  assert.equal(names('./pipelines/train.py'), ['pipelines/train.py:train'])
  assert.equal(names('pipelines/train.py:trian'), [])
})

test('`check --fix` writes into Python files', async () => {
  const project = new TestProject(FILES)
  await project.run(checkCommand, '--fix')
  assert.match(readFileSync(join(project.root, 'pipelines/common.py'), 'utf8'), 'DockerSettings(apt_packages=["git"])')
  project.remove()
})

test.run()
