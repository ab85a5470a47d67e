/** `dockcompile lsp`: a scripted editor over standard input and output. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { STACK, TestProject } from '../golden/project.ts'
import { type Abilities, LanguageClient } from '../support/language-client.ts'

const CONFIG = 'stack: stack.yaml\npipelines: ["pipelines/*.yaml"]\npython: "3.11"\n'
const TRAIN = 'settings:\n  docker:\n    requirements: [numpy==2.2.6]\nsteps: {fit: {}}\n'
const TYPO = TRAIN.replace('requirements', 'requirments')
const FILES = { 'stack.yaml': STACK, 'dockcompile.config.yaml': CONFIG, 'pipelines/train.yaml': TRAIN }

let project: TestProject
let client: LanguageClient
test.after.each(async () => {
  await client.stop()
  project.remove()
})

async function start(files: Readonly<Record<string, string>>, folders?: readonly string[], abilities?: Abilities) {
  project = new TestProject(files)
  client = new LanguageClient(project.root)
  return client.start(folders, abilities)
}

const codesOf = (marks: readonly { code?: unknown }[] | undefined) => (marks ?? []).map(({ code }) => code)

test('an open text counts in the place of the file, and the file again when it is closed', async () => {
  await start(FILES)
  client.write('pipelines/train.yaml', TRAIN)
  assert.equal(await client.marksOf('pipelines/train.yaml'), [])
  client.write('pipelines/train.yaml', TYPO)
  const [typo, ...none] = await client.marksOf('pipelines/train.yaml')
  assert.equal(none, [])
  assert.is(typo!.code, 'DC2001')
  assert.is(typo!.severity, 2)
  assert.is(typo!.source, 'dockcompile')
  assert.match(String(typo!.message), /requirments.*\ndid you mean `requirements`\?/)
  assert.equal(typo!.range, { start: { line: 2, character: 4 }, end: { line: 2, character: 15 } })
  const round = client.roundOf(client.uri('pipelines/train.yaml'))
  client.close('pipelines/train.yaml')
  assert.equal(await client.later('pipelines/train.yaml', round), [])
  assert.is(client.errors, '')
})

test('files that nobody has open have messages, and lose them when they change on disk', async () => {
  await start({ ...FILES, 'pipelines/other.yaml': TYPO })
  client.write('stack.yaml', STACK)
  await client.marksOf('stack.yaml')
  assert.equal(codesOf(client.lastMarksOf('pipelines/other.yaml')), ['DC2001'])
  project.put('pipelines/other.yaml', TRAIN)
  const round = client.roundOf(client.uri('pipelines/other.yaml'))
  client.changed('pipelines/other.yaml')
  assert.equal(await client.later('pipelines/other.yaml', round), [])
  const rounds = client.roundOf(client.uri('stack.yaml'))
  project.put('pipelines/new.yaml', TYPO)
  client.changed('pipelines/new.yaml')
  await client.later('stack.yaml', rounds)
  assert.equal(codesOf(client.lastMarksOf('pipelines/new.yaml')), ['DC2001'])
})

test('files are looked at when the editor says nothing', async () => {
  await start({ ...FILES, 'pipelines/other.yaml': TYPO }, ['.'], { watches: false })
  assert.equal(codesOf(await client.later('pipelines/other.yaml', 0)), ['DC2001'])
  project.put('pipelines/other.yaml', TRAIN)
  assert.equal(await client.later('pipelines/other.yaml', 1), [])
})

test('a project that cannot be compiled has messages, and what is broken hides nothing elsewhere', async () => {
  await start(FILES)
  client.write('dockcompile.config.yaml', 'stack: [')
  assert.equal(codesOf(await client.marksOf('dockcompile.config.yaml')), ['DC1005'])
  client.write('dockcompile.config.yaml', CONFIG.replace('stack.yaml', 'stacks.yaml'))
  assert.equal(codesOf(await client.marksOf('dockcompile.config.yaml')), ['DC3003'])
})

test('a project file that is not saved yet makes a project, and one that goes takes its messages along', async () => {
  const { 'dockcompile.config.yaml': _, ...others } = FILES
  await start({ ...others, 'pipelines/train.yaml': TYPO })
  client.write('pipelines/train.yaml', TYPO)
  assert.equal(await client.marksOf('pipelines/train.yaml'), [])
  client.write('dockcompile.config.yaml', CONFIG)
  await client.marksOf('dockcompile.config.yaml')
  assert.equal(codesOf(client.lastMarksOf('pipelines/train.yaml')), ['DC2001'])
  const round = client.roundOf(client.uri('pipelines/train.yaml'))
  client.close('dockcompile.config.yaml')
  assert.equal(await client.later('pipelines/train.yaml', round), [])
})

test('several folders, one of which comes later, and projects below each other', async () => {
  await start(
    {
      ...FILES,
      ...Object.fromEntries(Object.entries(FILES).map(([path, text]) => [`b/${path}`, text])),
      'c/nested/dockcompile.config.yaml': `${CONFIG}dialct: zenml\n`,
      'c/nested/stack.yaml': STACK,
    },
    ['b'],
  )
  client.write('b/pipelines/train.yaml', TYPO)
  client.write('pipelines/train.yaml', TYPO)
  assert.equal(codesOf(await client.marksOf('b/pipelines/train.yaml')), ['DC2001'])
  assert.equal(await client.marksOf('pipelines/train.yaml'), [], 'it is in no opened folder')
  client.tell('workspace/didChangeWorkspaceFolders', {
    event: { added: [{ uri: client.uri('c'), name: 'c' }], removed: [{ uri: client.uri('b'), name: 'b' }] },
  })
  const nested = await client.later('c/nested/dockcompile.config.yaml', 0)
  assert.ok(codesOf(nested).includes('DC2001'))
  assert.equal(client.lastMarksOf('b/pipelines/train.yaml'), [])
})

test('nothing outside of the opened folders is read', async () => {
  project = new TestProject({
    'outside/dockcompile.config.yaml': CONFIG,
    'outside/secret.txt': 'numpy==1.0 --broken\n',
    'outside/.zen/config.yaml': '',
    'outside/in/pipelines/train.yaml': TYPO,
    'outside/own/dockcompile.config.yaml': CONFIG,
    'outside/own/stack.yaml': STACK,
    'outside/own/pipelines/train.yaml':
      'settings: {docker: {requirements: ../secret.txt, dockerfile: linked}}\nsteps: {fit: {}}\n',
  })
  symlinkSync('../secret.txt', join(project.root, 'outside/own/linked'))
  client = new LanguageClient(project.root)
  await client.start(['outside/in', 'outside/own'])
  client.write('outside/in/pipelines/train.yaml', TYPO)
  assert.equal(await client.marksOf('outside/in/pipelines/train.yaml'), [], 'the project file above is not looked for')
  client.write('outside/own/stack.yaml', STACK)
  await client.marksOf('outside/own/stack.yaml')
  const told = client.lastMarksOf('outside/own/pipelines/train.yaml')!
  assert.ok(told.length > 0)
  assert.not.match(JSON.stringify([...client.published().values()]), 'numpy')
})

test('places count UTF-16 units, or bytes where the editor prefers them', async () => {
  const text = TRAIN.replace('requirements:', '"𝔘é": 1, requirments:').replace('docker:\n    ', 'docker: {').replace('6]', '6]}')
  for (const [encodings, character] of [
    [undefined, 21],
    [['utf-8', 'utf-16'], 24],
    [['utf-32', 'utf-16'], 21],
  ] as const) {
    const { capabilities } = await start(FILES, ['.'], encodings && { encodings })
    assert.is(capabilities.positionEncoding, encodings?.find(name => name !== 'utf-32') ?? 'utf-16')
    client.write('pipelines/train.yaml', text)
    const marks = await client.marksOf('pipelines/train.yaml')
    assert.ok(
      marks.some(({ range }) => range.start.line === 1 && range.start.character === character),
      JSON.stringify(marks),
    )
    // An edit behind those letters arrives where it belongs.
    client.tell('textDocument/didChange', {
      textDocument: { uri: client.uri('pipelines/train.yaml'), version: 2 },
      contentChanges: [{ range: { start: { line: 1, character }, end: { line: 1, character: character + 11 } }, text: 'user' }],
    })
    const round = client.roundOf(client.uri('pipelines/train.yaml'))
    const after = await client.later('pipelines/train.yaml', round)
    assert.ok(!JSON.stringify(after).includes('requirments'), JSON.stringify(after))
    if (encodings?.[0] !== 'utf-32') {
      await client.stop()
      project.remove()
    }
  }
})

test('other places are beside a message, or in it where the editor shows none', async () => {
  const twice = `${TRAIN}steps: {fit: {}}\n`
  await start(FILES)
  client.write('pipelines/train.yaml', twice)
  const [beside] = await client.marksOf('pipelines/train.yaml')
  assert.is(beside!.code, 'DC1002')
  assert.equal(beside!.tags, [1])
  assert.equal(beside!.relatedInformation![0]!.location.range.start.line, 3)
  await client.stop()
  project.remove()
  await start(FILES, ['.'], { related: false })
  client.write('pipelines/train.yaml', twice)
  const [inside] = await client.marksOf('pipelines/train.yaml')
  assert.match(String(inside!.message), /note: .* \(pipelines\/train\.yaml:4:\d+\)/)
  assert.is(inside!.relatedInformation, undefined)
})

test('a change of an output asks for nothing', async () => {
  await start(FILES)
  client.write('pipelines/train.yaml', TRAIN)
  await client.marksOf('pipelines/train.yaml')
  const round = client.roundOf(client.uri('pipelines/train.yaml'))
  mkdirSync(join(project.root, 'build'))
  writeFileSync(join(project.root, 'build/manifest.json'), 'x')
  client.changed('build/manifest.json')
  rmSync(join(project.root, 'build'), { recursive: true })
  client.write('stack.yaml', STACK)
  await client.marksOf('stack.yaml')
  assert.is(client.roundOf(client.uri('pipelines/train.yaml')), round + 1)
})

test('what is beside names is asked for again after an edit elsewhere, and after a build', async () => {
  await start(FILES, ['.'], { refreshes: true })
  await client.refreshed()
  client.write('stack.yaml', STACK)
  await client.refreshed()
  client.changed('build/manifest.json')
  await client.refreshed()
  assert.is(client.errors, '')
})

test('exit after shutdown ends with 0', async () => {
  await start(FILES)
  assert.is(await client.stop(), 0)
  await start(FILES)
})

test.run()
