/** Clients that say what no editor should: the server answers, says nothing wrong, and goes on. */
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { CancellationTokenSource, type Hover } from 'vscode-languageserver/node'
import { STACK, TestProject } from '../golden/project.ts'
import { LanguageClient, placeOf } from '../support/language-client.ts'

const CONFIG = 'stack: stack.yaml\npipelines: ["*/*.yaml"]\npython: "3.11"\n'
const TRAIN = 'settings:\n  docker:\n    requirements: [numpy==2.2.6]\nsteps: {fit: {}}\n'
const TYPO = TRAIN.replace('requirements', 'requirments')
const FILES = { 'stack.yaml': STACK, 'dockcompile.config.yaml': CONFIG, 'p/train.yaml': TRAIN }

let project: TestProject
let client: LanguageClient
test.before.each(() => {
  project = new TestProject(FILES)
  client = new LanguageClient(project.root)
})
test.after.each(async () => {
  assert.is(await client.stop(), 0)
  project.remove()
})

/** What is said of a document after it got a text. */
async function codesOf(path: string, text: string) {
  client.write(path, text)
  return (await client.marksOf(path)).map(({ code }) => code)
}
const change = (path: string, version: number, ...contentChanges: object[]) =>
  client.tell('textDocument/didChange', { textDocument: { uri: client.uri(path), version }, contentChanges })
/** The server goes on, and no failure of ours was logged. */
async function isWell() {
  assert.equal(await codesOf('p/well.yaml', TYPO), ['DC2001'])
  client.close('p/well.yaml')
  assert.is(client.errors, '')
}

const POSITIONED = ['hover', 'completion', 'definition', 'references', 'prepareRename', 'rename']
const REQUESTS = [...POSITIONED, 'documentSymbol', 'documentLink', 'codeLens', 'inlayHint', 'codeAction']
const NOWHERE = { line: 0, character: 0 }
const EMPTY = new Set(['null', '[]'])

/** Every request about a document, at one place. */
const askAll = (uri: string, position = NOWHERE) =>
  Promise.all(REQUESTS.map(method => client.ask(`textDocument/${method}`, about(uri, position))))

function about(uri: string, position: typeof NOWHERE) {
  const range = { start: position, end: position }
  return { textDocument: { uri }, position, range, newName: 'other', context: { diagnostics: [] } }
}

test('messages before initialize', async () => {
  client.tell('textDocument/didOpen', {
    textDocument: { uri: client.uri('p/train.yaml'), languageId: 'yaml', version: 1, text: TYPO },
  })
  client.tell('workspace/didChangeWatchedFiles', { changes: [{ uri: client.uri('stack.yaml'), type: 3 }] })
  for (const answer of await askAll(client.uri('p/train.yaml'))) assert.ok(EMPTY.has(JSON.stringify(answer)))
  await client.start()
  assert.equal(
    (await client.later('p/train.yaml', client.roundOf(client.uri('p/train.yaml')))).map(({ code }) => code),
    ['DC2001'],
    'the document is open all the same',
  )
  await isWell()
})

test('documents that are not there, not open, or no files', async () => {
  await client.start()
  const odd = ['p/none.yaml', 'none/none.yaml', 'p', '../outside.yaml'].map(path => client.uri(path))
  const other = [
    'untitled:Untitled-1',
    'https://example.com/a.yaml',
    'file:///%zz',
    'file://host/share/a.yaml',
    'file:///a%2Fb',
    '',
  ]
  for (const uri of [...odd, ...other]) {
    for (const answer of await askAll(uri)) assert.ok(EMPTY.has(JSON.stringify(answer)), `${uri}: ${JSON.stringify(answer)}`)
    client.tell('textDocument/didChange', { textDocument: { uri, version: 7 }, contentChanges: [{ text: TYPO }] })
    client.tell('textDocument/didSave', { textDocument: { uri } })
    client.tell('textDocument/didClose', { textDocument: { uri } })
  }
  for (const argument of [[], ['untitled:a'], [client.uri('p/none.yaml')], [7]])
    await client.ask('workspace/executeCommand', { command: 'dockcompile.dockerfile', arguments: argument })
  assert.is(await client.ask('workspace/executeCommand', { command: 'other' }), null)
  await isWell()
})

test('versions that go back, are the same, or are none', async () => {
  await client.start()
  client.write('p/train.yaml', TRAIN)
  for (const version of [9, 9, 3, null]) change('p/train.yaml', version as number, { text: TYPO })
  change('p/train.yaml', 10, { text: TRAIN })
  await isWell()
  assert.equal(client.lastMarksOf('p/train.yaml'), [])
})

test('ranges outside of the text, or the wrong way round', async () => {
  await client.start()
  client.write('p/train.yaml', 'x')
  const far = { line: 1e9, character: 1e9 }
  const before = { line: -1, character: -1 }
  change('p/train.yaml', 2, { range: { start: before, end: far }, text: TRAIN })
  change('p/train.yaml', 3, { range: { start: far, end: far }, text: '# end\n' })
  change('p/train.yaml', 4, { range: { start: { line: 2, character: 15 }, end: { line: 2, character: 4 } }, text: 'requirments' })
  const marks = await client.later('p/train.yaml', client.roundOf(client.uri('p/train.yaml')))
  assert.equal(
    marks.map(({ code, range }) => [code, range.start.line, range.start.character]),
    [['DC2001', 2, 4]],
  )
  for (const position of [far, before, { line: 2, character: 1e9 }, { line: 2.5, character: 0.5 }])
    await askAll(client.uri('p/train.yaml'), position)
  await isWell()
})

test('lines that end with CR LF, and places within letters of two units', async () => {
  await client.start()
  const text = TYPO.replace('settings', '# 𝔘𝔘\nsettings').replaceAll('\n', '\r\n')
  assert.equal(await codesOf('p/train.yaml', text), ['DC2001'])
  const [mark] = client.lastMarksOf('p/train.yaml')!
  assert.equal(mark!.range, { start: { line: 3, character: 4 }, end: { line: 3, character: 15 } })
  for (let offset = 0; offset <= 12; offset++) await askAll(client.uri('p/train.yaml'), placeOf(text, offset))
  // Half of a letter is written over, and comes back.
  client.edit('p/train.yaml', 3, 4, '')
  client.edit('p/train.yaml', 3, 3, 'x')
  for (let offset = 0; offset <= 12; offset++) await askAll(client.uri('p/train.yaml'), placeOf(text, offset))
  assert.equal((await client.marksOf('p/train.yaml')).filter(({ code }) => code === 'DC2001').length, 1)
  await isWell()
})

test('folders whose names an address writes in another way', async () => {
  const folder = 'a b%20c#d?e é𝔘+&'
  for (const [path, text] of Object.entries(FILES)) project.put(`${folder}/${path}`, text)
  await client.start([folder])
  const path = `${folder}/p/train.yaml`
  assert.equal(await codesOf(path, TYPO), ['DC2001'])
  // An editor may encode more than it needs to.
  const uri = client.uri(path).replace('/p/', '/%70/').replace('+&', '%2B%26')
  assert.is.not(uri, client.uri(path))
  const found = await client.ask<Hover | null>('textDocument/hover', {
    textDocument: { uri },
    position: { line: 3, character: 1 },
  })
  assert.match(JSON.stringify(found), 'steps')
  client.close(path)
  client.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text: TYPO } })
  assert.equal(await codesOf(`${folder}/p/other.yaml`, TYPO), ['DC2001'])
  assert.is(client.published().get(uri)?.length, 1, 'the address is that of the editor')
  assert.is(client.errors, '')
})

test('a folder that is opened through a link, and one below another', async () => {
  for (const [path, text] of Object.entries(FILES)) project.put(`real/${path}`, text)
  project.put('real/nested/dockcompile.config.yaml', CONFIG)
  project.put('real/nested/stack.yaml', STACK)
  project.put('real/nested/p/train.yaml', TYPO)
  symlinkSync('real', join(project.root, 'link'))
  await client.start(['link', 'link/nested', 'link'])
  assert.equal(await codesOf('link/p/train.yaml', TYPO), ['DC2001'])
  assert.equal(await codesOf('link/nested/p/train.yaml', TYPO), ['DC2001'], 'once, for two folders')
  assert.is(client.errors, '')
})

test('folders that are deleted, and documents that are closed, while there is more to do', async () => {
  await client.start()
  for (let i = 0; i < 5; i++) project.put(`q/${i}.yaml`, TYPO)
  client.changed('q')
  assert.equal((await client.later('q/3.yaml', 0)).length, 1)
  rmSync(join(project.root, 'q'), { recursive: true })
  const round = client.roundOf(client.uri('q/3.yaml'))
  client.tell('workspace/didChangeWatchedFiles', { changes: [{ uri: client.uri('q'), type: 3 }] })
  assert.equal(await client.later('q/3.yaml', round), [])
  client.write('p/train.yaml', TYPO)
  const asked = askAll(client.uri('p/train.yaml'), { line: 2, character: 6 })
  client.close('p/train.yaml')
  await asked
  rmSync(join(project.root, 'p'), { recursive: true })
  client.changed('p/train.yaml', 'p')
  rmSync(join(project.root, 'dockcompile.config.yaml'))
  client.changed('dockcompile.config.yaml')
  mkdirSync(dirname(join(project.root, 'p/x')), { recursive: true })
  project.put('dockcompile.config.yaml', CONFIG)
  project.put('p/train.yaml', TRAIN)
  client.changed('dockcompile.config.yaml', 'p/train.yaml')
  await isWell()
})

test('answers that nobody wants any more, and an end in between', async () => {
  await client.start()
  client.write('p/train.yaml', TYPO)
  client.tell('$/unknown', {})
  client.tell('workspace/unknown', {})
  const position = { line: 2, character: 6 }
  const cancelled = REQUESTS.map(method => {
    const source = new CancellationTokenSource()
    const answer = client.connection.sendRequest(
      `textDocument/${method}`,
      about(client.uri('p/train.yaml'), position),
      source.token,
    )
    source.cancel()
    return answer
  })
  for (const answer of await Promise.all(cancelled)) assert.is.not(answer, undefined)
  const asked = askAll(client.uri('p/train.yaml'), position)
  client.write('p/train.yaml', TRAIN)
  await client.ask('shutdown', {})
  await asked
  await askAll(client.uri('p/train.yaml'))
  assert.is(client.errors, '')
})

test.run()
