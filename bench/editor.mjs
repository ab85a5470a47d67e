// node bench/editor.mjs [PIPELINES…]: how long an editor waits for `dockcompile lsp`, with the quickstart and with 100 and 1,000 pipelines. Needs a build.
//
// From an edit to its messages the pause that the server waits for more edits is taken off. Milliseconds.
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node'
import { table } from './measure.mjs'
import { makeWorkspace } from './workspace.mjs'

const root = resolve(import.meta.dirname, '..')
const EDITS = 40
/** The server waits so long for another edit. */
const PAUSE = 100

const base = mkdtempSync(join(tmpdir(), 'editor-'))
try {
  const quickstart = join(base, 'quickstart')
  cpSync(join(root, 'examples/quickstart'), quickstart, { recursive: true })
  const rows = [['quickstart', await measured(quickstart, 'pipelines/training.yaml')]]
  const sizes = process.argv.slice(2).map(Number)
  for (const count of sizes.length > 0 ? sizes : [100, 1000]) {
    const folder = join(base, String(count))
    makeWorkspace(folder, count)
    rows.push([`${count} pipelines`, await measured(folder, 'pipelines/pipeline-7.yaml')])
  }
  const head = ['project', 'edit to messages: median', '95th percentile', 'hover: 95th', 'completion: 95th']
  console.log(
    table(
      head,
      rows.map(([name, cells]) => [name, ...cells]),
    ),
  )
} finally {
  rmSync(base, { recursive: true, force: true })
}

async function measured(folder, path) {
  const child = spawn(process.execPath, [join(root, 'dist/cli.js'), 'lsp'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] })
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin))
  const uri = pathToFileURL(join(folder, path)).href
  let published = /** @type {(version: number) => void} */ (() => {})
  connection.onNotification('textDocument/publishDiagnostics', marked => {
    if (marked.uri === uri) published(marked.version)
  })
  connection.onRequest('client/registerCapability', () => null)
  connection.listen()
  const capabilities = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } }
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities })
  await connection.sendNotification('initialized', {})
  let text = readFileSync(join(folder, path), 'utf8')
  let version = 1
  const messages = wanted =>
    new Promise(done => {
      published = got => got === wanted && done(undefined)
    })
  const first = messages(version)
  await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version, text } })
  await first
  const times = {
    edit: /** @type {number[]} */ ([]),
    hover: /** @type {number[]} */ ([]),
    completion: /** @type {number[]} */ ([]),
  }
  const position = { line: 2, character: 6 }
  for (let i = 0; i < EDITS; i++) {
    version++
    text = `${text}# ${i}\n`
    const done = messages(version)
    const started = performance.now()
    await connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] })
    await done
    times.edit.push(performance.now() - started - PAUSE)
    for (const method of ['hover', 'completion']) {
      const asked = performance.now()
      await connection.sendRequest(`textDocument/${method}`, { textDocument: { uri }, position })
      times[method].push(performance.now() - asked)
    }
  }
  await connection.sendRequest('shutdown')
  await connection.sendNotification('exit')
  return [at(times.edit, 0.5), at(times.edit, 0.95), at(times.hover, 0.95), at(times.completion, 0.95)]
}

function at(times, part) {
  return `${Math.round(times.toSorted((a, b) => a - b)[Math.floor(times.length * part)])}`
}
