/** The GitHub action and the pre-commit hooks: their files, and the action's script in an environment like GitHub's. */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { verbs } from '../src/commands/verbs.ts'
import { skip } from './skip.ts'

interface Action {
  readonly inputs: Readonly<
    Record<string, { readonly description: string; readonly default: string; readonly required: boolean }>
  >
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>
  readonly runs: {
    readonly using: string
    readonly steps: readonly {
      readonly id?: string
      readonly if?: string
      readonly shell?: string
      readonly run?: string
      readonly uses?: string
      readonly env?: Record<string, string>
      readonly with?: Record<string, string>
    }[]
  }
}
const action = parse(readFileSync('action.yml', 'utf8')) as Action
const [step, ...publishing] = action.runs.steps as [Action['runs']['steps'][0], ...Action['runs']['steps']]

let root = ''
test.before.each(() => {
  root = mkdtempSync(join(tmpdir(), 'action-'))
  mkdirSync(join(root, 'ml'))
  cpSync('examples/quickstart', join(root, 'ml'), { recursive: true })
})
test.after.each(() => rmSync(root, { recursive: true, force: true }))

/** Runs the action's step as a runner does: inputs filled in, files for outputs and the summary. `more` goes into the environment. */
function run(inputs: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) {
  const value = (name: string) => inputs[name] ?? action.inputs[name]!.default
  const filled = Object.entries(step.env!).map(([name, text]) => [
    name,
    text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, n: string) => value(n)),
  ])
  const files = { GITHUB_OUTPUT: join(root, 'output'), GITHUB_STEP_SUMMARY: join(root, 'summary') }
  for (const path of Object.values(files)) writeFileSync(path, '')
  mkdirSync(join(root, 'runner'), { recursive: true })
  const env = {
    PATH: process.env.PATH,
    HOME: root,
    RUNNER_TEMP: join(root, 'runner'),
    GITHUB_ACTION_PATH: process.cwd(),
    GITHUB_WORKSPACE: root,
    ...files,
    ...Object.fromEntries(filled),
    ...more,
  }
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run!], {
    env,
    cwd: root,
    encoding: 'utf8',
  })
  return {
    status,
    said: stdout + stderr,
    output: readFileSync(files.GITHUB_OUTPUT, 'utf8'),
    /** A file that later steps publish; undefined: there is none. */
    result(name: string) {
      const [, folder] = /^results=(.*)$/m.exec(readFileSync(files.GITHUB_OUTPUT, 'utf8')) ?? []
      return folder !== undefined && existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : undefined
    },
    summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'),
  }
}

test('the action is a composite one, with what a reader must know', () => {
  assert.is(action.runs.using, 'composite')
  assert.is(step.shell, 'bash')
  for (const [name, { description, default: value, required }] of Object.entries(action.inputs)) {
    assert.ok(description.endsWith('.'), name)
    assert.is(typeof value, 'string', name)
    assert.is(required, false, name)
    assert.ok(
      action.runs.steps.some(({ env = {} }) => Object.values(env).some(text => text.includes(`\${{ inputs.${name} }}`))),
      `${name} is used`,
    )
  }
  for (const { value } of Object.values(action.outputs)) assert.match(value, /^\$\{\{ steps\.run\.outputs\.\w+ \}\}$/)
  for (const { run, uses } of action.runs.steps) {
    assert.not.match(run ?? '', '${{', 'no text from outside becomes a part of a script')
    if (uses !== undefined) assert.match(uses, /@[0-9a-f]{40}$/, 'an action by its commit')
  }
})

test('only steps that run nothing of the checkout have the token, and they run also when the check failed', () => {
  assert.not.match(JSON.stringify(step), 'inputs.token')
  assert.is(publishing.length, 3)
  for (const { if: condition, run, uses } of publishing) {
    assert.match(condition!, /^\$\{\{ !cancelled\(\) && inputs\.\w+ == 'true' && steps\.run\.outputs\.results != '' \}\}$/)
    assert.ok(uses !== undefined || run!.startsWith('python3 -I "$GITHUB_ACTION_PATH/scripts/action/publish.py" '), run)
  }
})

test('nothing differs: exit code 0, a matrix, a summary', () => {
  const { status, said, output, summary } = run({ 'working-directory': 'ml' })
  assert.is(status, 0, said)
  const { include } = JSON.parse(/^matrix=(.*)$/m.exec(output)![1]!) as { include: { target: string }[] }
  assert.ok(include.some(job => job.target.includes('training')))
  assert.match(summary, /^### dockcompile check\n\nUp to date: \d+ files/)
})

test('a typo: an annotation with file and line; with --deny-warnings exit code 1', () => {
  const path = join(root, 'ml/pipelines/training.yaml')
  writeFileSync(path, readFileSync(path, 'utf8').replace('apt_packages', 'apt_pakages'))
  const { status, said, output, summary } = run({ 'working-directory': 'ml', arguments: '--deny-warnings --quiet' })
  assert.is(status, 1, said)
  assert.match(said, /^::error .*file=[\w/]*pipelines\/training\.yaml,line=6/m)
  assert.not.match(output, 'matrix=')
  assert.match(summary, 'The input is wrong.')
})

test('compile writes; an argument is never a command; another command is refused', () => {
  rmSync(join(root, 'ml/build'), { recursive: true })
  assert.is(run({ 'working-directory': 'ml', command: 'compile' }).status, 0)
  assert.ok(existsSync(join(root, 'ml/build/docker-bake.json')))
  assert.is(run({ 'working-directory': 'ml', arguments: '$(touch pwned) ; touch pwned' }).status, 2)
  assert.not.ok(existsSync(join(root, 'ml/pwned')))
  const { status, said } = run({ command: 'freeze' })
  assert.is(status, 2)
  assert.match(said, '::error title=dockcompile::')
})

test('the wheel is fetched in an empty folder, and nothing of the checkout runs', () => {
  const action = join(root, 'action')
  mkdirSync(action)
  for (const name of ['package.json', 'scripts']) cpSync(name, join(action, name), { recursive: true })
  // A Python whose pip says where it runs, and brings a program that says what it is asked.
  const python = `#!/bin/sh
pwd >'${root}/pip.cwd'; ls -A >'${root}/pip.files'; echo "$*" >'${root}/pip.args'
mkdir bin; printf '#!/bin/sh\\necho "$PWD" "$@"\\n' >bin/dockcompile; chmod +x bin/dockcompile
`
  const evil = `#!/bin/sh\ntouch '${root}/ran'\n`
  for (const [path, text] of [
    ['bin/python3', python],
    ['ml/bin/dockcompile', evil],
    ['ml/dockcompile', evil],
    ['ml/python3', evil],
    ['ml/.venv/bin/python3', evil],
  ] as const) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
    chmodSync(join(root, path), 0o755)
  }
  const temporary = join(root, 'temporary')
  mkdirSync(temporary)
  const environment = {
    PATH: `${join(root, 'bin')}:${process.env.PATH}`,
    GITHUB_ACTION_PATH: action,
    RUNNER_TEMP: temporary,
  }
  const { status, said } = run({ 'working-directory': 'ml', version: '1.2.3' }, environment)
  assert.is(status, 0, said)
  assert.match(said, `${join(root, 'ml')} check --format github`)
  assert.not.ok(existsSync(join(root, 'ran')))
  const noted = (name: string) => readFileSync(join(root, name), 'utf8')
  assert.ok(noted('pip.cwd').startsWith(temporary), noted('pip.cwd'))
  assert.is(noted('pip.files'), '')
  assert.match(noted('pip.args'), /^-I -m pip install .*--only-binary :all: .*dockcompile==1\.2\.3\n$/)
  assert.equal(
    readdirSync(temporary).filter(name => !/^dockcompile-(?:summary|results)\./.test(name)),
    [],
    'it is removed afterwards',
  )
})

/** What a runner has checked out: GitHub's merge of a branch, which has an edit, into the main branch. */
function checkOutMerge(edit: () => void): void {
  const git = (...args: string[]) => {
    const { status, stderr } = spawnSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], {
      cwd: root,
      encoding: 'utf8',
    })
    assert.is(status, 0, stderr)
  }
  git('init', '-q', '-b', 'main', '.')
  git('add', 'ml')
  git('commit', '-qm', 'one')
  git('checkout', '-q', '-b', 'branch')
  edit()
  git('add', 'ml')
  git('commit', '-qm', 'two')
  git('checkout', '-q', '--detach', 'main')
  git('merge', '-q', '--no-ff', '-m', 'merge', 'branch')
}

const editList = () => {
  const path = join(root, 'ml/requirements-train.txt')
  writeFileSync(path, readFileSync(path, 'utf8').replace('scipy==1.15.3', 'scipy==1.15.4'))
}

test('comment: what the pull request changes; out of date or not; nothing where no image changes', () => {
  const inputs = { 'working-directory': 'ml', comment: 'true' }
  checkOutMerge(() => {
    editList()
    assert.is(run({ 'working-directory': 'ml', command: 'compile' }).status, 0)
  })
  const { status, said, result } = run(inputs)
  assert.is(status, 0, said)
  assert.match(result('comment.md')!, /^\*\*dockcompile:\*\* 1 image changed, 1 unchanged; 1 rebuilds\./)
  assert.match(result('comment.md')!, '| user requirements | `scipy==1.15.3` | `scipy==1.15.4` |')
  rmSync(join(root, '.git'), { recursive: true })
  checkOutMerge(() => writeFileSync(join(root, 'ml/NOTES.md'), 'text\n'))
  assert.is(run(inputs).result('comment.md'), '')
})

test('comment: an output that is out of date, with what to do; a history that is too short is said', () => {
  checkOutMerge(editList)
  const { status, result, summary } = run({ 'working-directory': 'ml', comment: 'true' })
  assert.is(status, 1)
  assert.match(
    result('comment.md')!,
    'The output in `build` is out of date: check out this branch, run `dockcompile` in `ml`, and commit what it writes.',
  )
  assert.match(result('comment.md')!, '`scipy==1.15.4`')
  assert.is(result('comment.md'), summary)
  const { said } = run({ 'working-directory': 'ml', comment: 'true' }, { GIT_DIR: join(root, 'nowhere') })
  const notice = '::notice title=dockcompile::The comment does not say what the pull request changes: use `fetch-depth: 2`'
  assert.match(said, notice)
  assert.not.match(
    run({ 'working-directory': 'ml', comment: 'true' }, { GIT_DIR: join(root, 'nowhere'), GITHUB_EVENT_NAME: 'push' }).said,
    notice,
  )
  // A folder of the pull request that looks like a repository does not count as one.
  spawnSync('git', ['init', '--quiet', '--bare', join(root, 'ml')])
  assert.match(run({ 'working-directory': 'ml', comment: 'true' }).said, notice)
})

test('sarif and report: files for the later steps, also where the check fails; not without being asked', () => {
  editList()
  const { status, result, output } = run({ 'working-directory': 'ml', sarif: 'true', report: 'true' })
  assert.is(status, 1)
  const log = JSON.parse(result('dockcompile.sarif')!) as { runs: { results: { ruleId: string }[] }[] }
  assert.ok(log.runs[0]!.results.some(({ ruleId }) => ruleId === 'DC6008'))
  assert.match(result('dockcompile-report.html')!, '<!doctype html>')
  assert.match(output, /^artifact=dockcompile-report-ml$/m)
  const plain = run({ 'working-directory': 'ml' })
  for (const name of ['comment.md', 'dockcompile.sarif', 'dockcompile-report.html']) assert.is(plain.result(name), undefined)
})

test('an input that is neither true nor false, and a comment of compile, are refused', () => {
  assert.match(run({ comment: 'yes' }).said, '::error title=dockcompile::the input `comment` is true or false')
  assert.match(
    run({ comment: 'true', command: 'compile' }).said,
    '::error title=dockcompile::`comment: true` belongs to `command: check`',
  )
})

/** Every text that people copy commands from. */
function recipes(): { readonly path: string; readonly text: string }[] {
  const below = (folder: string) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => join(folder, name.replaceAll('\\', '/')))
  const paths = ['README.md', 'python/README.md', 'action.yml', '.pre-commit-hooks.yaml', ...below('docs'), ...below('examples')]
  return paths
    .filter(path => /(?:\.(?:md|ya?ml)|Makefile)$/.test(path) && !/\/build\//.test(path))
    .map(path => ({ path, text: readFileSync(path, 'utf8') }))
}

test('no recipe lets a checkout decide what runs', () => {
  const wrong = recipes().flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, i) => {
      const place = `${path}:${i + 1}: ${line.trim()}`
      if (/\bnpx\s+(?:-\S+\s+)*dockcompile/.test(line) && !/in an empty folder/.test(line)) return [`npx: ${place}`]
      // Without a file bake would read compose files and overrides that are there.
      const isCommand = /^\s*(?:\$ |- run: |run: |@?docker )/.test(line)
      if (isCommand && /\bbuildx bake\b/.test(line) && !/ -f /.test(line)) return [`bake without -f: ${place}`]
      if (/^\s*(?:on: |- )?pull_request_target/.test(line)) return [`pull_request_target: ${place}`]
      return []
    }),
  )
  assert.equal(wrong, [])
})

test('a recipe of a workflow keeps no credentials in the checkout, and puts no expression into a script', () => {
  let workflows = 0
  for (const { path, text } of recipes())
    for (const [, block] of text.matchAll(/^```yaml[^\n]*\n(.*?)^```/gms)) {
      if (!block!.includes('actions/checkout')) continue
      workflows++
      // `pip install --only-binary :all: x` without quotes is a mapping.
      for (const { steps = [] } of Object.values(
        (parse(block!) as { jobs?: Record<string, { steps?: { run?: unknown }[] }> }).jobs ?? {},
      ))
        for (const { run } of steps) assert.ok(run === undefined || typeof run === 'string', `${path}: ${JSON.stringify(run)}`)
      // But for the job that pushes: test/bots.test.ts holds that it runs nothing of the branch.
      for (const [step] of block!.matchAll(/- uses: actions\/checkout.*\n(?!.*\bssh-key:).*/g))
        assert.match(step, 'persist-credentials: false', path)
      for (const [line] of block!.matchAll(/^.*\brun: .*$/gm)) assert.not.match(line, '${{', path)
    }
  assert.ok(workflows >= 3)
})

test('the hooks call commands that there are', () => {
  const hooks = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8')) as { id: string; entry: string; language: string }[]
  assert.equal(
    hooks.map(hook => hook.id),
    ['dockcompile-check', 'dockcompile'],
  )
  for (const { entry, language } of hooks) {
    const [program, verb] = entry.split(' ')
    assert.is(program, 'dockcompile')
    assert.ok(Object.hasOwn(verbs, verb!), entry)
    assert.is(language, 'python')
  }
})

for (const [program, args] of [
  ['shellcheck', ['scripts/action/run.sh']],
  ['pre-commit', ['validate-manifest', '.pre-commit-hooks.yaml']],
  // GitHub's own description of actions, which it brings along.
  ['check-jsonschema', ['--builtin-schema', 'vendor.github-actions', 'action.yml']],
] as const) {
  const name = `${program} finds nothing wrong`
  if (spawnSync(program, ['--version']).status !== 0) {
    skip(test, name, `no ${program} is here`)
    continue
  }
  test(name, () => {
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
    assert.is(status, 0, stdout + stderr)
  })
}

test.run()
