/** `check`: the difference image by image, what it costs, and reports for programs. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkCommand } from '../src/commands/check.ts'
import { compileCommand } from '../src/commands/compile.ts'
import { showCommand } from '../src/commands/show.ts'
import { callIn } from './golden/call.ts'
import { STACK, TestProject } from './golden/project.ts'
import { skip } from './skip.ts'

let project: TestProject
test.after.each(() => project?.remove())

const PIPELINE = `settings:
  docker: {requirements: [numpy==2.2.6], python_package_installer: uv}
steps:
  fit: {settings: {docker: {requirements: [scipy==1.15.3]}}}
`

function start(files: Readonly<Record<string, string>> = {}): void {
  project = new TestProject({
    'stack.yaml': STACK,
    'train.yaml': PIPELINE,
    'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: [{file: train.yaml, steps: [load, fit]}]\npython: "3.11"\n',
    ...files,
  })
}

const run = (line: string) => project.run(checkCommand, line)

test('a difference is shown image by image, with what it makes the builder do', async () => {
  start()
  await project.run(compileCommand)
  assert.is((await run('')).code, 0)
  project.put('train.yaml', PIPELINE.replace('1.15.3', '1.15.4'))
  const { code, out } = await run('')
  assert.is(code, 1)
  const titles = out.split('\n').filter((line, i, all) => all[i + 1]?.startsWith('--- a/') && !/^[ +-]/.test(line) && line !== '')
  assert.equal(titles, ['train-fit: rebuilds from layer 4, user requirements', 'what all images share'])
  assert.match(out, '-scipy==1.15.3\n+scipy==1.15.4\n')
  assert.match(out, '\nrebuilds from layer 4 (user requirements: content changed): train-fit; layers 1 to 3 stay\n3 files differ')
  const colored = (await run('--color always')).out
  assert.match(colored, '\x1b[1mtrain-fit: rebuilds from layer 4, user requirements\x1b[0m\n')
  assert.match(colored, '\x1b[32m+scipy==1.15.4\x1b[0m\n')
})

test('without an old output every image is new', async () => {
  start()
  const { out } = await run('')
  assert.match(out, /^train: new image\n--- \/dev\/null\n/)
  assert.match(out, '\nnew image: train, train-fit\n')
})

interface Log {
  runs: { tool: { driver: { rules: Rule[] } }; results: Result[] }[]
}
interface Rule {
  id: string
  helpUri?: string
  help: { text: string; markdown: string }
}
interface Result {
  ruleId: string
  message: { text: string }
  locations: { physicalLocation: { artifactLocation: { uri: string; uriBaseId: string }; region?: Record<string, number> } }[]
  partialFingerprints: Record<string, string>
}

const SCHEMA = '../shared/sarif-schema-2.1.0.json'
const validSarif = existsSync(SCHEMA)
  ? new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(JSON.parse(readFileSync(SCHEMA, 'utf8')))
  : undefined
if (!validSarif) skip(test, 'SARIF logs of check are valid', `${SCHEMA} is not here`)

async function sarif(line = ''): Promise<Log['runs'][0]> {
  const { out, err } = await run(`--format sarif ${line}`)
  assert.is(err, '')
  const log = JSON.parse(out) as Log
  if (validSarif) assert.ok(validSarif(log), JSON.stringify(validSarif.errors))
  return log.runs[0]!
}

test('a SARIF log is all of standard output: rules with help and links, results at their lines, and files that differ', async () => {
  start({ 'train.yaml': PIPELINE.replace('settings:', 'run_nam: x\nsettings:') })
  const { tool, results } = await sarif()
  assert.equal(
    [...new Set(results.map(r => r.ruleId))].filter(code => code !== 'DC4024' && code !== 'DC4115'),
    ['DC6008', 'DC2001'],
  )
  const typo = results.find(r => r.ruleId === 'DC2001')!
  assert.is(typo.message.text, 'Unknown key `run_nam`. Did you mean `run_name`? ZenML ignores it.')
  assert.equal(typo.locations, [
    {
      physicalLocation: {
        artifactLocation: { uri: 'train.yaml', uriBaseId: '%SRCROOT%' },
        region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 8 },
      },
    },
  ])
  for (const { id, helpUri, help } of tool.driver.rules) {
    assert.is(helpUri, undefined, 'an address that may not exist')
    assert.match(help.markdown, `# ${id}: `)
    assert.match(help.text, `dockcompile explain ${id}`)
    assert.ok(help.text.length > 40, `${id} has no help`)
  }
})

test('a SARIF log without anything to say is one, too; an error without a place is shown at the project file', async () => {
  start({ 'train.yaml': 'settings: {docker: {user: "1000"}}\n' })
  await project.run(compileCommand)
  assert.equal(
    (await sarif('--allow DC4024,DC4115')).results.map(r => r.ruleId),
    [],
  )
  project.put('dockcompile.config.yaml', 'stack: stack.yaml\n')
  const [missing] = (await sarif()).results
  assert.is(missing!.ruleId, 'DC3002')
  assert.is(missing!.locations[0]!.physicalLocation.artifactLocation.uri, 'dockcompile.config.yaml')
})

test('names start at the root of the repository', async () => {
  project = new TestProject({
    '.git/HEAD': 'ref: refs/heads/main\n',
    'ml/50% a:b/stack.yaml': STACK,
    'ml/50% a:b/train.yaml': 'run_nam: x\n',
  })
  const inner = { ...project, root: join(project.root, 'ml/50% a:b') }
  const call = (line: string) => TestProject.prototype.run.call(inner, checkCommand, `--stack stack.yaml train.yaml ${line}`)
  const log = JSON.parse((await call('--format sarif')).out) as Log
  const uris = log.runs[0]!.results.flatMap(r => r.locations.map(l => l.physicalLocation.artifactLocation.uri))
  assert.ok(uris.includes('ml/50%25%20a%3Ab/train.yaml'), uris.join())
  assert.match(
    (await call('--format github')).out,
    '::warning file=ml/50%25 a%3Ab/train.yaml,line=1,endLine=1,col=1,endColumn=8,title=',
  )
})

test('fingerprints stay when lines move, and two results never share one', async () => {
  const twice = 'steps:\n  a: {settings: {docker: {usr: x}}}\n  b: {settings: {docker: {usr: x}}}\n'
  start({ 'train.yaml': twice })
  const prints = async () => (await sarif()).results.map(r => r.partialFingerprints['dockcompile/v1'])
  const before = await prints()
  assert.is(new Set(before).size, before.length)
  project.put('train.yaml', `# a comment\n\n${twice}`)
  assert.equal(await prints(), before)
})

test("GitHub's annotations: one for the output, at the input that changed, and the difference in a group", async () => {
  start({ 'train.yaml': PIPELINE.replace('docker: {', 'docker: {usr: x, ') })
  await project.run(compileCommand)
  project.put('train.yaml', PIPELINE.replace('docker: {', 'docker: {usr: x, user: "1000", '))
  const { code, out, err } = await run('--format github')
  assert.is(code, 1)
  assert.is(err, '')
  const [commands, difference, ...rest] = out.split(/^::(?:group::.*|endgroup::)\n/m)
  for (const line of commands!.trimEnd().split('\n'))
    assert.match(line, /^::(error|warning|notice) (file=[^,:]+,line=\d+,[^:]*)?title=[^,:]+::\S/)
  assert.match(difference!, /^train: rebuilds from layer \d, /)
  assert.match(difference!, '\n+USER 1000\n')
  assert.equal(rest, ['4 files differ: check out this branch, run `dockcompile`, and commit what it writes\n'])
  assert.match(
    out,
    '::warning file=train.yaml,line=2,endLine=2,col=12,endColumn=15,title=DC2001 unknown key::unknown key `usr` in `settings.docker`%0Adid you mean `user`?',
  )
  assert.match(
    out,
    '::error file=train.yaml,line=2,endLine=2,col=26,endColumn=32,title=DC6008 output out of date::`build` is out of date: 2 of',
  )
  assert.is(out.match(/^::error /gm)!.length, 1)
})

test('json has every place, and what --json has', async () => {
  start({ 'train.yaml': 'run_nam: x\n' })
  const { out } = await run('--format json')
  const found = (JSON.parse(out) as Record<string, unknown>[]).find(d => d.code === 'DC2001')!
  const { fingerprint, url, fix, ...rest } = found
  assert.match(String(fingerprint), /^[0-9a-f]{32}:1$/)
  assert.is(url, null, 'an address that may not exist')
  assert.ok(fix === null || typeof fix === 'object')
  assert.equal(rest, {
    code: 'DC2001',
    severity: 'warning',
    message: 'unknown key `run_nam`',
    file: 'train.yaml',
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 8,
    label: 'did you mean `run_name`?',
    notes: [],
    help: 'ZenML ignores it',
  })
})

test('--json has the messages of --format json, and the images that rebuild', async () => {
  start()
  await project.run(compileCommand)
  project.put('train.yaml', `run_nam: x\n${PIPELINE.replace('scipy==1.15.3', 'scipy==1.15.2')}`)
  const answer = JSON.parse((await run('--json')).out) as { diagnostics: object[]; rebuilds: Record<string, unknown>[] }
  const alone = JSON.parse((await run('--format json')).out) as { code: string }[]
  assert.equal(
    answer.diagnostics,
    alone.filter(({ code }) => code !== 'DC6008'),
  )
  assert.equal(
    answer.rebuilds.map(({ image, state }) => [image, state]),
    [['train-fit', 'rebuilds']],
  )
})

test('a check of a text from an editor does not report that the output is out of date', async () => {
  start()
  await project.run(compileCommand)
  const call = callIn(project.root, '--format json --stdin-filename train.yaml -')
  let out = ''
  const input = () => Buffer.from(PIPELINE.replace('scipy', 'pandas'))
  await checkCommand.run({ ...call, terminal: { ...call.terminal, input, out: text => (out += text) } })
  assert.equal(
    (JSON.parse(out) as { code: string }[]).filter(({ code }) => code === 'DC6008'),
    [],
  )
})

test('a verb with an answer of its own keeps it on standard output, and its report on standard error', async () => {
  start({ 'train.yaml': `run_nam: x\n${PIPELINE}` })
  const { out, err } = await project.run(showCommand, 'train --format sarif')
  assert.match(out, /^# Generated by dockcompile/)
  assert.is((JSON.parse(err) as Log).runs.length, 1)
})

test('compile prints a report, and nothing else', async () => {
  start({ 'train.yaml': `run_nam: x\n${PIPELINE}` })
  const { code, out, err } = await project.run(compileCommand, '--format sarif')
  assert.is(code, 0)
  assert.is(err, '')
  assert.ok((JSON.parse(out) as Log).runs[0]!.results.length > 0)
})

test.run()
