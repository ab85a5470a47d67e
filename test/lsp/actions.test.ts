/** Code actions: each that is offered for a mistake of test/survey gives a text that compiles without its message. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { CodeAction, TextDocumentEdit, TextEdit } from 'vscode-languageserver/node'
import { compile } from '../../src/compile.ts'
import { packageCatalogs } from '../../src/edge/catalogs.ts'
import { memorySources } from '../../src/sources/memory-sources.ts'
import { STACK, TestProject } from '../golden/project.ts'
import { LanguageClient } from '../support/language-client.ts'
import { CASES } from '../survey/cases.ts'
import { HABITS } from '../survey/habits.ts'
import { filesOf, projectFileOf } from '../survey/project.ts'

/** All of them with `npm run test:all`. */
const ALL = [...CASES, ...HABITS].filter((_, i) => process.env.ALL_BUILDS || i % 6 === 0)
const catalogs = packageCatalogs()
const EVERYWHERE = { start: { line: 0, character: 0 }, end: { line: 1e6, character: 0 } }

let project: TestProject
let client: LanguageClient
test.before(async () => {
  const files = ALL.flatMap((one, i) => Object.entries(filesOf(one)).map(([path, text]) => [`${i}/${path}`, text]))
  project = new TestProject(Object.fromEntries(files) as Record<string, string>)
  client = new LanguageClient(project.root)
  await client.start()
})
test.after(async () => {
  assert.is(await client.stop(), 0)
  project.remove()
})

const actionsOf = (path: string, only?: readonly string[], range = EVERYWHERE) =>
  client.ask<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: client.uri(path) },
    range,
    context: { diagnostics: [], ...(only && { only }) },
  })

/** The texts of a folder after an action, whose edits are those of the protocol. */
function applied(action: CodeAction, folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  const texts = { ...files }
  for (const change of action.edit!.documentChanges!) {
    const edit = change as TextDocumentEdit & { readonly kind?: string; readonly uri?: string }
    const uri = edit.uri ?? edit.textDocument.uri
    const path = decodeURIComponent(uri).slice(`${client.uri(folder)}/`.length)
    if (edit.kind === 'create') texts[path] ??= ''
    else
      for (const { range, newText } of [...edit.edits].reverse() as { range: typeof EVERYWHERE; newText: string }[]) {
        const text = texts[path]!
        const [start, end] = [range.start, range.end].map(({ line, character }) => {
          const lines = text.split('\n').slice(0, line)
          return lines.reduce((sum, each) => sum + each.length + 1, 0) + character
        })
        texts[path] = text.slice(0, start) + newText + text.slice(end)
      }
  }
  return texts
}

const messages = (files: Readonly<Record<string, string>>, projectFile: string) =>
  compile(memorySources(files), { projectFile }, { catalogs }).diagnostics.map(({ code, message }) => `${code} ${message}`)

test('the actions for the mistakes of the survey', async () => {
  let offered = 0
  for (const [i, one] of ALL.entries()) {
    const files = filesOf(one)
    const projectFile = projectFileOf(one)
    const before = messages(files, projectFile)
    for (const file of Object.keys(files)) {
      for (const action of await actionsOf(`${i}/${file}`)) {
        const after = messages(applied(action, String(i), files), projectFile)
        for (const { code, message } of action.diagnostics!) {
          const [first] = String(message).split('\n')
          const told = (all: readonly string[]) => all.filter(each => each === `${code} ${first}`).length
          assert.ok(told(after) < told(before), `${one.name}: ${action.title}\n${after.join('\n')}`)
        }
        offered++
      }
    }
  }
  assert.ok(offered > ALL.length / 2, `${offered} actions`)
  assert.is(client.errors, '')
})

test('a fix, all fixes, three ways to accept, and the file that is missing', async () => {
  const own = new TestProject({
    'stack.yaml': STACK,
    'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: ["*/t.yaml"]\npython: "3.11"\n',
    'p/t.yaml':
      'settings:\n  docker:\n    requirements: p/new.txt\n    apt_package: [git]\n    enviroment: {A: "1"}\nsteps: {fit: {}}\n',
  })
  const editor = new LanguageClient(own.root)
  await editor.start()
  try {
    const ask = async (line: number, character: number, only?: readonly string[]) =>
      editor.ask<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri: editor.uri('p/t.yaml') },
        range: { start: { line, character }, end: { line, character } },
        context: { diagnostics: [], ...(only && { only }) },
      })
    assert.equal(
      (await ask(3, 6)).map(({ title }) => title),
      [
        'Write `apt_packages` for `apt_package`',
        'Accept DC2001 here',
        'Accept DC2001 in `p/t.yaml`',
        'Accept DC2001 in the project',
        'Fix all mistakes of this file that have one right answer',
      ],
    )
    assert.equal(await ask(0, 0, ['quickfix']), [])
    const [create] = await ask(2, 20, ['quickfix'])
    assert.is(create!.title, 'Create `p/new.txt`')
    assert.equal(create!.edit!.documentChanges, [
      { kind: 'create', uri: editor.uri('p/new.txt'), options: { ignoreIfExists: true } },
    ])
    const [all, ...none] = await ask(0, 0, ['source.fixAll'])
    assert.equal(none, [])
    assert.is(all!.kind, 'source.fixAll.dockcompile')
    const [change] = all!.edit!.documentChanges as TextDocumentEdit[]
    assert.equal(change!.edits, [
      {
        range: { start: { line: 3, character: 15 }, end: { line: 4, character: 10 } },
        newText: 's: [git]\n    environ',
      },
    ])
  } finally {
    assert.is(await editor.stop(), 0)
    own.remove()
  }
})

/** The text of a file after the action of a title; undefined where none is offered. */
async function after(files: Readonly<Record<string, string>>, path: string, title: string): Promise<string | undefined> {
  const own = new TestProject(files)
  const editor = new LanguageClient(own.root)
  await editor.start()
  try {
    const actions = await editor.ask<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: editor.uri(path) },
      range: EVERYWHERE,
      context: { diagnostics: [] },
    })
    const found = actions.find(each => each.title === title)
    if (!found) return undefined
    const [change] = found.edit!.documentChanges as TextDocumentEdit[]
    const file = change!.textDocument.uri.slice(editor.uri('').length + 1)
    const edits = change!.edits.map(edit => ({ range: (edit as TextEdit).range, text: (edit as TextEdit).newText }))
    const offset = ({ line, character }: { line: number; character: number }) =>
      files[file]!.split('\n')
        .slice(0, line)
        .reduce((sum, each) => sum + each.length + 1, 0) + character
    return edits
      .sort((a, b) => offset(b.range.start) - offset(a.range.start))
      .reduce(
        (text, { range, text: written }) => text.slice(0, offset(range.start)) + written + text.slice(offset(range.end)),
        files[file]!,
      )
  } finally {
    assert.is(await editor.stop(), 0)
    own.remove()
  }
}

test('a variable that no install needs moves to runtime_environment', async () => {
  const config = 'stack: stack.yaml\npipelines: [t.yaml]\npython: "3.11"\n'
  const moves: Readonly<Record<string, string>> = {
    'environment: {UV_NO_CACHE: "1"}': 'runtime_environment: {UV_NO_CACHE: "1"}',
    'environment: {A: b, UV_NO_CACHE: "1"}': 'runtime_environment: {UV_NO_CACHE: "1"}\n    environment: {A: b}',
    'environment: {UV_NO_CACHE: "1", A: b}': 'runtime_environment: {UV_NO_CACHE: "1"}\n    environment: {A: b}',
    'environment:\n      UV_NO_CACHE: "1"\n      A: b': 'runtime_environment: {UV_NO_CACHE: "1"}\n    environment:\n      A: b',
    'runtime_environment: {C: d}\n    environment: {A: b, UV_NO_CACHE: "1"}':
      'runtime_environment: {UV_NO_CACHE: "1", C: d}\n    environment: {A: b}',
    'runtime_environment:\n      C: d\n    environment:\n      A: b\n      UV_NO_CACHE: "1"':
      'runtime_environment:\n      UV_NO_CACHE: "1"\n      C: d\n    environment:\n      A: b',
  }
  const pipeline = (part: string) => `settings:\n  docker:\n    requirements: [six]\n    ${part}\nsteps: {fit: {}}\n`
  for (const [before, expected] of Object.entries(moves)) {
    const files = { 'stack.yaml': STACK, 'dockcompile.config.yaml': config, 't.yaml': pipeline(before) }
    assert.is(await after(files, 't.yaml', 'Move it to `runtime_environment`'), pipeline(expected), before)
  }
})

test('an entry for Python code that no entry names', async () => {
  const code = `from zenml import pipeline, step
from zenml.config import DockerSettings

@step
def fit() -> None: ...

@pipeline(settings={"docker": DockerSettings(apt_packages=["git"])})
def training():
    fit()
`
  const config = 'stack: stack.yaml\npython: "3.11"\npipelines:\n  - t.yaml\n'
  const files = { 'stack.yaml': STACK, 'dockcompile.config.yaml': config, 't.yaml': 'steps: {fit: {}}\n', 'code.py': code }
  assert.is(await after(files, 'code.py', 'Add `code: code.py:training` to `pipelines`'), `${config}  - code: code.py:training\n`)
})

test.run()
