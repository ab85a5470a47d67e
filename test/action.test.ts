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
      readonly id: string
      readonly shell: string
      readonly run: string
      readonly env: Record<string, string>
    }[]
  }
}
const action = parse(readFileSync('action.yml', 'utf8')) as Action
const step = action.runs.steps[0]!

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
  const filled = Object.entries(step.env).map(([name, text]) => [
    name,
    text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, n: string) => value(n)),
  ])
  const files = { GITHUB_OUTPUT: join(root, 'output'), GITHUB_STEP_SUMMARY: join(root, 'summary') }
  for (const path of Object.values(files)) writeFileSync(path, '')
  const env = {
    PATH: process.env.PATH,
    HOME: root,
    GITHUB_ACTION_PATH: process.cwd(),
    GITHUB_WORKSPACE: root,
    ...files,
    ...Object.fromEntries(filled),
    ...more,
  }
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
    env,
    cwd: root,
    encoding: 'utf8',
  })
  return {
    status,
    said: stdout + stderr,
    output: readFileSync(files.GITHUB_OUTPUT, 'utf8'),
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
    assert.ok(Object.values(step.env).includes(`\${{ inputs.${name} }}`), `${name} is used`)
  }
  for (const { value } of Object.values(action.outputs)) assert.match(value, /^\$\{\{ steps\.run\.outputs\.\w+ \}\}$/)
  assert.not.match(step.run, '${{', 'no text from outside becomes a part of a script')
})

test('nothing differs: exit code 0, a matrix, a summary', () => {
  const { status, said, output, summary } = run({ 'working-directory': 'ml' })
  assert.is(status, 0, said)
  const { include } = JSON.parse(/^matrix=(.*)\n$/.exec(output)![1]!) as { include: { target: string }[] }
  assert.ok(include.some(job => job.target.includes('training')))
  assert.match(summary, 'match their configuration')
})

test('a typo: an annotation with file and line; with --deny-warnings exit code 1', () => {
  const path = join(root, 'ml/pipelines/training.yaml')
  writeFileSync(path, readFileSync(path, 'utf8').replace('apt_packages', 'apt_pakages'))
  const { status, said, output, summary } = run({ 'working-directory': 'ml', arguments: '--deny-warnings --quiet' })
  assert.is(status, 1, said)
  assert.match(said, /^::error .*file=[\w/]*pipelines\/training\.yaml,line=6/m)
  assert.is(output, '')
  assert.match(summary, 'exit code 1')
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
  assert.equal(readdirSync(temporary), [], 'it is removed afterwards')
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
