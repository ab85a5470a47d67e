import { execFileSync, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { main } from '../src/cli.ts'
import { verbs } from '../src/commands/verbs.ts'
import { STACK } from './golden/project.ts'
import { FIRST_ARGUMENTS, PROGRAM, SHELL_PROGRAM } from './program.ts'

// Called as a function; what needs a process of its own is at the end.
let root = ''
const home = process.cwd()
test.before.each(() => {
  root = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'cli-')))
  process.chdir(root)
})
test.after.each(() => {
  process.chdir(home)
  fs.rmSync(root, { recursive: true, force: true })
})

const put = (path: string, text: string | Uint8Array) => {
  fs.mkdirSync(dirname(join(root, path)), { recursive: true })
  fs.writeFileSync(join(root, path), text)
}

interface Answer {
  code: number
  out: string
  err: string
}

async function call(...argv: string[]): Promise<Answer> {
  let out = ''
  let err = ''
  const code = await main(argv, {
    out: text => {
      out += text
    },
    err: text => {
      err += text
    },
  })
  return { code, out, err }
}

const LOCAL = `zenml_version: 0.98.0
stack_name: local
components:
  orchestrator: [{name: default, type: orchestrator, flavor: local, configuration: {}}]
  artifact_store: [{name: default, type: artifact_store, flavor: local, configuration: {}}]
`
const PROJECT = 'stack: stack.yaml\npipelines: [pipelines/*.yaml]\npython: "3.11"\n'

/** A project with one pipeline. */
function project(): void {
  put('stack.yaml', STACK)
  put('dockcompile.config.yaml', PROJECT)
  put('pipelines/train.yaml', 'settings:\n  docker:\n    requirements: [numpy]\n')
}

const tree = () =>
  fs
    .readdirSync(root, { recursive: true, encoding: 'utf8' })
    .sort()
    .map(name => `${name} ${fs.lstatSync(join(root, name)).mtimeMs}`)

test('compile writes, says so, and says what to do next', async () => {
  project()
  const first = await call()
  assert.is(first.err, '')
  assert.is(first.code, 0)
  assert.match(first.out, 'wrote build/docker-bake.json\nwrote build/images/train/Dockerfile\n')
  assert.match(first.out, '\nbuild with:\n  docker buildx bake -f build/docker-bake.json\n')
  const before = tree()
  const second = await call('compile')
  assert.match(second.out, /^nothing changed: \d files in build\n/)
  assert.equal(tree(), before)
})

test('a stack and a pipeline file are enough', async () => {
  put('stack.yaml', STACK)
  put('train.yaml', '{}')
  const { code, out } = await call('--stack', 'stack.yaml', '--python', '3.11', 'train.yaml')
  assert.is(code, 0)
  assert.match(out, 'wrote build/images/train/Dockerfile\n')
})

test('the same bytes from a subfolder, by absolute paths and from elsewhere', async () => {
  project()
  await call()
  const bake = () =>
    fs.readFileSync(join(root, 'build/docker-bake.json'), 'utf8') + fs.readFileSync(join(root, 'build/manifest.json'), 'utf8')
  const expected = bake()
  process.chdir('pipelines')
  for (const argv of [
    [],
    ['--stack', '../stack.yaml'],
    ['--stack', join(root, 'stack.yaml')],
    ['train.yaml'],
    [join(root, 'pipelines/train.yaml')],
  ]) {
    const { code, out } = await call(...argv)
    assert.is(code, 0, argv.join(' '))
    assert.match(out, /^nothing changed: \d files in \.\.\/build\n/, argv.join(' '))
    assert.match(out, '  cd .. && docker buildx bake -f build/docker-bake.json\n')
  }
  process.chdir('/')
  assert.match((await call('--config', join(root, 'dockcompile.config.yaml'))).out, 'nothing changed')
  assert.is(bake(), expected)
})

test("ZenML's repository mark above the project root is an error with two ways out", async () => {
  put('.zen/config.yaml', '')
  put('app/stack.yaml', STACK)
  put('app/train.yaml', '')
  const inFolder = async (...argv: string[]) => {
    process.chdir(join(root, 'app'))
    const answer = await call('--stack', 'stack.yaml', '--python', '3.11', 'train.yaml', ...argv)
    process.chdir(root)
    return answer
  }
  const refused = await inFolder()
  assert.is(refused.code, 1)
  assert.match(refused.err, /error\[DC3008\]: the source root `\.\.` is outside the project root/)
  assert.match(refused.err, /move the project file up, to `\.\.`, which holds `\.zen`; if .* write `source_root: \.`/)
  assert.is((await inFolder('--source-root', '.')).code, 0)
  put('app/.zen/config.yaml', '')
  assert.is((await inFolder()).code, 0, 'the nearest one counts')
})

test('the project root can be the output folder', async () => {
  project()
  const { code, out } = await call('--output', '.')
  assert.is(code, 0)
  assert.match(out, 'wrote docker-bake.json\nwrote images/train/Dockerfile\n')
  assert.match(out, '  docker buildx bake -f docker-bake.json\n')
  assert.match((await call('--output', '.')).out, 'nothing changed')
  assert.match((await call('show', 'train', '--output', '.')).out, 'FROM')
})

test('check: nothing to do, a diff, and a hand edit', async () => {
  project()
  await call()
  const upToDate = await call('check')
  assert.is(upToDate.code, 0)
  assert.match(upToDate.out, /^up to date: \d files\n/)

  put('pipelines/train.yaml', 'settings:\n  docker:\n    requirements: [numpy, pandas]\n')
  const before = tree()
  const differs = await call('check', '--color', 'never')
  assert.is(differs.code, 1)
  assert.match(differs.out, '--- a/build/images/train/Dockerfile\n+++ b/build/images/train/Dockerfile\n')
  assert.match(differs.out, '+pandas\n')
  assert.ok(differs.out.endsWith('files differ: run `dockcompile` to update\n'))
  assert.equal(tree(), before)

  await call()
  fs.appendFileSync(join(root, 'build/images/train/Dockerfile'), 'RUN mine\n')
  const edited = await call('check')
  assert.is(edited.code, 1)
  assert.match(edited.out, '-RUN mine\n')
  assert.match(edited.err, 'error[DC6001]: `build/images/train/Dockerfile` was changed by hand')
})

test('the diff of check --verbose is a patch', async () => {
  project()
  await call()
  put('pipelines/other.yaml', 'settings:\n  docker:\n    apt_packages: [git]\n')
  const { out } = await call('check', '--verbose')
  const patch = out.split('\n').slice(0, -2).join('\n')
  execFileSync('patch', ['-p1', '-s'], { cwd: root, input: `${patch}\n` })
  assert.is((await call('check')).code, 0)
})

test('--json', async () => {
  project()
  const first = JSON.parse((await call('--json')).out)
  assert.equal(Object.keys(first), ['written', 'unchanged', 'removed', 'diagnostics'])
  assert.ok(first.written.includes('build/manifest.json'))
  const check = JSON.parse((await call('check', '--json')).out)
  assert.equal(Object.keys(check), ['written', 'unchanged', 'removed', 'differs', 'rebuilds', 'diagnostics'])
  assert.equal(check.differs, [])
  put('pipelines/train.yaml', 'settings:\n  docker: [')
  const broken = await call('--json')
  assert.is(broken.code, 1)
  assert.is(broken.err, '')
  const [found] = JSON.parse(broken.out).diagnostics
  const place = ['file', 'line', 'column', 'endLine', 'endColumn']
  const more = ['label', 'notes', 'help', 'fix', 'url', 'fingerprint']
  assert.equal(Object.keys(found), ['code', 'severity', 'message', ...place, ...more])
  assert.is(found.file, 'pipelines/train.yaml')
})

test('a stack without images: exit 0, a sentence, and old files go', async () => {
  project()
  await call()
  put('stack.yaml', LOCAL)
  const { code, out } = await call()
  assert.is(code, 0)
  assert.match(out, 'removed build/images/train/Dockerfile\n')
  assert.not.match(out, 'buildx bake')
})

test('--plan prints decisions and writes nothing', async () => {
  project()
  const { code, out } = await call('--plan')
  assert.is(code, 0)
  assert.is(JSON.parse(out)[0].images[0].id, 'train')
  assert.not.ok(fs.existsSync(join(root, 'build')))
})

test('show and list', async () => {
  project()
  const shown = await call('show', 'train')
  assert.match(shown.out, /^FROM /m)
  assert.is(shown.out.includes('RUN'), true)
  assert.match((await call('list')).out, /^IMAGE +KIND +DIGEST +USED BY\ntrain +build .*\n {2}registry\.example\.com/)
  assert.is(JSON.parse((await call('list', '--json')).out).images[0].image, 'train')
  const typo = await call('show', 'trian')
  assert.is(typo.code, 2)
  assert.match(typo.err, 'did you mean `train`?')
  assert.not.ok(fs.existsSync(join(root, 'build')))
})

test('an output that git does not see is a warning at the line', async () => {
  project()
  put('.gitignore', '*.pyc\n__pycache__/\nbuild/ \ndist/\n')
  const { code, err } = await call()
  assert.is(code, 0)
  assert.match(err, 'warning[DC6007]')
  assert.match(err, ' --> .gitignore:3:1\n')
  assert.is((await call('--allow', 'DC6007')).err, '')
  assert.is((await call('--deny-warnings')).code, 1)
  for (const harmless of ['*.pyc\n.venv/\n', 'build/\n!build/\n', '/lib/build/\n', '# build/\n', '']) {
    put('.gitignore', harmless)
    assert.is((await call()).err, '', harmless)
  }
})

test('messages take the form that was asked for', async () => {
  project()
  put('pipelines/train.yaml', 'settings:\n  docker:\n    apt_package: [git]\n')
  assert.match((await call('--color', 'always')).err, '\x1b[1;33mwarning')
  assert.match((await call('--format', 'line')).err, /^pipelines\/train\.yaml:3:5: warning\[DC2001\]: /m)
  const told = JSON.parse((await call('--format', 'json')).out) as { code: string; line: number }[]
  assert.is(told.find(d => d.code === 'DC2001')?.line, 3)
  assert.is((await call('--quiet')).err, '')
  assert.is((await call('--quiet')).out, '')
})

// ---- the call

test('calls that make no sense: exit 2, one message, the way out', async () => {
  project()
  const cases: [string[], RegExp][] = [
    [['—output', 'x'], /unknown flag `—output`[\s\S]*did you mean `--output`\?/],
    [['--stak', 'x'], /unknown flag `--stak`[\s\S]*did you mean `--stack`\?/],
    [['chek'], /unknown command `chek`[\s\S]*did you mean `check`\?/],
    [['--stack'], /`--stack` needs a value: `--stack FILE`/],
    [['--stack', '--json'], /`--stack` needs a value/],
    [['--json=yes'], /`--json` takes no value/],
    [['--color', 'red'], /`--color` is auto, always or never, not `red`/],
    [['--dialect', 'portabel'], /`--dialect` is buildkit, portable or zenml, not `portabel`[\s\S]*did you mean `portable`\?/],
    [['--var', 'TEAM'], /`--var NAME=value`/],
    [['check', '--plan'], /`dockcompile check` takes no `--plan`/],
    [['compile', '--out', 'x'], /`dockcompile compile` takes no `--out`\n.*did you mean `--output`\?/],
    [['show'], /needs the name of an image/],
    [['--config', 'a', '--no-config'], /contradict/],
    [['help', 'chek'], /unknown command `chek`/],
    [['-x'], /unknown flag `-x`/],
    [['--\x1b[2J'], /unknown flag `--\\x1b\[2J`/],
    [['--__proto__'], /unknown flag/],
    [['constructor'], /unknown command `constructor`/],
  ]
  for (const [argv, expected] of cases) {
    const { code, out, err } = await call(...argv)
    assert.is(code, 2, argv.join(' '))
    assert.is(out, '')
    assert.match(err, expected)
    assert.is(err.match(/^error/gm)?.length, 1, err)
  }
})

test('a code with a hyphen in it', async () => {
  assert.match((await call('explain', 'DC-4103')).out, /^DC4103/)
})

test('the name of a stack in the place of its file', async () => {
  project()
  for (const name of ['team-gpu', 'v1.2'])
    assert.match((await call('--stack', name)).err, `zenml stack export ${name} stack.yaml`)
  assert.not.match((await call('--stack', 'missing.yaml')).err, 'stack export missing')
})

test('every command has a help with an example and the exit codes', async () => {
  const overview = (await call('--help')).out
  assert.is((await call('help')).out, overview)
  for (const name of Object.keys(verbs)) {
    assert.match(overview, new RegExp(`^  ${name} `, 'm'))
    const { code, out } = await call(name, '--help')
    assert.is(code, 0)
    assert.match(out, /^Usage$/m)
    if (name !== 'help') {
      assert.match(out, /^Examples?\n {2}dockcompile/m)
      assert.is((await call('help', name)).out, out)
    }
    assert.match(out, /^Exit codes$/m)
    // A call is not broken: it is there to be pasted.
    const prose = out.replace(/^Examples?\n(?: {2}.*\n)+/m, '')
    for (const line of prose.split('\n')) assert.ok(line.length <= 100, line)
  }
})

test('a help keeps its paragraphs apart', async () => {
  const { out } = await call('check', '--help')
  assert.match(out, /compared\.\n\n`--fix`/)
  assert.not.match(out, /\S {2}`--/)
})

// ---- broken input: one clear message, no stack trace, the output as it was

const isRoot = process.getuid?.() === 0
const broken: [string, number, RegExp, () => void, string[]?][] = [
  ['no stack file', 1, /stack\.yaml/, () => fs.unlinkSync(join(root, 'stack.yaml'))],
  ['no stack at all', 1, /no stack/, () => put('dockcompile.config.yaml', 'pipelines: [pipelines/*.yaml]\n')],
  ['a folder for the stack file', 1, /folder/, () => put('dockcompile.config.yaml', PROJECT.replace('stack.yaml', 'pipelines'))],
  ['an empty stack file', 1, /stack\.yaml/, () => put('stack.yaml', '')],
  ['a binary stack file', 1, /UTF-8|text/, () => put('stack.yaml', Uint8Array.of(0x89, 0x50, 0xff, 0, 1))],
  ['a stack file that is not YAML', 1, /stack\.yaml:\d+:\d+/, () => put('stack.yaml', 'a: [b\n')],
  ['a stack file that is a list', 1, /stack\.yaml/, () => put('stack.yaml', '- a\n')],
  [
    'an unknown integration',
    1,
    /train\.yaml:3/,
    () => put('pipelines/train.yaml', 'settings:\n  docker:\n    required_integrations: [tensorflw]\n'),
  ],
  ['a wrong type', 1, /train\.yaml:3/, () => put('pipelines/train.yaml', 'settings:\n  docker:\n    apt_packages: git\n')],
  [
    'a missing requirements file',
    1,
    /nowhere\.txt/,
    () => put('pipelines/train.yaml', 'settings:\n  docker:\n    requirements: nowhere.txt\n'),
  ],
  ['a missing pipeline file', 2, /nowhere\.yaml/, () => {}, ['nowhere.yaml']],
  ['a folder for the pipeline file', 2, /folder/, () => {}, ['pipelines']],
  ['a pipe for the pipeline file', 2, /pipe\.yaml/, () => execFileSync('mkfifo', [join(root, 'pipe.yaml')]), ['pipe.yaml']],
  ['a project file that is not there', 1, /nowhere\.yaml/, () => {}, ['--config', 'nowhere.yaml']],
  ['a project file that is not YAML', 1, /dockcompile\.config\.yaml:1:\d+/, () => put('dockcompile.config.yaml', '{stack: [')],
  ['an unknown ZenML version', 1, /banana/, () => {}, ['--zenml', 'banana']],
  ['an output that is a file', 1, /stack\.yaml/, () => {}, ['--output', 'stack.yaml']],
  ['an output outside', 1, /\.\.\/elsewhere/, () => {}, ['--output', '../elsewhere']],
]

for (const [name, code, expected, prepare, argv = []] of broken) {
  test(`broken input: ${name}`, async () => {
    project()
    await call()
    prepare()
    const before = tree().filter(line => line.startsWith('build'))
    const answer = await call(...argv)
    assert.is(answer.code, code, answer.err)
    assert.is(answer.out, '')
    assert.match(answer.err, expected)
    assert.not.match(answer.err, /^ +at |internal error/m)
    assert.is(answer.err.match(/^error/gm)?.length, 1, answer.err)
    assert.equal(
      tree().filter(line => line.startsWith('build')),
      before,
    )
  })
}

if (!isRoot) {
  test('broken input: files without permission', async () => {
    project()
    fs.chmodSync(join(root, 'stack.yaml'), 0)
    assert.match((await call()).err, /permission/)
  })
}

// ---- as a process

const spawned = (argv: string[], shell?: string) =>
  spawnSync(shell ? 'sh' : PROGRAM, shell ? ['-c', shell] : [...FIRST_ARGUMENTS, ...argv], {
    cwd: root,
    encoding: 'utf8',
  })

test('the program gives exit codes and both streams', () => {
  project()
  const { status, stdout, stderr } = spawned([])
  assert.equal([status, stderr], [0, ''])
  assert.match(stdout, 'wrote build/manifest.json')
  assert.is(spawned(['--nonsense']).status, 2)
})

test('a reader that leaves is not an error; an answer that is lost is one', () => {
  project()
  const early = spawned([], `${SHELL_PROGRAM} --plan | head -1; ${SHELL_PROGRAM} --help | true`)
  assert.is(early.stderr, '')
  const lost = spawned([], `${SHELL_PROGRAM} show train > /dev/full`)
  assert.is(lost.status, 2)
  assert.match(lost.stderr, 'error: standard output cannot be written')
})

test('locale and time zone change nothing', () => {
  project()
  spawned([])
  for (const env of ['LC_ALL=tr_TR.UTF-8', 'TZ=Pacific/Auckland', 'LANG=C HOME=/nowhere USER=x']) {
    assert.match(spawned([], `env ${env} ${SHELL_PROGRAM}`).stdout, 'nothing changed', env)
  }
})

test.run()
