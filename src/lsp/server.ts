import {
  CodeLensRefreshRequest,
  type Connection,
  createConnection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node'
import { packageVersion } from '../edge/package-files.ts'
import { settled, type Waits } from '../edge/settled.ts'
import { LIST_IMAGES, SHOW_DOCKERFILE, WOULD_BE } from './commands.ts'
import { answerRequests } from './requests/answer-requests.ts'
import { CODE_ACTION_KINDS } from './requests/code-actions.ts'
import { Session } from './session.ts'
import type { Encoding } from './text-lines.ts'
import { pathOf } from './uris.ts'

/** Messages of one compilation come together. */
const NOTES: Waits = { quiet: 50, longest: 500 }

/**
 * Serves an editor until it says `exit` or is gone; the process then ends. What the editor tells goes to the session, which knows the projects, and
 * what it asks to requests/answer-requests.ts.
 */
export function serve(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<never> {
  const connection = createConnection(input, output)
  const notes = refreshedNotes(connection)
  const session = new Session({
    publish: marked => {
      void connection.sendDiagnostics(marked)
      notes.soon()
    },
    failed: problem => connection.console.error(problem),
  })
  let asksToWatch = false
  let toldOfFolders = false

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const { workspace, textDocument, general } = params.capabilities
    asksToWatch = workspace?.didChangeWatchedFiles?.dynamicRegistration === true
    toldOfFolders = workspace?.workspaceFolders === true
    notes.wanted = {
      lenses: workspace?.codeLens?.refreshSupport === true,
      hints: workspace?.inlayHint?.refreshSupport === true,
    }
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
  connection.onDidChangeWatchedFiles(({ changes }) => {
    session.changedOnDisk(pathsOf(changes))
    notes.soon()
  })
  answerRequests(connection, session)

  connection.onShutdown(() => {
    notes.never()
    session.stop()
  })

  connection.listen()
  return new Promise(() => {})
}

/** Has the client ask again for what is beside names: that depends on other documents, too, and on the output on disk. */
function refreshedNotes(connection: Connection) {
  const { soon, never } = settled(() => {
    const asked = [
      ...(notes.wanted.lenses ? [connection.sendRequest(CodeLensRefreshRequest.type)] : []),
      ...(notes.wanted.hints ? [connection.languages.inlayHint.refresh()] : []),
    ]
    // A client that is gone by now, or does not want to, need not ask again.
    for (const answer of asked) answer.catch(() => {})
  }, NOTES)
  const notes = { soon, never, wanted: { lenses: false, hints: false } }
  return notes
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
    renameProvider: params.capabilities.textDocument?.rename?.prepareSupport ? { prepareProvider: true } : true,
    codeLensProvider: {},
    inlayHintProvider: true,
    executeCommandProvider: { commands: [SHOW_DOCKERFILE, LIST_IMAGES] },
    workspace: {
      workspaceFolders: { supported: true, changeNotifications: true },
      ...(params.capabilities.workspace?.textDocumentContent && { textDocumentContent: { schemes: [WOULD_BE] } }),
    },
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
