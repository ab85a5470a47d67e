import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  createProtocolConnection,
  type Diagnostic,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node'
import { FIRST_ARGUMENTS, PROGRAM } from '../program.ts'
import { within } from './within.ts'

/** What an editor can do; the rest has a default. */
export interface Abilities {
  readonly encodings?: readonly string[]
  readonly related?: boolean
  readonly watches?: boolean
  /** Asks again for what is beside names when the server wants it to. */
  readonly refreshes?: boolean
}

/** An editor that has a folder open, with `dockcompile lsp` behind it. */
export class LanguageClient {
  readonly #root: string
  readonly #child: ChildProcess
  readonly connection: ProtocolConnection
  readonly #texts = new Map<string, { version: number; text: string }>()
  readonly #published = new Map<string, PublishDiagnosticsParams>()
  readonly #rounds = new Map<string, number>()
  /** Of all documents: one that is closed and opened again has a later version, too. */
  #version = 0
  #waiting: (() => void)[] = []
  #refreshed = 0
  /** What the server wrote besides its answers: it should be nothing. */
  errors = ''

  /** @param root the folder that paths of the methods are relative to */
  constructor(root: string, nodeArguments: readonly string[] = []) {
    this.#root = root
    const args = [...nodeArguments, ...FIRST_ARGUMENTS, 'lsp', '--stdio', `--clientProcessId=${process.pid}`]
    this.#child = spawn(PROGRAM, args, { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] })
    this.#child.stderr!.on('data', (data: Buffer) => {
      this.errors += data
    })
    this.connection = createProtocolConnection(
      new StreamMessageReader(this.#child.stdout!),
      new StreamMessageWriter(this.#child.stdin!),
    )
    this.connection.onNotification('textDocument/publishDiagnostics', (marked: PublishDiagnosticsParams) => {
      this.#published.set(marked.uri, marked)
      this.#rounds.set(marked.uri, this.roundOf(marked.uri) + 1)
      for (const look of this.#waiting) look()
    })
    this.connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      this.errors += `${message}\n`
    })
    this.connection.onRequest('client/registerCapability', () => null)
    this.connection.onRequest('workspace/codeLens/refresh', () => {
      this.#refreshed++
      for (const look of this.#waiting) look()
      return null
    })
    this.connection.listen()
  }

  uri(path: string): string {
    return pathToFileURL(join(this.#root, path)).href
  }

  /** @param folders paths of the opened folders; without one, the root */
  async start(folders: readonly string[] = ['.'], abilities: Abilities = {}): Promise<{ capabilities: Record<string, unknown> }> {
    const { encodings, related = true, watches = true, refreshes = false } = abilities
    const answer = await this.ask('initialize', {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: folders.map(path => ({ uri: this.uri(path).replace(/\/$/, ''), name: path })),
      capabilities: {
        workspace: {
          workspaceFolders: true,
          workspaceEdit: { documentChanges: true, resourceOperations: ['create'] },
          ...(refreshes && { codeLens: { refreshSupport: true } }),
          ...(watches && { didChangeWatchedFiles: { dynamicRegistration: true } }),
        },
        textDocument: {
          codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } },
          rename: { prepareSupport: true },
          publishDiagnostics: { relatedInformation: related },
        },
        general: encodings && { positionEncodings: encodings },
      },
    })
    this.tell('initialized', {})
    return answer as { capabilities: Record<string, unknown> }
  }

  ask<T>(method: string, params: object): Promise<T> {
    return within(this.connection.sendRequest<T>(method, params), method)
  }

  tell(method: string, params: object): void {
    void this.connection.sendNotification(method, params)
  }

  /** Opens a document, or gives an open one another text. */
  write(path: string, text: string): void {
    const known = this.#texts.get(path)
    const version = ++this.#version
    this.#texts.set(path, { version, text })
    const uri = this.uri(path)
    if (known) this.tell('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] })
    else this.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version, text } })
  }

  /** Replaces a stretch of an open document, as typing does. */
  edit(path: string, start: number, end: number, text: string): void {
    const known = this.#texts.get(path)!
    const version = ++this.#version
    this.#texts.set(path, { version, text: known.text.slice(0, start) + text + known.text.slice(end) })
    const range = { start: placeOf(known.text, start), end: placeOf(known.text, end) }
    this.tell('textDocument/didChange', { textDocument: { uri: this.uri(path), version }, contentChanges: [{ range, text }] })
  }

  close(path: string): void {
    this.#texts.delete(path)
    this.tell('textDocument/didClose', { textDocument: { uri: this.uri(path) } })
  }

  /** Says that files changed on disk. */
  changed(...paths: readonly string[]): void {
    this.tell('workspace/didChangeWatchedFiles', { changes: paths.map(path => ({ uri: this.uri(path), type: 2 })) })
  }

  /** The open text of a document. */
  textOf(path: string): string {
    return this.#texts.get(path)!.text
  }

  /** The messages of an open document as it is now. */
  async marksOf(path: string): Promise<readonly Diagnostic[]> {
    const { version } = this.#texts.get(path)!
    const uri = this.uri(path)
    await this.#until(() => (this.#published.get(uri)?.version ?? 0) >= version, `messages of ${path}`)
    await this.#turn()
    return this.#published.get(uri)!.diagnostics
  }

  /** What was published last for a file; undefined: nothing yet. */
  lastMarksOf(path: string): readonly Diagnostic[] | undefined {
    return this.#published.get(this.uri(path))?.diagnostics
  }

  /** All that is published, by address. */
  published(): ReadonlyMap<string, readonly Diagnostic[]> {
    return new Map([...this.#published].map(([uri, { diagnostics }]) => [uri, diagnostics]))
  }

  /** How often messages of a file came. */
  roundOf(uri: string): number {
    return this.#rounds.get(uri) ?? 0
  }

  /** Waits until messages of a file come once more than so often. */
  async later(path: string, round: number): Promise<readonly Diagnostic[]> {
    const uri = this.uri(path)
    await this.#until(() => this.roundOf(uri) > round, `new messages of ${path}`)
    await this.#turn()
    return this.#published.get(uri)!.diagnostics
  }

  /** Waits until the server wants what is beside names to be asked for again, and forgets that it did. */
  async refreshed(): Promise<void> {
    await this.#until(() => this.#refreshed > 0, 'a refresh')
    this.#refreshed = 0
  }

  /** All that the server says in one go has come when it answers a question. */
  async #turn(): Promise<void> {
    await this.ask('dockcompile/nothing', {}).catch(() => {})
  }

  /** Ends the server as an editor does, and gives its exit code. */
  async stop(): Promise<number | null> {
    const ended = new Promise<number | null>(done => this.#child.once('exit', done))
    await this.ask('shutdown', {}).catch(() => {})
    this.tell('exit', {})
    const code = await within(ended, 'end of the server')
    this.connection.dispose()
    return code
  }

  async #until(isSo: () => boolean, what: string): Promise<void> {
    await within(
      new Promise<void>(done => {
        const look = () => {
          if (!isSo()) return
          this.#waiting = this.#waiting.filter(other => other !== look)
          done()
        }
        this.#waiting.push(look)
        look()
      }),
      what,
    )
  }
}

/** The place of an offset, counted in UTF-16 units. */
export function placeOf(text: string, offset: number): { line: number; character: number } {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/)
  return { line: lines.length - 1, character: lines.at(-1)!.length }
}
