import { fileURLToPath, pathToFileURL } from 'node:url'

/** A document of the stand-in. */
interface Document {
  readonly uri: Uri
  readonly languageId: string
  readonly version: number
  getText(): string
}

class Uri {
  readonly #url: URL
  constructor(url: URL) {
    this.#url = url
  }
  static parse = (text: string) => new Uri(new URL(text))
  static file = (path: string) => new Uri(pathToFileURL(path))
  static joinPath = (uri: Uri, ...parts: string[]) => new Uri(new URL(`${uri}/${parts.join('/')}`))
  get scheme() {
    return this.#url.protocol.slice(0, -1)
  }
  get path() {
    return decodeURIComponent(this.#url.pathname)
  }
  get fsPath() {
    return fileURLToPath(this.#url)
  }
  toString() {
    return this.#url.href
  }
}

class Position {
  readonly line: number
  readonly character: number
  constructor(line: number, character: number) {
    this.line = line
    this.character = character
  }
}

/** A kind of code action, which has kinds below it. */
const kind: object = { append: () => kind }

/** A class of the editor that keeps nothing but what is written into it. */
const anyClass = () => class {}

class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => void>()
  readonly event = (listener: (value: T) => void) => {
    this.#listeners.add(listener)
    return { dispose: () => this.#listeners.delete(listener) }
  }
  fire(value: T) {
    for (const listener of this.#listeners) listener(value)
  }
  dispose() {
    this.#listeners.clear()
  }
}

/** An object whose methods do nothing, but for those that are given: events never happen, and what is registered can be disposed of. */
const doingNothing = (given: object): object =>
  new Proxy(given, {
    get: (known, name) => (name in known ? known[name as keyof typeof known] : () => doingNothing({ dispose() {} })),
  })

/** What an extension did to the editor. */
export class StandIn {
  readonly commands = new Map<string, (...args: unknown[]) => unknown>()
  /** Commands of the editor itself, with their arguments as texts. */
  readonly executed: string[][] = []
  readonly views = new Map<string, { getChildren(line?: unknown): Promise<unknown[]>; getTreeItem(line: unknown): object }>()
  readonly lenses: { provideCodeLenses(document: Document, token: object): Promise<{ command: { title: string } }[]> }[] = []
  /** How often messages of a document were shown. */
  readonly shown: string[] = []
  readonly errors: string[] = []
  readonly #changed = new EventEmitter<undefined>()
  readonly #root: string
  readonly #document: Document

  constructor(root: string, document: { readonly path: string; readonly text: string }) {
    this.#root = root
    this.#document = { uri: Uri.file(document.path), languageId: 'yaml', version: 1, getText: () => document.text }
  }

  /** Waits until the editor looks so. */
  until(isSo: () => boolean): Promise<void> {
    return new Promise(done => {
      const look = () => {
        if (!isSo()) return
        dispose()
        done()
      }
      const { dispose } = this.#changed.event(look)
      look()
    })
  }

  get document(): Document {
    return this.#document
  }

  /** The module `vscode`. */
  module(setting = ''): object {
    const collection = {
      set: (uri: Uri) => {
        this.shown.push(String(uri))
        this.#changed.fire(undefined)
      },
    }
    const known = {
      Uri,
      Position,
      EventEmitter,
      version: '1.91.0',
      env: { appName: 'stand-in', language: 'en' },
      TreeItemCollapsibleState: { None: 0, Collapsed: 1 },
      Disposable: { from: () => doingNothing({}) },
      CodeActionKind: { Empty: kind, QuickFix: kind },
      LogLevel: { Off: 0, Info: 3 },
      ProgressLocation: { Window: 10 },
      CancellationTokenSource: class {
        readonly token = { isCancellationRequested: false }
      },
      CancellationError: class extends Error {},
      commands: doingNothing({
        registerCommand: (name: string, run: (...args: unknown[]) => unknown) => {
          this.commands.set(name, run)
          return { dispose: () => this.commands.delete(name) }
        },
        executeCommand: async (name: string, ...args: unknown[]) => void this.executed.push([name, ...args.map(String)]),
      }),
      languages: doingNothing({
        match: () => 10,
        createDiagnosticCollection: () => doingNothing(collection),
        registerCodeLensProvider: (_: unknown, provider: (typeof this.lenses)[number]) => {
          this.lenses.push(provider)
          return doingNothing({})
        },
      }),
      window: doingNothing({
        visibleTextEditors: [],
        tabGroups: doingNothing({ all: [] }),
        registerTreeDataProvider: (name: string, view: never) => {
          this.views.set(name, view)
          return doingNothing({})
        },
        showErrorMessage: async (message: string) => void this.errors.push(message),
      }),
      workspace: doingNothing({
        workspaceFolders: [{ uri: Uri.file(this.#root), name: 'project', index: 0 }],
        textDocuments: [this.#document],
        notebookDocuments: [],
        getConfiguration: () => ({ get: (key: string, otherwise: unknown) => (key === 'path' ? setting : otherwise) }),
      }),
    }
    return new Proxy(known, { get: (all, name) => (name in all ? all[name as keyof typeof all] : anyClass()) })
  }
}
