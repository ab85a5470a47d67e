/** `check --fix`: what has one right answer is fixed, comments and layout stay, and nothing else is touched. */
import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkCommand } from '../src/commands/check.ts'
import { applyEdits, compatible } from '../src/diagnostics/apply-edits.ts'
import { diagnostic } from '../src/diagnostics/diagnostic.ts'
import { suggestOnly } from '../src/diagnostics/suggest.ts'
import { STACK, TestProject } from './golden/project.ts'

let project: TestProject
test.after.each(() => project?.remove())

const CONFIG = 'stack: stack.yaml\npipelines: [{file: train.yaml, steps: [load, fit]}]\npython: "3.11"\n'
const start = (files: Readonly<Record<string, string>>) => {
  project = new TestProject({ 'stack.yaml': STACK, 'dockcompile.config.yaml': CONFIG, ...files })
}
const read = (path: string) => readFileSync(join(project.root, path), 'utf8')
const fix = (line = '') => project.run(checkCommand, `--fix ${line}`)

/** Files before and after, by what is fixed. */
const CASES: Readonly<Record<string, readonly [file: string, before: string, after: string]>> = {
  'a misspelt key, with its comments and layout': [
    'train.yaml',
    '# top\nsettings:\n    docker:   # here\n        apt_package:   [ git ]  # why\n        environment: {A: "1"}\n',
    '# top\nsettings:\n    docker:   # here\n        apt_packages:   [ git ]  # why\n        environment: {A: "1"}\n',
  ],
  'a quoted key keeps its quotes': [
    'train.yaml',
    '{"setings": {"docker": {"user": "1000"}}}\n',
    '{"settings": {"docker": {"user": "1000"}}}\n',
  ],
  'two keys in one line': [
    'train.yaml',
    'settings: {docker: {apt_package: [git], enviroment: {A: b}}}\n',
    'settings: {docker: {apt_packages: [git], environment: {A: b}}}\n',
  ],
  'a key of the project file': [
    'dockcompile.config.yaml',
    `${CONFIG}dialct: portable # for kaniko\n`,
    `${CONFIG}dialect: portable # for kaniko\n`,
  ],
  'a value': ['dockcompile.config.yaml', `${CONFIG}dialect: 'portabel'\n`, `${CONFIG}dialect: 'portable'\n`],
  'one mistake behind another': [
    'dockcompile.config.yaml',
    CONFIG.replace('stack:', 'stak:').replace('"3.11"', '3.11'),
    CONFIG.replace('"3.11"', '"3.11"'),
  ],
  'a number that loses its zero': [
    'dockcompile.config.yaml',
    CONFIG.replace('"3.11"', '3.10 # old'),
    CONFIG.replace('"3.11"', '"3.10" # old'),
  ],
  'an integration': [
    'train.yaml',
    'settings: {docker: {required_integrations: [skleran]}}\n',
    'settings: {docker: {required_integrations: [sklearn]}}\n',
  ],
  'one package where a list is wanted': [
    'train.yaml',
    'settings: {docker: {apt_packages: git curl}}\n',
    'settings: {docker: {apt_packages: [git, curl]}}\n',
  ],
  'a version in a list': [
    'train.yaml',
    'settings:\n  docker:\n    requirements:\n      - scipy=1.4.0  # the old one\n      - "numpy=2.2.6"\n',
    'settings:\n  docker:\n    requirements:\n      - scipy==1.4.0  # the old one\n      - "numpy==2.2.6"\n',
  ],
  'source_files in a block': [
    'train.yaml',
    'settings:\n  docker:\n    source_files: include # all of it\n    user: "1000"\n',
    'settings:\n  docker:\n    allow_download_from_code_repository: false\n    allow_download_from_artifact_store: false # all of it\n    user: "1000"\n',
  ],
  'source_files in braces': [
    'train.yaml',
    'settings: {docker: {source_files: download_or_include, user: "1000"}}\n',
    'settings: {docker: {allow_download_from_artifact_store: false, user: "1000"}}\n',
  ],
  'source_files beside what replaces it': [
    'train.yaml',
    'settings:\n  docker:\n    allow_download_from_artifact_store: false\n    source_files: include\n    user: "1000"\n',
    'settings:\n  docker:\n    allow_download_from_artifact_store: false\n    user: "1000"\n',
  ],
  'a key without effect, last in braces': [
    'train.yaml',
    'settings: {docker: {user: "1000", copy_global_config: true}}\n',
    'settings: {docker: {user: "1000"}}\n',
  ],
  'dockerignore moves': [
    'train.yaml',
    'settings:\n  docker:\n    dockerignore: .dockerignore\n    user: "1000"\n',
    'settings:\n  docker:\n    build_config: {dockerignore: .dockerignore}\n    user: "1000"\n',
  ],
  'Windows line ends and a byte order mark': [
    'train.yaml',
    '\ufeffsettings:\r\n  docker:\r\n    usr: "1000"\r\n',
    '\ufeffsettings:\r\n  docker:\r\n    user: "1000"\r\n',
  ],
  'a unit of Kubernetes': [
    'train.yaml',
    'settings: {resources: {memory: 4Gi}}\nsteps: {fit: {settings: {docker: {user: "1000"}}}}\n',
    'settings: {resources: {memory: 4GiB}}\nsteps: {fit: {settings: {docker: {user: "1000"}}}}\n',
  ],
}

for (const [name, [file, before, after]] of Object.entries(CASES))
  test(`fixes ${name}`, async () => {
    start({ 'train.yaml': 'settings: {docker: {user: "1000"}}\n', '.dockerignore': 'data\n', [file]: before })
    const { out, err } = await fix()
    assert.is(read(file), after, err)
    assert.match(out, new RegExp(`^fixed ${file}:\\d+:\\d+: \\S`))
    // Twice is once.
    assert.not.match((await fix()).out, /^fixed/m)
    assert.is(read(file), after)
  })

test('a requirement file', async () => {
  const before = '# pins\nscipy=1.4.0\nnumpy==2.2.6  # fine\n'
  start({ 'train.yaml': 'settings: {docker: {requirements: requirements.txt}}\n', 'requirements.txt': before })
  const { out } = await fix()
  assert.is(read('requirements.txt'), before.replace('scipy=', 'scipy=='))
  assert.match(out, 'fixed requirements.txt:2:1: write `scipy==1.4.0` for `scipy=1.4.0` (DC4110)\n')
})

/** What is left as it is: there are two answers, or the answer would bring a new mistake. */
const LEFT: Readonly<Record<string, string>> = {
  'the key that was meant is there': 'settings: {docker: {user: "1000", usr: "1001"}}\n',
  'the nearest key is far away': 'settings: {docker: {user: "1000"}}\nhook_source: x\n',
  'a key that is none of ours': 'settings: {docker: {user: "1000"}}\nteam: vision\n',
  'the fix would be refused': 'settings: {docker: {user: "1000", apt_package: 5}}\n',
  'build_options has no effect where it is': 'settings: {docker: {user: "1000", build_options: {pull: true}}}\n',
}

for (const [name, text] of Object.entries(LEFT))
  test(`leaves it: ${name}`, async () => {
    start({ 'train.yaml': text })
    const { out } = await fix()
    assert.is(read('train.yaml'), text)
    assert.not.match(out, /^fixed/m)
  })

test('a dry run shows the difference and writes nothing', async () => {
  const before = 'settings: {docker: {usr: "1000"}}\n'
  start({ 'train.yaml': before })
  const { code, out } = await fix('--dry-run --color never')
  assert.is(code, 1)
  assert.is(read('train.yaml'), before)
  assert.match(out, 'would fix train.yaml:1:21: write `user` for `usr` (DC2001)\n--- a/train.yaml\n+++ b/train.yaml\n')
  assert.match(out, '-settings: {docker: {usr: "1000"}}\n+settings: {docker: {user: "1000"}}\n')
})

test('rights of a file stay; a file behind a link is not touched', async () => {
  start({ 'train.yaml': 'settings: {docker: {usr: "1000"}}\n' })
  writeFileSync(join(project.root, 'train.yaml'), 'settings: {docker: {usr: "1000"}}\n', { mode: 0o600 })
  const mode = statSync(join(project.root, 'train.yaml')).mode
  await fix()
  assert.is(statSync(join(project.root, 'train.yaml')).mode, mode)
  project.remove()
  start({ 'real.yaml': 'settings: {docker: {usr: "1000"}}\n' })
  symlinkSync('real.yaml', join(project.root, 'train.yaml'))
  const { code, err } = await fix()
  assert.is(code, 1)
  assert.match(err, 'error[DC6005]: cannot write `train.yaml`: it is a link')
  assert.match(read('real.yaml'), 'usr')
})

test('with a report, standard output is the report', async () => {
  start({ 'train.yaml': 'settings: {docker: {usr: "1000"}}\n' })
  const { out, err } = await fix('--format json')
  assert.ok(Array.isArray(JSON.parse(out)))
  assert.match(err, 'fixed train.yaml:1:21')
})

test('SARIF and JSON hold the fix', async () => {
  start({ 'train.yaml': 'settings: {docker: {usr: "1000"}}\n' })
  const json = JSON.parse((await project.run(checkCommand, '--format json')).out) as { code: string; fix: unknown }[]
  assert.equal(json.find(d => d.code === 'DC2001')!.fix, {
    title: 'write `user` for `usr`',
    edits: [{ file: 'train.yaml', start: { line: 1, column: 21 }, end: { line: 1, column: 24 }, text: 'user' }],
  })
  const sarif = JSON.parse((await project.run(checkCommand, '--format sarif')).out) as {
    runs: { results: { ruleId: string; fixes: { artifactChanges: { replacements: unknown[] }[] }[] }[] }[]
  }
  const result = sarif.runs[0]!.results.find(r => r.ruleId === 'DC2001')!
  assert.equal(result.fixes[0]!.artifactChanges[0]!.replacements, [
    {
      deletedRegion: { startLine: 1, startColumn: 21, endLine: 1, endColumn: 24 },
      insertedContent: { text: 'user' },
    },
  ])
})

test('what may be written without asking', () => {
  assert.is(suggestOnly('usr', ['user', 'users']), 'user')
  assert.is(suggestOnly('tag', ['tags', 'tan']), undefined)
  assert.is(suggestOnly('hook_source', ['end_hook_source']), undefined)
})

test('edits', () => {
  const at = (start: number, end: number) => ({ file: 'f', start, end })
  const edit = (start: number, end: number, text: string) => ({ at: at(start, end), text })
  assert.is(applyEdits('abcdef', [edit(0, 1, 'A'), edit(4, 6, ''), edit(2, 2, '-')]), 'Ab-cd')
  const one = { fix: { title: '', edits: [edit(0, 3, 'x')] } }
  const two = { fix: { title: '', edits: [edit(2, 4, 'y')] } }
  const three = { fix: { title: '', edits: [edit(5, 6, 'z')] } }
  assert.equal(compatible([one, two, three]), [one, three])
})

test('a fix that would repeat a credential is none: what is written is also printed', () => {
  const at = { file: 'dockcompile.yaml', start: 0, end: 40 }
  const fixOfValue = (value: string) =>
    diagnostic(
      'DC2002',
      at,
      { what: 'steps', expected: 'a list', found: 'text' },
      { mending: { kind: 'value', at, to: `[${value}]` } },
    ).mending
  assert.ok(fixOfValue('train'))
  assert.is(fixOfValue('ghp_a1B2c3D4e5F6a1B2c3D4e5F6a1B2c3D4e5F6'), undefined)
})

test.run()
