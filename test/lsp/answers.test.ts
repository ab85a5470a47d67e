/** Hover, definition, references, symbols and links: what an editor asks about a place. */
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { CodeLens, DocumentLink, DocumentSymbol, Hover, InlayHint, Location } from 'vscode-languageserver/node'
import { compileCommand } from '../../src/commands/compile.ts'
import type { Comparison, ListedImage } from '../../src/lsp/commands.ts'
import { STACK, TestProject } from '../golden/project.ts'
import { LanguageClient, placeOf } from '../support/language-client.ts'

let project: TestProject
let client: LanguageClient
test.before(async () => {
  project = new TestProject({})
  cpSync('examples/quickstart', project.root, { recursive: true })
  client = new LanguageClient(project.root)
  await client.start()
})
test.after(async () => {
  assert.is(client.errors, '')
  assert.is(await client.stop(), 0)
  project.remove()
})

const read = (path: string) => readFileSync(join(project.root, path), 'utf8')
/** Asks about the first place of a text in a file. */
function ask<T>(request: string, path: string, part: string): Promise<T> {
  const text = read(path)
  assert.ok(text.includes(part), part)
  const position = placeOf(text, text.indexOf(part) + 1)
  return client.ask<T>(`textDocument/${request}`, {
    textDocument: { uri: client.uri(path) },
    position,
    context: { includeDeclaration: true },
  })
}
async function hover(path: string, part: string): Promise<string> {
  const found = await ask<Hover | null>('hover', path, part)
  return found === null ? '' : (found.contents as { value: string }).value
}
const paths = (found: readonly Location[]) =>
  found.map(({ uri, range }) => `${uri.slice(client.uri('').length + 1)}:${range.start.line + 1}`)

test('hover: a setting, what it means and does, and whom it beats', async () => {
  const key = await hover('pipelines/training.yaml', 'apt_packages: [')
  assert.match(key, /\*\*apt_packages\*\*/)
  assert.match(key, /Default: `\[\]`/)
  assert.match(key, /both images that it is written for depend on it/)
  const step = await hover('pipelines/training.yaml', 'requirements-train.txt')
  assert.match(step, /used/)
  assert.match(step, /it beats pipelines\/training\.yaml:7/)
})

test('hover: a package, an integration, a code and a line of a generated Dockerfile', async () => {
  assert.match(await hover('pipelines/training.yaml', 'libgomp1]'), /`libgomp1` is installed in `training`/)
  assert.match(await hover('requirements.txt', 'pandas'), /`pandas` is installed in .*`training-train`[\s\S]*also asked for by/)
  assert.match(await hover('stack.yaml', 's3\n'), /integration `s3` of ZenML 0\.98\.0 installs[\s\S]*boto3/)
  const dockerfile = 'build/images/training-train/Dockerfile'
  assert.match(await hover(dockerfile, 'OMP_NUM_THREADS'), /Image `training-train`[\s\S]*pipelines\/training\.yaml:\d+/)
  client.write('dockcompile.config.yaml', `${read('dockcompile.config.yaml')}allow: [DC4103]\n`)
  const { line, character } = placeOf(
    client.textOf('dockcompile.config.yaml'),
    client.textOf('dockcompile.config.yaml').length - 4,
  )
  const found = await client.ask<Hover>('textDocument/hover', {
    textDocument: { uri: client.uri('dockcompile.config.yaml') },
    position: { line, character },
  })
  assert.match((found.contents as { value: string }).value, /\*\*DC4103\*\* \(warning\)[\s\S]*ZenML replaces/)
  client.close('dockcompile.config.yaml')
})

test('from a setting to its lines and back', async () => {
  const dockerfile = 'build/images/training-train/Dockerfile'
  const lines = paths(await ask<Location[]>('definition', 'pipelines/training.yaml', 'OMP_NUM_THREADS: 2'))
  const expected =
    read(dockerfile)
      .split('\n')
      .findIndex(line => line.startsWith('ENV OMP_NUM_THREADS')) + 1
  assert.ok(lines.includes(`${dockerfile}:${expected}`), lines.join())
  const back = paths(await ask<Location[]>('definition', dockerfile, 'ENV OMP_NUM_THREADS'))
  const written =
    read('pipelines/training.yaml')
      .split('\n')
      .findIndex(line => line.includes('OMP_NUM_THREADS')) + 1
  assert.ok(back.includes(`pipelines/training.yaml:${written}`), back.join())
  const all = paths(await ask<Location[]>('references', 'pipelines/training.yaml', 'requirements-train.txt'))
  assert.ok(all.includes('pipelines/training.yaml:7'), all.join())
})

test('symbols and links', async () => {
  const textDocument = { uri: client.uri('pipelines/training.yaml') }
  const symbols = await client.ask<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument })
  assert.equal(
    symbols.map(({ name }) => name),
    ['train'],
  )
  const links = await client.ask<DocumentLink[]>('textDocument/documentLink', { textDocument })
  assert.equal(
    links.map(({ target }) => target),
    ['requirements.txt', 'requirements-train.txt'].map(path => client.uri(path)),
  )
})

/** What is above each line of a file that names something with an image. */
const lensesOf = async (path: string) =>
  (await client.ask<CodeLens[]>('textDocument/codeLens', { textDocument: { uri: client.uri(path) } })).map(
    ({ range, command }) => `${range.start.line + 1} ${command!.title}`,
  )

test('the image of each pipeline and step, and what an edit makes the builder do again', async () => {
  const path = 'pipelines/training.yaml'
  const pipeline = '2 image training · 2 layers of its own · shared by 4 steps'
  const train = '16 image training-train · 2 layers of its own · for this step alone'
  assert.equal(await lensesOf(path), [pipeline, train], 'the output on disk is up to date')
  const text = read(path)
  client.write(path, text.replace('OMP_NUM_THREADS: 2', 'OMP_NUM_THREADS: 3'))
  assert.equal(await lensesOf(path), [pipeline, train, '16 rebuilds no layer, only labels, tags or settings change'])
  client.write('requirements-train.txt', read('requirements-train.txt').replace('scipy==1.15.3', 'scipy==1.15.2'))
  assert.equal(await lensesOf(path), [pipeline, train, '16 rebuilds from: user requirements'])
  const range = { start: { line: 3, character: 0 }, end: { line: 99, character: 0 } }
  const hints = await client.ask<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri: client.uri(path) }, range })
  assert.equal(
    hints.map(({ position, label }) => [position.line, position.character, label]),
    [[15, 8, 'training-train, rebuilds from: user requirements']],
  )
  client.close('requirements-train.txt')
  client.close(path)
  assert.equal(
    (await lensesOf('penguins/pipelines.py')).map(title => title.replace(/ · .*/, '')),
    [
      ...['35 training: image training', '36 load_data: image training', '37 train: image training-train'],
      ...['37 evaluate: image training', '41 inference: image training', '42 load_data: image training'],
      '42 predict: image training',
    ],
  )
})

test('how much travels again, where the lock file knows sizes', async () => {
  const own = new TestProject({})
  for (const from of ['golden/_base', 'golden/output/what-an-edit-of-independent-layers-rebuilds/input'])
    cpSync(from, own.root, { recursive: true })
  await own.run(compileCommand, '--quiet')
  const editor = new LanguageClient(own.root)
  await editor.start()
  try {
    editor.write('train.yaml', readFileSync(join(own.root, 'train.yaml'), 'utf8').replace('click==8.1.7', 'click==8.1.8'))
    const lenses = await editor.ask<CodeLens[]>('textDocument/codeLens', { textDocument: { uri: editor.uri('train.yaml') } })
    assert.equal(
      lenses.map(({ command }) => command!.title),
      ['image train · 2 layers of its own', 'rebuilds packages-of-some-5 (about 0.1 MB)'],
    )
  } finally {
    assert.is(await editor.stop(), 0)
    own.remove()
  }
})

test('of many images each has its layers, and what an edit makes the builder do again', async () => {
  const steps = Array.from({ length: 101 }, (_, i) => `  s${i}: {settings: {docker: {apt_packages: [git${i}]}}}\n`)
  const own = new TestProject({
    'stack.yaml': STACK,
    'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: [t.yaml]\npython: "3.11"\n',
    't.yaml': `steps:\n${steps.join('')}`,
  })
  await own.run(compileCommand, '--quiet')
  const editor = new LanguageClient(own.root)
  await editor.start()
  try {
    editor.write('t.yaml', `steps:\n${steps.join('')}`.replace('git100', 'git-100'))
    const lenses = await editor.ask<CodeLens[]>('textDocument/codeLens', { textDocument: { uri: editor.uri('t.yaml') } })
    assert.equal(
      lenses.slice(-3).map(({ command }) => command!.title),
      [
        'image t-s99 · 2 layers of its own · for this step alone',
        'image t-s100 · 2 layers of its own · for this step alone',
        'rebuilds from: system packages',
      ],
    )
  } finally {
    assert.is(await editor.stop(), 0)
    own.remove()
  }
})

test('a Dockerfile as it would be, beside the one on disk', async () => {
  const path = 'pipelines/training.yaml'
  client.write(path, read(path).replace('PYTHONUNBUFFERED: 1', 'PYTHONUNBUFFERED: 2'))
  const lenses = await client.ask<CodeLens[]>('textDocument/codeLens', { textDocument: { uri: client.uri(path) } })
  const command = lenses.at(-1)!.command!
  const found = await client.ask<Comparison>('workspace/executeCommand', {
    command: command.command,
    arguments: command.arguments,
  })
  const dockerfile = 'build/images/training-train/Dockerfile'
  assert.is(found.uri, client.uri(dockerfile))
  assert.is(found.onDisk, true)
  assert.match(found.text!, 'ENV PYTHONUNBUFFERED="2"')
  assert.match(read(dockerfile), 'ENV PYTHONUNBUFFERED="1"')
  assert.equal(await client.ask('workspace/textDocumentContent', { uri: found.wouldBe }), { text: found.text })
  const images = await client.ask<ListedImage[]>('workspace/executeCommand', { command: 'dockcompile.images' })
  assert.equal(
    images.map(({ image, rebuild, usedBy }) => [image, rebuild, usedBy]),
    [
      ['training', 'rebuilds from: system packages', ['training']],
      ['training-train', 'rebuilds from: system packages', ['training/train']],
      ['inference', 'new image', ['inference']],
    ],
  )
  client.write(path, 'settings: [')
  assert.equal(await client.ask('workspace/executeCommand', { command: 'dockcompile.images' }), [])
  const broken = await client.ask<Comparison>('workspace/executeCommand', command)
  assert.is(broken.text, null, 'there is no such file while there are errors')
  client.close(path)
})

test('every request has an answer everywhere', async () => {
  const every = process.env.ALL_BUILDS ? { cases: 1, places: 3 } : { cases: 20, places: 19 }
  const cases = readdirSync('golden', { recursive: true, encoding: 'utf8' })
    .filter(path => /^[^_][^/]*\/[^/]+\/input$/.test(path))
    .sort()
    .filter((_, i) => i % every.cases === 0)
    .map(path => join('golden', path))
  assert.ok(cases.length >= 20)
  const golden = new TestProject({})
  for (const [i, from] of cases.entries()) cpSync(from, join(golden.root, String(i)), { recursive: true })
  const editor = new LanguageClient(golden.root)
  await editor.start()
  try {
    let answers = 0
    for (const path of readdirSync(golden.root, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(?:ya?ml|toml|json|py|txt|dockerignore)$|Dockerfile/.test(path) || !statSync(join(golden.root, path)).isFile())
        continue
      const text = readFileSync(join(golden.root, path), 'utf8')
      const about = { textDocument: { uri: editor.uri(path) }, context: { diagnostics: [] } }
      const range = { start: placeOf(text, 0), end: placeOf(text, text.length) }
      const asked = ['documentSymbol', 'documentLink', 'codeLens', 'inlayHint', 'codeAction'].map(method =>
        editor.ask(`textDocument/${method}`, { ...about, range }),
      )
      for (let offset = 0; offset <= text.length; offset += every.places)
        for (const method of ['hover', 'definition', 'references', 'completion', 'prepareRename'])
          asked.push(editor.ask(`textDocument/${method}`, { ...about, position: placeOf(text, offset) }))
      answers += (await Promise.all(asked)).filter(answer => answer !== undefined).length
    }
    assert.ok(answers > 2000, String(answers))
    assert.is(editor.errors, '')
  } finally {
    assert.is(await editor.stop(), 0)
    golden.remove()
  }
})

test.run()
