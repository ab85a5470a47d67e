/** A step gets another name, in YAML, the project file and the code that names it. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver/node'
import { STACK, TestProject } from '../golden/project.ts'
import { LanguageClient, placeOf } from '../support/language-client.ts'

const FILES = {
  'stack.yaml': STACK,
  'dockcompile.config.yaml': `stack: stack.yaml
python: "3.11"
pipelines:
  - {file: plain.yaml, steps: [load, fit]}
  - {file: other.yaml, steps: [fit]}
  - {code: code.py:training, file: training.yaml}
  - {code: code.py:scoring}
  - {code: code.py:tuned}
`,
  'plain.yaml': 'steps:\n  "fit": {settings: {docker: {apt_packages: [git]}}}\n',
  'other.yaml': 'steps:\n  fit: {}\n',
  'training.yaml': 'steps:\n  train: {settings: {docker: {apt_packages: [git]}}}\n  load: {}\n',
  'code.py': `from zenml import pipeline, step

@step
def load() -> int:
    return 1

@step(name="train")
def fit_model(data: int) -> None: ...

@pipeline
def training():
    fit_model(load())

@pipeline
def scoring():
    fit_model(load())

@step(name="score")
def score_model(data: int) -> None: ...

@pipeline
def tune():
    score_model(load())

tuned = tune.with_options(steps={"score": {"settings": {"docker": {"apt_packages": ["git"]}}}})
`,
}

let project: TestProject
let client: LanguageClient
test.before(async () => {
  project = new TestProject(FILES)
  client = new LanguageClient(project.root)
  await client.start()
})
test.after(async () => {
  assert.is(await client.stop(), 0)
  project.remove()
})

const at = (path: keyof typeof FILES, part: string) => ({
  textDocument: { uri: client.uri(path) },
  position: placeOf(FILES[path], FILES[path].indexOf(part) + 1),
})

/** What changes, each as `file:line:column`. */
async function renamed(path: keyof typeof FILES, part: string, newName: string): Promise<string[] | null> {
  const edit = await client.ask<WorkspaceEdit | null>('textDocument/rename', { ...at(path, part), newName })
  const changes = edit?.documentChanges as TextDocumentEdit[] | undefined
  return (
    changes?.flatMap(({ textDocument, edits }) =>
      edits.map(one => {
        const { start } = (one as TextEdit).range
        return `${textDocument.uri.slice(client.uri('').length + 1)}:${start.line + 1}:${start.character + 1}`
      }),
    ) ?? null
  )
}

test('in a pipeline file and its entry, from either', async () => {
  const places = ['plain.yaml:2:4', 'dockcompile.config.yaml:4:38']
  assert.equal(await renamed('plain.yaml', 'fit', 'train'), places)
  assert.equal(await renamed('dockcompile.config.yaml', 'fit]', 'train'), places)
  const range = { start: { line: 1, character: 3 }, end: { line: 1, character: 6 } }
  assert.equal(await client.ask('textDocument/prepareRename', at('plain.yaml', 'fit')), { range, placeholder: 'fit' })
  for (const part of ['settings', 'git', 'steps'])
    assert.is(await client.ask('textDocument/prepareRename', at('plain.yaml', part)), null, part)
})

test('where the code names it, from the code and from YAML', async () => {
  const places = ['code.py:7:13', 'training.yaml:2:3']
  assert.equal(await renamed('training.yaml', 'train', 'learn'), places)
  assert.equal(await renamed('code.py', 'train")', 'learn'), places)
})

test('a step with the name of its function, a name that is taken, and one that is none', async () => {
  const refused: string[] = []
  client.connection.onNotification('window/showMessage', ({ message }: { message: string }) => void refused.push(message))
  for (const [path, part, name] of [
    ['training.yaml', 'load', 'read'],
    ['plain.yaml', 'fit', 'load'],
    ['plain.yaml', 'fit', 'fit it'],
    ['code.py', 'score")', 'rate'],
  ] as const)
    assert.is(await renamed(path, part, name), null)
  assert.equal(refused, [
    'the step `load` has the name of its function in Python: rename the function, beginning with `code.py`',
    'the pipeline `plain` has a step `load` already',
    '`fit it` is not a name for a step: use letters, digits, `_`, `-` and `.`',
    'the text `score` is in 2 places of the code: rename the step by hand, beginning with `code.py`',
  ])
  assert.is(client.errors, '')
})

test.run()
