/** Messages about places in Python: nothing secret in a line, ways out and fixes in Python. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { secretLiterals } from '../src/credentials/python-literals.ts'
import { fixOf, type Mending } from '../src/diagnostics/mending.ts'
import { settingText, valueText } from '../src/quote/setting-text.ts'

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

test.run()
