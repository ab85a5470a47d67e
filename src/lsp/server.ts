import {
  type CancellationToken,
  createConnection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node'
import { packageVersion } from '../edge/package-files.ts'
import { completionsAt, hoverAt, linksOf, locationsAt, symbolsOf } from './requests/answers.ts'
import type { Asked } from './requests/asked.ts'
import { CODE_ACTION_KINDS, codeActions } from './requests/code-actions.ts'
import { Session } from './session.ts'
import type { Encoding } from './text-lines.ts'
import { pathOf } from './uris.ts'

/**
 * Serves an editor until it says `exit` or is gone; the process then ends. The only file that knows the protocol's calls: each is handed to the
 * session, which knows the projects.
 */
export function serve(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<never> {
  const connection = createConnection(input, output)
  const session = new Session({
    publish: marked => void connection.sendDiagnostics(marked),
    failed: problem => connection.console.error(problem),
  })
  let asksToWatch = false
  let toldOfFolders = false

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const { workspace, textDocument, general } = params.capabilities
    asksToWatch = workspace?.didChangeWatchedFiles?.dynamicRegistration === true
    toldOfFolders = workspace?.workspaceFolders === true
    session.start(foldersOf(params), {
      encoding: encodingOf(general?.positionEncodings),
      related: textDocument?.publishDiagnostics?.relatedInformation === true,
      watched: asksToWatch,
      versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
      createsFiles:
        workspace?.workspaceEdit?.documentChanges === true &&
        workspace.workspaceEdit.resourceOperations?.includes('create') === true,
    })
    return {
      serverInfo: { name: 'dockcompile', version: packageVersion() },
      capabilities: capabilitiesFor(params, session.encoding),
    }
  })
  connection.onInitialized(() => {
    if (asksToWatch)
      void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: '**/*' }] })
    if (toldOfFolders)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        session.changeFolders(pathsOf(added), pathsOf(removed))
      })
    session.look()
  })

  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => session.open(uri, version, text))
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) =>
    session.change(uri, version, contentChanges),
  )
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => session.close(uri))
  connection.onDidSaveTextDocument(({ textDocument: { uri } }) => session.changedOnDisk(pathsOf([{ uri }])))
  connection.onDidChangeWatchedFiles(({ changes }) => session.changedOnDisk(pathsOf(changes)))
  /** An answer about a document, or `nothing`: where there is no project, the client no longer wants to know, or we fail, which is logged. */
  const answering =
    <P extends { readonly textDocument: { readonly uri: string } }, R, N>(answer: (asked: Asked, params: P) => R, nothing: N) =>
    async (params: P, token: CancellationToken): Promise<R | N> => {
      // A message that waits to be read may say that nobody waits for this any more.
      await new Promise(done => setImmediate(done))
      if (token.isCancellationRequested) return nothing
      try {
        const asked = session.about(params.textDocument.uri)
        return asked ? answer(asked, params) : nothing
      } catch (error) {
        session.report(error)
        return nothing
      }
    }
  connection.onHover(answering((asked, { position }) => hoverAt(asked, position), null))
  connection.onCompletion(answering((asked, { position }) => completionsAt(asked, position), []))
  connection.onDefinition(answering((asked, { position }) => locationsAt(asked, position, false), []))
  connection.onReferences(answering((asked, { position }) => locationsAt(asked, position, true), []))
  connection.onDocumentSymbol(answering(symbolsOf, []))
  connection.onDocumentLinks(answering(linksOf, []))
  connection.onCodeAction(answering((asked, { range, context }) => codeActions(asked, range, context.only), []))

  connection.onShutdown(() => session.stop())

  connection.listen()
  return new Promise(() => {})
}

/** What the server can do, as far as the client can. */
function capabilitiesFor(params: InitializeParams, encoding: Encoding): ServerCapabilities {
  return {
    positionEncoding: encoding,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    ...(params.capabilities.textDocument?.codeAction?.codeActionLiteralSupport && {
      codeActionProvider: { codeActionKinds: CODE_ACTION_KINDS },
    }),
    hoverProvider: true,
    completionProvider: { triggerCharacters: [' ', '/', '-', '(', ','] },
    definitionProvider: true,
    referencesProvider: true,
    documentSymbolProvider: true,
    documentLinkProvider: {},
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  }
}

/** The opened folders: a client says them in one of three ways. */
function foldersOf({ workspaceFolders, rootUri, rootPath }: InitializeParams): string[] {
  if (workspaceFolders) return pathsOf(workspaceFolders)
  if (rootUri) return pathsOf([{ uri: rootUri }])
  return rootPath ? [rootPath] : []
}

const pathsOf = (named: readonly { readonly uri: string }[]): string[] => named.flatMap(({ uri }) => pathOf(uri) ?? [])

/** The first one that both sides know; UTF-16 is what every client knows. */
const encodingOf = (offered: readonly string[] = []): Encoding =>
  offered.find((name): name is Encoding => name === 'utf-16' || name === 'utf-8') ?? 'utf-16'
