import { spawn } from 'node:child_process'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node'
import { table } from './measure.mjs'
import { makeWorkspace } from './workspace.mjs'

const EDITS = 60
/** The server waits so long for another edit. In milliseconds. */
const PAUSE = 100
/** Documents of the quickstart that are edited in turns while memory is looked at. */
const DOCUMENTS = [
  ...['dockcompile.config.yaml', 'stack.yaml', 'pipelines/training.yaml', 'pipelines/inference.yaml'],
  ...['requirements.txt', 'requirements-train.txt', 'penguins/pipelines.py', '.dockerignore'],
]
/** The edits, which take turns: much of what people type is not finished. */
const TYPED = [text => `${text}# more\n`, text => `${text}"`, text => text.slice(0, -20), text => `# ${text}`]

/** "Lsp": how long an editor waits for `dockcompile lsp`, and whether its memory grows. */
export async function lsp({ root, temporary }) {
  const server = [process.execPath, join(root, 'dist/cli.js'), 'lsp']
  const quickstart = join(temporary, 'lsp-quickstart')
  cpSync(join(root, 'examples/quickstart'), quickstart, { recursive: true })
  const rows = [
    ['quickstart, a pipeline file', ...(await waits(server, quickstart, 'pipelines/training.yaml'))],
    ['quickstart, a Python file', ...(await waits(server, quickstart, 'penguins/pipelines.py'))],
  ]
  for (const count of [100, 1000]) {
    const folder = join(temporary, `lsp-${count}`)
    makeWorkspace(folder, count)
    rows.push([`${count.toLocaleString('en')} pipelines`, ...(await waits(server, folder, 'pipelines/pipeline-7.yaml'))])
  }
  const [early, late] = await heaps(quickstart, [
    process.execPath,
    '--expose-gc',
    '--require',
    join(root, 'bench/heap-on-signal.cjs'),
    ...server.slice(1),
  ])
  const head = ['edited', 'edit to messages: median', '95th percentile', 'hover: 95th', 'completion: 95th']
  return {
    text: `Milliseconds from an edit to its messages, without the ${PAUSE} that the server waits for more of them, and for answers right after it; ${EDITS} edits each.

${table(head, rows)}
Of the quickstart the server holds ${megabytes(early)} after 100 edits of eight documents, and ${megabytes(late)} after 1,000: ${(late / early).toFixed(2)} ×.
`,
  }
}

const megabytes = bytes => `${(bytes / 1e6).toFixed(1)} MB`

/** Milliseconds: edits, median and 95th percentile, then hover and completion. */
async function waits(server, folder, path) {
  const editor = await Editor.start(server, folder)
  const original = readFileSync(join(folder, path), 'utf8')
  await editor.write(path, original)
  /** @type {Record<string, number[]>} */
  const taken = { edit: [], hover: [], completion: [] }
  for (let i = 0; i < EDITS; i++) {
    const started = performance.now()
    await editor.write(path, i % 2 ? original : TYPED[(i / 2) % TYPED.length](original))
    taken.edit.push(performance.now() - started - PAUSE)
    for (const method of ['hover', 'completion']) {
      const asked = performance.now()
      await editor.ask(method, path, { line: 2, character: 6 })
      taken[method].push(performance.now() - asked)
    }
  }
  await editor.stop()
  return [at(taken.edit, 0.5), at(taken.edit, 0.95), at(taken.hover, 0.95), at(taken.completion, 0.95)]
}

const at = (values, part) => `${Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length * part)])}`

/** The bytes that a server holds after 100 and after 1,000 edits. */
async function heaps(folder, server) {
  const editor = await Editor.start(server, folder)
  const texts = new Map(DOCUMENTS.map(path => [path, readFileSync(join(folder, path), 'utf8')]))
  const held = []
  for (let i = 1; i <= 1000; i++) {
    const path = DOCUMENTS[i % DOCUMENTS.length]
    const written = editor.write(path, i % 3 ? texts.get(path) : TYPED[i % TYPED.length](texts.get(path)))
    if (i % 10 === 0) await written
    if (i === 100 || i === 1000) held.push(await editor.heap())
  }
  await editor.stop()
  return held
}

/** A client that opens a folder. */
class Editor {
  static async start([program, ...words], folder) {
    const editor = new Editor(spawn(program, words, { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] }), folder)
    const capabilities = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } }
    const rootUri = pathToFileURL(folder).href
    await editor.connection.sendRequest('initialize', { processId: process.pid, rootUri, capabilities })
    await editor.connection.sendNotification('initialized', {})
    return editor
  }

  constructor(child, folder) {
    this.child = child
    this.folder = folder
    this.versions = new Map()
    this.wait = { uri: '', version: 0, done: () => {} }
    this.connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin))
    this.connection.onNotification('textDocument/publishDiagnostics', ({ uri, version }) => {
      if (uri === this.wait.uri && version === this.wait.version) this.wait.done()
    })
    this.connection.onRequest('client/registerCapability', () => null)
    this.connection.listen()
  }

  uri(path) {
    return pathToFileURL(join(this.folder, path)).href
  }

  /** Gives a document a text; settles when the messages of that text are here. */
  write(path, text) {
    const uri = this.uri(path)
    const version = (this.versions.get(path) ?? 0) + 1
    this.versions.set(path, version)
    const messages = new Promise(done => {
      this.wait = { uri, version, done: () => done(undefined) }
    })
    void (version === 1
      ? this.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version, text } })
      : this.connection.sendNotification('textDocument/didChange', {
          textDocument: { uri, version },
          contentChanges: [{ text }],
        }))
    return messages
  }

  ask(method, path, position) {
    return this.connection.sendRequest(`textDocument/${method}`, { textDocument: { uri: this.uri(path) }, position })
  }

  /** Bytes after a forced collection. */
  heap() {
    return new Promise(done => {
      this.child.stderr.once('data', line => done(Number(line)))
      this.child.kill('SIGUSR2')
    })
  }

  async stop() {
    await this.connection.sendRequest('shutdown')
    await this.connection.sendNotification('exit')
    this.connection.dispose()
  }
}
