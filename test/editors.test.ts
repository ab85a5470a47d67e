/** A real YAML language server on the examples, over its standard input and output, as editors run it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import picomatch from 'picomatch'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { packageSchemas } from '../src/edge/package-files.ts'
import { PROJECT_FILES } from '../src/model/project.ts'
import { within } from './support/within.ts'

const SERVER = 'node_modules/yaml-language-server/bin/yaml-language-server'
const QUICKSTART = 'examples/quickstart'
const url = (path: string) => pathToFileURL(join(process.cwd(), path)).href
const file = (path: string) => readFileSync(join(QUICKSTART, path), 'utf8')

interface Position {
  readonly line: number
  readonly character: number
}
interface Marked {
  readonly range: { readonly start: Position; readonly end: Position }
  readonly message: string
}

const SCHEMAS = { project: 'dockcompile.config.yaml', pipeline: '**/pipelines/*.yaml', stack: 'stack.yaml' }

/** What an editor's settings say of YAML. Without the store, which is in the network. */
const SETTINGS = {
  schemas: Object.fromEntries(Object.entries(SCHEMAS).map(([name, glob]) => [url(`schema/${name}.schema.json`), glob])),
  schemaStore: { enable: false },
  validate: true,
  hover: true,
  completion: true,
}

/** Speaks the Language Server Protocol: JSON, each message with its length before it. */
class Server {
  readonly #child: ChildProcess
  readonly #answers = new Map<number, (result: unknown) => void>()
  readonly #marks = new Map<string, (marked: readonly Marked[]) => void>()
  #buffer = Buffer.alloc(0)
  #last = 0

  constructor() {
    this.#child = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#child.stdout!.on('data', (data: Buffer) => {
      this.#buffer = Buffer.concat([this.#buffer, data])
      for (let message = this.#take(); message; message = this.#take()) this.#receive(message)
    })
  }

  async start(): Promise<void> {
    await this.ask('initialize', {
      processId: process.pid,
      rootUri: url('.'),
      capabilities: { workspace: { configuration: true } },
    })
    this.tell('initialized', {})
    this.tell('workspace/didChangeConfiguration', { settings: {} })
  }

  /** Opens a text and waits for what is marked in it. */
  open(path: string, text: string): Promise<readonly Marked[]> {
    const uri = url(path)
    const marked = within(new Promise<readonly Marked[]>(done => this.#marks.set(uri, done)), `marks in ${path}`)
    this.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } })
    return marked
  }

  ask(method: string, params: object): Promise<unknown> {
    const id = ++this.#last
    this.#send({ id, method, params })
    return within(new Promise(done => this.#answers.set(id, done)), method)
  }

  tell(method: string, params: object): void {
    this.#send({ method, params })
  }

  stop(): void {
    this.#child.kill()
  }

  #send(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message })
    this.#child.stdin!.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }

  #take(): Record<string, unknown> | undefined {
    const head = /^(?:.*\r\n)*?Content-Length: (\d+)\r\n(?:.+\r\n)*\r\n/.exec(this.#buffer.toString('latin1'))
    if (!head || this.#buffer.length < head[0].length + Number(head[1])) return undefined
    const end = head[0].length + Number(head[1])
    const message = JSON.parse(this.#buffer.toString('utf8', head[0].length, end)) as Record<string, unknown>
    this.#buffer = this.#buffer.subarray(end)
    return message
  }

  #receive({ id, method, params, result }: Record<string, unknown>): void {
    if (method === undefined) this.#answers.get(id as number)?.(result)
    else if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = params as { uri: string; diagnostics: Marked[] }
      this.#marks.get(uri)?.(diagnostics)
    } else if (method === 'workspace/configuration') this.#send({ id, result: [SETTINGS, {}, {}, {}] })
    else if (id !== undefined) this.#send({ id, result: null })
  }
}

/** Where a text is in another one. */
function placeOf(text: string, part: string): Position {
  const lines = text.slice(0, text.indexOf(part)).split('\n')
  return { line: lines.length - 1, character: lines.at(-1)!.length }
}

let server: Server
test.before(async () => {
  server = new Server()
  await server.start()
})
test.after(() => server.stop())

for (const path of ['dockcompile.config.yaml', 'stack.yaml', 'pipelines/training.yaml', 'pipelines/inference.yaml'])
  test(`nothing is wrong with ${path} of the quickstart`, async () => {
    assert.equal(await server.open(`${QUICKSTART}/${path}`, file(path)), [])
  })

test('hover tells what a key means', async () => {
  const path = `${QUICKSTART}/pipelines/training.yaml`
  const text = file('pipelines/training.yaml')
  await server.open(path, text)
  const { contents } = (await server.ask('textDocument/hover', {
    textDocument: { uri: url(path) },
    position: placeOf(text, 'apt_packages: ['),
  })) as { contents: { value: string } }
  const schema = JSON.parse(readFileSync('schema/pipeline.schema.json', 'utf8'))
  const { description } = schema.$defs.dockerSettings.properties.apt_packages as { description: string }
  const plain = (markdown: string) => markdown.replace(/[\\`]/g, '').replace(/\s+/g, ' ')
  assert.ok(plain(contents.value).includes(plain(description)), contents.value)
})

test('completion offers the keys that fit', async () => {
  const labels = async (path: string, text: string, position: Position) => {
    await server.open(path, text)
    const answer = await server.ask('textDocument/completion', { textDocument: { uri: url(path) }, position })
    const items = (Array.isArray(answer) ? answer : (answer as { items: unknown[] }).items) as { label: string }[]
    return items.map(item => item.label)
  }
  const keys = await labels('dockcompile.config.yaml', 'stack: stack.yaml\n\n', { line: 1, character: 0 })
  for (const key of ['pipelines', 'dialect', 'secrets']) assert.ok(keys.includes(key), key)
  assert.not.ok(keys.includes('apt_packages'))
  const settings = await labels('x/pipelines/a.yaml', 'settings:\n  docker:\n    user: me\n    \n', { line: 3, character: 4 })
  for (const key of ['apt_packages', 'requirements', 'parent_image']) assert.ok(settings.includes(key), settings.join(' '))
  const values = await labels('y/dockcompile.config.yaml', 'dialect: \n', { line: 0, character: 9 })
  for (const value of ['buildkit', 'portable', 'zenml']) assert.ok(values.includes(value), value)
})

test('a mistake is marked where it is', async () => {
  const config = file('dockcompile.config.yaml').replace('output: build', 'outptu: build')
  const [typo, ...none] = await server.open('z/dockcompile.config.yaml', config)
  assert.equal(none, [])
  assert.equal(typo!.range.start, placeOf(config, 'outptu'))
  assert.match(typo!.message, 'outptu')
  const pipeline = file('pipelines/training.yaml').replace('[libgomp1]', '{libgomp1: 1}')
  const marked = await server.open('z/pipelines/training.yaml', pipeline)
  assert.ok(
    marked.some(({ range }) => range.start.line === placeOf(pipeline, '{libgomp1').line),
    JSON.stringify(marked),
  )
})

test('the entry for SchemaStore names the files that are looked for, and a schema that is in the package', () => {
  const [, json] = /```json\n(.*?)```/s.exec(readFileSync('docs/releasing.md', 'utf8'))!
  const entry = JSON.parse(json!) as Record<'name' | 'description' | 'url', string> & {
    fileMatch: string[]
  }
  assert.equal(Object.keys(entry), ['name', 'description', 'fileMatch', 'url'])
  assert.equal(
    entry.fileMatch,
    PROJECT_FILES.filter(name => !['package.json', 'pyproject.toml'].includes(name)),
  )
  assert.ok(entry.fileMatch.every(glob => picomatch.isMatch(glob, glob)))
  assert.ok(packageSchemas().includes(/^HOME\/schema\/(.*)\.schema\.json$/.exec(entry.url)![1]!))
})

test('the schemas are what they say: JSON Schema 2020-12', () => {
  for (const name of ['project', 'pipeline', 'stack', 'build', 'lock']) {
    const schema = JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8')) as object
    assert.ok(new Ajv2020({ strict: false }).validateSchema(schema), name)
  }
})

test.run()
