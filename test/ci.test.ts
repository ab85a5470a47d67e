/** `check` in CI: one annotation for each stack, the difference in the log, a summary, line ends, and advice for who reads it. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkCommand } from '../src/commands/check.ts'
import { compileCommand } from '../src/commands/compile.ts'
import { wholeSchema } from '../src/commands/shared/whole-schema.ts'
import { MAX_SUMMARY_BYTES } from '../src/edge/step-summary.ts'
import { markdownMessage } from '../src/quote/markdown-code.ts'
import { STACK, TestProject } from './golden/project.ts'

let project: TestProject
test.after.each(() => project?.remove())

const PIPELINE = `settings:
  docker:
    requirements: requirements.txt
    apt_packages: [libgomp1]
steps:
  fit: {settings: {docker: {requirements: [scipy==1.15.3], environment: {MODE: fast}}}}
`
const CONFIG = 'stack: stack.yaml\npipelines: [{file: train.yaml, steps: [load, fit]}]\npython: "3.11"\nallow: [DC4024, DC4115]\n'

async function start(files: Readonly<Record<string, string>> = {}): Promise<void> {
  project = new TestProject({
    'stack.yaml': STACK,
    'train.yaml': PIPELINE,
    'requirements.txt': 'numpy==2.2.6\npandas==2.3.3\n',
    'dockcompile.config.yaml': CONFIG,
    ...files,
  })
  assert.is((await project.run(compileCommand)).code, 0)
}

const check = (line = '', more: Readonly<Record<string, string>> = {}) => project.run(checkCommand, line, undefined, more)
const read = (path: string) => readFileSync(join(project.root, path), 'utf8')

interface Found {
  code: string
  message: string
  file: string | null
  line: number | null
  help: string
}

/** The messages about outputs that are out of date. */
async function outdated(): Promise<Found[]> {
  return (JSON.parse((await check('--format json')).out) as Found[]).filter(({ code }) => code === 'DC6008')
}

/** A change of the project, and the place of the message about it. */
const PLACES: readonly [what: string, path: string, from: string, to: string, place: string][] = [
  ['a line of a list changes', 'requirements.txt', 'pandas==2.3.3', 'pandas==2.3.4', 'requirements.txt:2'],
  ['a line of a list comes', 'requirements.txt', 'numpy', 'boto3==1.40.0\nnumpy', 'requirements.txt:1'],
  ['a line of a list goes', 'requirements.txt', 'pandas==2.3.3\n', '', 'requirements.txt:1'],
  ['a setting changes', 'train.yaml', 'libgomp1', 'git', 'train.yaml:4'],
  ['a setting of a step changes', 'train.yaml', 'scipy==1.15.3', 'scipy==1.15.4', 'train.yaml:6'],
  ['a variable of a step changes', 'train.yaml', 'MODE: fast', 'MODE: slow', 'train.yaml:6'],
  [
    'a step gets an image of its own',
    'train.yaml',
    'steps:\n',
    'steps:\n  load: {settings: {docker: {user: "1000"}}}\n',
    'train.yaml:6',
  ],
  ['the Python version changes', 'dockcompile.config.yaml', 'python: "3.11"', 'python: "3.12"', 'dockcompile.config.yaml:3'],
  ['the ZenML version changes', 'stack.yaml', '0.98.0', '0.97.0', 'stack.yaml:1'],
  [
    'a component of the stack changes',
    'stack.yaml',
    "flavor: s3, configuration: {path: 's3://bucket'}",
    "flavor: gcp, configuration: {path: 'gs://bucket'}",
    'stack.yaml:5',
  ],
  ['a package joins others', 'train.yaml', '[libgomp1]', '[libgomp1, git]', 'train.yaml:4'],
  ['no input is certain', 'train.yaml', ', environment: {MODE: fast}', '', 'dockcompile.config.yaml:1'],
]
for (const [what, path, from, to, place] of PLACES)
  test(`one message at the input that changed: ${what}`, async () => {
    await start()
    project.put(path, read(path).replace(from, to))
    const found = await outdated()
    assert.is(found.length, 1)
    assert.is(`${found[0]!.file}:${found[0]!.line}`, place)
    assert.match(found[0]!.message, /^`build` is out of date: \d of \d images? differs? \(/)
  })

test('files that are gone, and an output that is not there yet, are reported at the project file', async () => {
  await start()
  project.remove('build/images/train/Dockerfile')
  const [gone] = await outdated()
  assert.is(gone!.message, '`build` is not complete: `build/images/train/Dockerfile` is missing')
  assert.is(gone!.file, 'dockcompile.config.yaml')
  project.remove('build')
  const [nothing] = await outdated()
  assert.is(nothing!.message, '`build` has no output yet')
  assert.is(nothing!.file, 'dockcompile.config.yaml')
})

test('a manifest that is gone or damaged does not stop a report, a summary or a short form', async () => {
  for (const text of [undefined, '{"generator": "dockcompile", "images": {"train": 7}, "files": 3}', '{']) {
    await start()
    if (text === undefined) project.remove('build/manifest.json')
    else project.put('build/manifest.json', text)
    const summary = join(project.root, 'summary.md')
    for (const line of ['', '--stat', '--format github', '--format gitlab', '--format json'])
      assert.is((await check(line, { GITHUB_STEP_SUMMARY: summary })).code, 1, `${text}: ${line}`)
    assert.match(readFileSync(summary, 'utf8'), '### dockcompile check')
    project.remove()
  }
})

const TWO_STACKS = `stacks: {prod: stack.yaml, dev: dev.yaml}
pipelines: [{file: train.yaml, steps: [load, fit]}]
python: "3.11"
allow: [DC4024, DC4115]
`

test('one annotation for each stack, and its folder is named; a stack that is gone has one, too', async () => {
  await start({
    'dockcompile.config.yaml': TWO_STACKS,
    'dev.yaml': STACK.replace('stack_name: prod', 'stack_name: dev').replace('registry.example.com', 'dev.example.com'),
  })
  project.put('train.yaml', PIPELINE.replace('libgomp1', 'git'))
  const { out } = await check('--format github')
  const errors = out.match(/^::error .*/gm)!
  assert.is(errors.length, 2)
  for (const [i, name] of ['dev', 'prod'].entries())
    assert.match(errors[i]!, new RegExp(`^::error file=train\\.yaml,line=4,.*::\`build/${name}\` is out of date`))
  project.put('train.yaml', PIPELINE)
  project.put('dockcompile.config.yaml', TWO_STACKS.replace(', dev: dev.yaml', ''))
  const [gone] = await outdated()
  assert.match(gone!.message, '`build/dev` is the output of a stack that the project no longer has')
})

test('never more than ten annotations: the output first, the rest in the log', async () => {
  const typos = Array.from({ length: 14 }, (_, i) => `usr${i}: x`)
  await start({ 'train.yaml': `${typos.join('\n')}\n${PIPELINE}` })
  project.put('train.yaml', read('train.yaml').replace('libgomp1', 'git'))
  const { out } = await check('--format github')
  const annotations = out.match(/^::(?:error|warning|notice) .*/gm)!
  assert.is(annotations.length, 10)
  assert.match(annotations[0]!, 'title=DC6008')
  assert.is(annotations[9], '::warning title=dockcompile::6 more messages: the log of this step lists them')
  const [, rest] = /^::group::6 more messages\n(.*?)^::endgroup::/ms.exec(out)!
  assert.is(rest!.trimEnd().split('\n').length, 6)
  assert.match(rest!, /^train\.yaml:9:1: warning\[DC2001\]: /)
})

test('no text of the project is a command of the log, and none leaves the group', async () => {
  const evil = 'x\\n::endgroup::\\n::error::pwned ##[error]pwned ::stop-commands::t'
  await start()
  project.put('train.yaml', PIPELINE.replace('MODE: fast', `MODE: "${evil}"`))
  const { out } = await check('--format github')
  const commands = out.match(/^\s*[+ -]?\s*(?:::[a-z-]+|##\[).*/gm)!.map(line => /^::[a-z]+/.exec(line)?.[0])
  assert.equal([...new Set(commands)].sort(), ['::endgroup', '::error', '::group'])
  assert.is(commands.filter(command => command === '::endgroup').length, 1)
})

test('the summary of the step: verdict, table, messages; appended, within the limit', async () => {
  await start()
  const path = join(project.root, 'summary.md')
  writeFileSync(path, 'before\n')
  await check('--format github', { GITHUB_STEP_SUMMARY: path })
  const right = readFileSync(path, 'utf8')
  assert.match(right, /^before\n### dockcompile check\n\nUp to date: \d+ files are /)
  project.put('train.yaml', `usr: "@team <b>"\n${PIPELINE.replace('scipy==1.15.3', 'scipy==1.15.4')}`)
  rmSync(path)
  await check('--format github --quiet', { GITHUB_STEP_SUMMARY: path })
  const wrong = readFileSync(path, 'utf8')
  assert.match(
    wrong,
    'The output in `build` is out of date: check out this branch, run `dockcompile`, and commit what it writes.',
  )
  assert.match(wrong, '| user requirements | `scipy==1.15.3` | `scipy==1.15.4` |')
  assert.match(wrong, '- warning DC2001 `train.yaml:1` unknown key `usr`')
  writeFileSync(path, 'x'.repeat(MAX_SUMMARY_BYTES - 10))
  const { out } = await check('--format github', { GITHUB_STEP_SUMMARY: path })
  assert.is(readFileSync(path, 'utf8').length, MAX_SUMMARY_BYTES - 10)
  assert.match(out, 'the summary of this step was not written: it would be larger than GitHub takes')
  assert.match((await check('--format github', { GITHUB_STEP_SUMMARY: project.root })).out, 'it is not a file')
  rmSync(path)
  await check('--format json', { GITHUB_STEP_SUMMARY: path })
  assert.not.ok(existsSync(path), 'for GitHub only')
})

test('a message in Markdown: code stays code, and nothing of it is a link, a mention or markup', () => {
  assert.is(markdownMessage('unknown key `a_b` in `steps`'), 'unknown key `a_b` in `steps`')
  assert.is(markdownMessage('`a|b` and `c`'), '<code>a&#124;b</code> and `c`')
  for (const text of [
    '<img src=x>',
    '[a](b)',
    'https://example.com',
    'www.example.com',
    '*a*',
    'a_b_c',
    '#1',
    '@team',
    'a `b',
    '`a``b`',
    '`x`: @team',
  ])
    assert.match(markdownMessage(text), /^(?:`[^`]*`|<code>[^<]*<\/code>)$/, text)
})

for (const [what, lines] of [
  ['every file', () => true],
  ['the Dockerfiles', (path: string) => path.endsWith('Dockerfile')],
  ['the ignore files', (path: string) => path.endsWith('.dockerignore')],
  ['manifest and bake file', (path: string) => path.endsWith('.json')],
] as const)
  test(`other line ends of ${what} are one message, and no difference`, async () => {
    await start()
    const { unchanged } = JSON.parse((await check('--json')).out) as { unchanged: string[] }
    const paths = unchanged.filter(lines)
    for (const path of paths) project.put(path, read(path).replaceAll('\n', '\r\n'))
    const { code, out, err } = await check()
    assert.is(code, 1)
    assert.is(out, '')
    assert.match(err, `error[DC6050]: ${paths.length} generated files in \`build\` differ in line ends only`)
    assert.match(err, 'write `build/** text eol=lf` into `.gitattributes`')
    const github = await check('--format github')
    assert.is(github.out.match(/^::/gm)!.length, 1)
    assert.match(github.out, '::error file=dockcompile.config.yaml,title=DC6050 other line ends::')
    // Who has the line is not asked to write it.
    project.put('.gitattributes', 'build/** linguist-generated=true text eol=lf\r\n')
    assert.match((await check()).err, 'run `dockcompile`: it writes them with Unix line ends')
    assert.is((await project.run(compileCommand)).code, 0)
    assert.is((await check()).code, 0)
  })

test('a difference is shown without that of line ends, and rebuilds no other layer', async () => {
  await start()
  const { unchanged } = JSON.parse((await check('--json')).out) as { unchanged: string[] }
  for (const path of unchanged) project.put(path, read(path).replaceAll('\n', '\r\n'))
  project.put('train.yaml', PIPELINE.replace('scipy==1.15.3', 'scipy==1.15.4'))
  const { out, err } = await check()
  assert.match(err, 'DC6050')
  assert.match(out, '-scipy==1.15.3\n+scipy==1.15.4\n')
  assert.not.match(out, '\\r')
  assert.is(out.match(/^[+-](?![+-])/gm)!.length, 4, out)
  assert.match(out, 'train-fit: rebuilds from layer')
  assert.match(out, '3 files differ: run `dockcompile` to update')
})

test('a file that was changed by hand: its own way out comes first, in every form', async () => {
  await start()
  const path = join(project.root, 'summary.md')
  project.put('build/images/train/Dockerfile', `${read('build/images/train/Dockerfile')}RUN mine\n`)
  const { out } = await check('--format github', { GITHUB_STEP_SUMMARY: path })
  assert.match(out, 'DC6001')
  assert.match(out, '%0Ahelp: put the change into the inputs, or run `dockcompile --force` to overwrite it\n')
  assert.match(out, '\n1 file differs: fix the errors first\n')
  assert.match(readFileSync(path, 'utf8'), 'The output in `build` is out of date: fix the errors first.')
  assert.match((await check()).out, /\n1 file differs\n$/)
})

test('a diff for people has no hashes; with --verbose it has', async () => {
  await start()
  project.put('train.yaml', PIPELINE.replace('scipy==1.15.3', 'scipy==1.15.4').replace('libgomp1', 'git'))
  const hash = /[0-9a-f]{64}/
  assert.not.match((await check()).out, hash)
  assert.not.match((await check('--format github')).out, hash)
  assert.match((await check('--verbose')).out, hash)
  project.remove('build')
  assert.not.match((await check()).out, hash)
})

test('--stat: a line for each image, with what rebuilds and why', async () => {
  await start()
  project.put('train.yaml', PIPELINE.replace('scipy==1.15.3', 'scipy==1.15.4'))
  const { code, out } = await check('--stat')
  assert.is(code, 1)
  assert.is(
    out,
    'train-fit  rebuilds from layer 5 of 5 (user requirements)  scipy==1.15.3 → scipy==1.15.4\n3 files differ: run `dockcompile` to update\n',
  )
  const many = Array.from({ length: 30 }, (_, i) => `package-number-${i}==1.0`).join(', ')
  project.put('train.yaml', PIPELINE.replace('scipy==1.15.3', many))
  const [line] = (await check('--stat')).out.split('\n')
  assert.ok(line!.length <= 100, line)
  assert.match(line!, / and \d+ more$/)
  try {
    await check('--stat --json')
    assert.unreachable()
  } catch (error) {
    assert.match((error as Error).message, '`--stat`')
  }
})

const READERS: readonly [who: string, more: Readonly<Record<string, string>>, advice: RegExp][] = [
  ['a developer', {}, /: run `dockcompile` to update$/],
  ['a developer, with CI switched off', { CI: 'false' }, /: run `dockcompile` to update$/],
  ['a job', { CI: 'true' }, /: check out this branch, run `dockcompile`, and commit what it writes$/],
  [
    'a job of Renovate',
    { CI: 'true', GITHUB_HEAD_REF: 'renovate/numpy-2.x' },
    /: a bot made this branch, .*let a workflow do so/,
  ],
  ['a job of Dependabot', { CI: 'true', GITHUB_ACTOR: 'dependabot[bot]' }, /: a bot made this branch/],
  ['a job of a bot on GitLab', { CI: 'true', GITLAB_USER_LOGIN: 'project_12_bot_3f' }, /: a bot made this branch/],
  ['a job of Renovate on GitLab', { CI: '1', CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'renovate/x' }, /: a bot made this branch/],
  [
    'a job with another branch',
    { CI: 'true', GITHUB_HEAD_REF: 'my-renovate/x', GITHUB_ACTOR: 'robot' },
    /: check out this branch/,
  ],
]
for (const [who, more, advice] of READERS)
  test(`the advice fits ${who}`, async () => {
    await start()
    project.put('train.yaml', PIPELINE.replace('scipy==1.15.3', 'scipy==1.15.4'))
    const last = (await check('', more)).out.trimEnd().split('\n').at(-1)!
    assert.match(last, advice)
  })

test('the advice repeats the call, without the values of variables', async () => {
  await start()
  project.put('train.yaml', PIPELINE.replace('scipy==1.15.3', '"scipy==$' + '{V}"'))
  const { out } = await check('--config dockcompile.config.yaml --deny-warnings --var V=1.99.7 train.yaml')
  assert.not.match(out.trimEnd().split('\n').at(-1)!, '1.99.7')
  assert.match(out, "run `dockcompile --config dockcompile.config.yaml --var 'V=…' train.yaml` to update\n")
})

test("GitLab's report: every finding has a file and a line, and it is as its schema says", async () => {
  await start({ 'train.yaml': `usr: x\n${PIPELINE}` })
  const valid = new Ajv2020({ strict: false }).compile(JSON.parse(wholeSchema('code-quality')))
  const report = async (line = '') => {
    const { out, err } = await check(`--format gitlab ${line}`)
    assert.is(err, '')
    const findings = JSON.parse(out) as {
      check_name: string
      severity: string
      location: { path: string; lines: { begin: number } }
    }[]
    assert.ok(valid(findings), JSON.stringify(valid.errors))
    return findings.map(({ check_name, severity, location }) => [
      check_name,
      severity,
      `${location.path}:${location.lines.begin}`,
    ])
  }
  assert.equal(await report(), [['DC2001', 'major', 'train.yaml:1']])
  project.put('train.yaml', read('train.yaml').replace('libgomp1', 'git'))
  assert.equal(await report(), [
    ['DC2001', 'major', 'train.yaml:1'],
    ['DC6008', 'critical', 'train.yaml:5'],
  ])
  project.put('dockcompile.config.yaml', 'stack: stack.yaml\n')
  assert.equal(await report(), [['DC3002', 'critical', 'dockcompile.config.yaml:1']])
})

test.run()
