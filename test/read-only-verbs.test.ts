/** Verbs that only read: errors as everywhere, of warnings the number, and in JSON all messages. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { verbs } from '../src/commands/verbs.ts'
import { STACK, TestProject } from './golden/project.ts'

const project = new TestProject({
  'stack.yaml': STACK,
  'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: [train.yaml]\npython: "3.11"\n',
})
project.program('docker', 'exit 1')
test.before.each(() => project.put('train.yaml', 'settings: {docker: {requirments: [numpy], aptpackages: [git]}}\n'))
test.after(() => project.remove())

const CALLS = ['list', 'show train', 'explain', 'explain train', 'graph', 'context', 'matrix', 'verify', 'report', 'doctor']
const JSON_CALLS = ['list', 'list --changed-since HEAD', 'show train', 'explain', 'context', 'doctor']

const run = async (line: string, ...more: string[]) => {
  const [verb = '', ...words] = [...line.split(' '), ...more]
  return project.run(await verbs[verb]!.load(), words.join(' '))
}

for (const line of CALLS) {
  test(`${line}: two warnings are one line`, async () => {
    assert.is((await run(line)).err, '2 warnings: `--verbose` shows them\n')
    assert.is((await run(line, '--quiet')).err, '')
    const { err } = await run(line, '--verbose')
    assert.match(err, 'warning[DC2001]: unknown key `requirments`')
    assert.match(err, /2 warnings/)
  })

  test(`${line}: an error is reported whole`, async () => {
    project.put('train.yaml', 'settings: {docker: {requirments: [numpy], apt_packages: 3}}\n')
    const { code, err } = await run(line)
    assert.is(code, 1)
    assert.match(err, 'error[DC2002]')
    assert.match(err, '\n1 error\n')
    assert.match(err, '1 warning: `--verbose` shows it\n')
  })
}

test('a form of messages has all of them', async () => {
  const { err } = await run('list', '--format', 'line')
  assert.is(err.match(/warning\[DC2001\]/g)?.length, 2)
})

test('context with a form of messages prints one document, with what it found', async () => {
  project.put('train.yaml', 'settings: {docker: {requirments: [numpy], allow_download_from_artifact_store: false}}\n')
  project.put('data.db', 'x'.repeat(60_000_000))
  const { err } = await run('context', '--format', 'json')
  project.remove('data.db')
  const codes = (JSON.parse(err) as { code: string }[]).map(({ code }) => code)
  for (const code of ['DC2001', 'DC6030']) assert.ok(codes.includes(code), codes.join())
})

for (const line of JSON_CALLS) {
  test(`${line} --json has the messages, also those of a project with errors`, async () => {
    const answer = async () => JSON.parse((await run(line, '--json')).out) as { diagnostics: { code: string; label?: string }[] }
    if (!line.includes('changed')) {
      const { diagnostics } = await answer()
      assert.equal(
        diagnostics.filter(({ label }) => label).map(({ code, label }) => `${code} ${label}`),
        ['DC2001 did you mean `requirements`?', 'DC2001 did you mean `apt_packages`?'],
      )
      assert.is((await run(line, '--json')).err, '', 'nothing is said twice')
    }
    project.put('train.yaml', 'settings: {docker: {apt_packages: 3}}\n')
    const { diagnostics, ...rest } = await answer()
    assert.equal(
      diagnostics.map(({ code }) => code),
      ['DC2002'],
    )
    assert.ok(Object.values(rest).some(value => Array.isArray(value) && value.length === 0))
  })
}

test.run()
