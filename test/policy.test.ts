/** What is accepted and not reported: allow comments, `allow` of the project file, baselines. Errors never are. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkCommand } from '../src/commands/check.ts'
import { compileCommand } from '../src/commands/compile.ts'
import { allowComments } from '../src/policy/allow-comments.ts'
import { STACK, TestProject } from './golden/project.ts'

let project: TestProject
test.after.each(() => project?.remove())

const CONFIG = 'stack: stack.yaml\npipelines: [train.yaml]\npython: "3.11"\n'
const start = (pipeline: string, files: Readonly<Record<string, string>> = {}) => {
  project = new TestProject({ 'stack.yaml': STACK, 'dockcompile.config.yaml': CONFIG, 'train.yaml': pipeline, ...files })
}

/** The codes that check tells, each with its line; hints that every project has aside. */
async function told(line = ''): Promise<string[]> {
  const { out } = await project.run(checkCommand, `--format json ${line}`)
  const found = JSON.parse(out) as { code: string; line: number; severity: string }[]
  const usual = ['DC6008', 'DC4024', 'DC4115']
  return found.filter(d => !usual.includes(d.code)).map(d => `${d.severity} ${d.code}:${d.line}`)
}

const WARNED = 'team: a\nsettings:\n  docker: {user: "1000", requirements: [numpy==2.2.6]}\n'

test('a comment beside the line, or above it, allows', async () => {
  start(WARNED)
  assert.equal(await told(), ['warning DC2001:1'])
  const comments = [
    'team: a # dockcompile: allow DC2001',
    'team: a  #dockcompile:allow DC2001 our own key',
    '# dockcompile: allow DC2001\nteam: a',
    '# dockcompile: allow DC4103, DC2001\n# another comment\nteam: a',
  ]
  for (const comment of comments) {
    project.put('train.yaml', WARNED.replace('team: a', comment))
    assert.not.ok(
      (await told()).some(d => d.includes('DC2001')),
      comment,
    )
  }
  project.put('train.yaml', WARNED.replace('team: a', '# dockcompile: allow DC2001\n\nteam: a'))
  assert.ok((await told()).includes('warning DC2001:3'), 'an empty line is between them')
})

test('a comment in a requirement file, and in a Dockerfile', async () => {
  start('settings: {docker: {requirements: requirements.txt}}\n', { 'requirements.txt': 'numpy==2.2.6\n./local # x\n' })
  assert.equal(await told(), ['warning DC4112:2'])
  project.put('requirements.txt', 'numpy==2.2.6\n./local # dockcompile: allow DC4112\n')
  assert.equal(await told(), [])
  project.put('requirements.txt', 'numpy==2.2.6\n# dockcompile: allow DC4112 (comes with the parent)\n./local\n')
  assert.equal(await told(), [])
})

test('errors cannot be allowed; a comment without effect gets a hint, and one with a code that does not exist a warning', async () => {
  start('settings:\n  docker: {user: "1000", requirements: 5} # dockcompile: allow DC2002\n')
  assert.equal(await told(), ['error DC2002:2'])
  const idle = (comment: string) =>
    WARNED.replace('team: a\n', '').replace('settings:', `settings: # dockcompile: allow ${comment}`)
  for (const comment of ['DC2001', 'DC2002']) {
    project.put('train.yaml', idle(comment))
    assert.equal(await told(), ['hint DC3040:1'], comment)
  }
  for (const comment of ['DC9999', '', 'everything', 'DC2001, DC201']) {
    project.put('train.yaml', idle(comment))
    assert.ok((await told()).includes('warning DC3040:1'), comment)
  }
  project.put('train.yaml', idle('DC9999'))
  assert.equal(await told('--allow DC3040'), [])
})

test('the project file allows a code everywhere, or in files of one path', async () => {
  start(WARNED, { 'legacy/old.yaml': WARNED })
  const config = (allow: string) =>
    project.put('dockcompile.config.yaml', `${CONFIG.replace('[train.yaml]', '[train.yaml, legacy/old.yaml]')}allow: ${allow}\n`)
  config('[]')
  assert.is((await told()).length, 2)
  config('[DC2001]')
  assert.is((await told()).length, 0)
  for (const path of ['legacy/**', 'legacy', './legacy/', 'legacy/old.yaml', '"**/old.*"']) {
    config(`[{code: DC2001, path: ${path}}]`)
    assert.is((await told()).length, 1, path)
  }
  config('[{code: DC2001, path: other/**}]')
  assert.is((await told()).length, 2)
  config('[DC9999]')
  assert.equal(await told(), ['error DC2003:4'])
  config('[{code: DC2001}]')
  assert.equal(await told(), ['error DC2004:4'])
})

test('--deny-warnings: what is allowed is not an error', async () => {
  start(WARNED)
  await project.run(compileCommand)
  assert.is((await project.run(checkCommand, '--deny-warnings')).code, 1)
  project.put('train.yaml', WARNED.replace('team: a', 'team: a # dockcompile: allow DC2001'))
  assert.is((await project.run(checkCommand, '--deny-warnings')).code, 0)
})

test('a baseline keeps old warnings out of the way, wherever their lines move; a new one fails', async () => {
  start(`${WARNED}team2: b\n`)
  await project.run(compileCommand)
  const strict = '--deny-warnings --baseline base.json'
  const update = await project.run(checkCommand, `${strict} --update-baseline`)
  assert.is(update.code, 0, update.err)
  assert.is(update.err, 'wrote base.json: 2 warnings accepted\n')
  assert.is(
    readFileSync(join(project.root, 'base.json'), 'utf8'),
    `{
  "version": 1,
  "accepted": [
    {"code":"DC2001","file":"train.yaml","message":"unknown key \`team2\`","count":1},
    {"code":"DC2001","file":"train.yaml","message":"unknown key \`team\`","count":1}
  ]
}
`,
  )
  project.put('train.yaml', `# moved\n\n${WARNED}team2: b\n`)
  assert.is((await project.run(checkCommand, strict)).code, 0)
  project.put('train.yaml', `${WARNED}team2: b\nteam3: c\n`)
  const found = await project.run(checkCommand, strict)
  assert.is(found.code, 1)
  assert.match(found.err, /^error\[DC2001\]: unknown key `team3`/)
  assert.not.match(found.err, 'team2')
})

test('a baseline does not accept errors, and entries that nothing needs get a hint', async () => {
  start(WARNED)
  await project.run(checkCommand, '--baseline base.json --update-baseline')
  project.put('train.yaml', WARNED.replace('team: a\n', ''))
  assert.equal(await told('--baseline base.json'), ['hint DC3041:1'])
  project.put('train.yaml', 'settings: {docker: {requirements: 5}}\n')
  assert.equal(await told('--baseline base.json'), ['error DC2002:1'])
  const before = readFileSync(join(project.root, 'base.json'), 'utf8')
  assert.is((await project.run(checkCommand, '--baseline base.json --update-baseline')).code, 1)
  assert.is(readFileSync(join(project.root, 'base.json'), 'utf8'), before)
})

test('a baseline that is not there, or none', async () => {
  start(WARNED)
  assert.equal(
    (await told('--baseline base.json')).filter(d => d.startsWith('error')),
    ['error DC3003:null'],
  )
  for (const text of ['{', '[]', '{"version": 2, "accepted": []}', '{"version": 1, "accepted": [{"code": 1}]}']) {
    project.put('base.json', text)
    assert.equal(
      (await told('--baseline base.json')).filter(d => d.startsWith('error')),
      ['error DC3004:null'],
      text,
    )
  }
  let refused = ''
  await project.run(checkCommand, '--update-baseline').catch((error: Error) => {
    refused = error.message
  })
  assert.match(refused, '`--update-baseline` needs `--baseline FILE`')
  assert.not.ok(existsSync(join(project.root, 'undefined')))
})

test('comments are read where they are comments', () => {
  const codes = (text: string) => allowComments('f', text).map(c => `${c.code}@${text.slice(c.start, c.end)}`)
  assert.equal(codes('a: 1 # dockcompile: allow DC1, DC2 because\n'), [
    'DC1@a: 1 # dockcompile: allow DC1, DC2 because',
    'DC2@a: 1 # dockcompile: allow DC1, DC2 because',
  ])
  assert.equal(codes('# dockcompile: allow DC1\nb: 2\n'), ['DC1@b: 2'])
  assert.equal(codes('a: "x# dockcompile: allow DC1"\n'), [])
  assert.equal(codes('# dockcompile: allowed DC1\na: 1\n'), [])
  assert.equal(codes('# dockcompile: allow\na: 1\n'), ['@a: 1'])
  assert.equal(codes('# dockcompile: allow DC1'), ['DC1@DC1'])
})

test.run()
