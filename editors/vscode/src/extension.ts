import { commands, type ExtensionContext, Uri, window, workspace } from 'vscode'
import { LanguageClient, type LanguageClientOptions, type ServerOptions, TransportKind } from 'vscode-languageclient/node'
import { type Comparison, LIST_IMAGES, type ListedImage, SHOW_DOCKERFILE } from '../../../src/lsp/commands.ts'
import { findProgram, type Program } from './find-program.ts'
import { ImagesView, type Line } from './images-view.ts'

/** The files that an input may be in. A project decides which of them it reads. */
const FILES = [
  '**/*.{yaml,yml,toml,json,py,txt,in}',
  '**/{Dockerfile,Containerfile}*',
  '**/*.{Dockerfile,dockerignore}',
  '**/.{dockerignore,dockcompilerc}',
]

let client: LanguageClient | undefined

/** Starts the language server of the workspace, and shows the images that it knows. */
export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel('dockcompile', { log: true })
  const view = new ImagesView(async () => (client?.isRunning() ? ((await ask<ListedImage[]>(LIST_IMAGES)) ?? []) : []))
  const start = async () => {
    await stop()
    try {
      const program = programOf(context)
      output.info(`The server is ${program.path}, from ${program.from}.`)
      client = new LanguageClient('dockcompile', 'dockcompile', serverOf(program), optionsOf(view))
      await client.start()
      await commands.executeCommand('setContext', 'dockcompile.isRunning', true)
      view.refresh()
    } catch (error) {
      const { message } = error as Error
      output.error(message)
      void window.showErrorMessage(`dockcompile: ${message}`)
    }
  }
  context.subscriptions.push(
    output,
    window.registerTreeDataProvider('dockcompile.images', view),
    commands.registerCommand('dockcompile.restart', start),
    commands.registerCommand('dockcompile.refreshImages', () => view.refresh()),
    commands.registerCommand('dockcompile.compare', (line: Line) =>
      'dockerfile' in line && line.dockerfile !== null ? compare(line.dockerfile) : undefined,
    ),
    workspace.onDidChangeConfiguration(change => (change.affectsConfiguration('dockcompile.path') ? start() : undefined)),
  )
  await start()
}

export const deactivate = (): Promise<void> => stop()

/** A server that did not start is not there to be stopped. */
async function stop(): Promise<void> {
  if (client?.needsStop()) await client.dispose()
}

function programOf(context: ExtensionContext): Program {
  return findProgram({
    folders: (workspace.workspaceFolders ?? []).flatMap(({ uri }) => (uri.scheme === 'file' ? [uri.fsPath] : [])),
    setting: workspace.getConfiguration('dockcompile').get('path', ''),
    environment: process.env,
    packed: Uri.joinPath(context.extensionUri, 'program', 'dist', 'cli.js').fsPath,
    isWindows: process.platform === 'win32',
  })
}

const serverOf = ({ kind, path }: Program): ServerOptions =>
  kind === 'module'
    ? { module: path, args: ['lsp'], transport: TransportKind.stdio }
    : { command: path, args: ['lsp'], transport: TransportKind.stdio }

const optionsOf = (view: ImagesView): LanguageClientOptions => ({
  documentSelector: FILES.map(pattern => ({ scheme: 'file', pattern })),
  middleware: {
    // The command behind a code lens: the server gives both addresses, and the editor compares them.
    executeCommand: async (command, args, next) => (command === SHOW_DOCKERFILE ? compare(String(args[0])) : next(command, args)),
    // The lines above names say the same.
    provideInlayHints: () => [],
    handleDiagnostics(uri, diagnostics, next) {
      next(uri, diagnostics)
      view.refreshSoon()
    },
  },
})

const ask = <T>(command: string, ...args: readonly string[]): Promise<T | null> =>
  client!.sendRequest('workspace/executeCommand', { command, arguments: args })

/** Shows a Dockerfile as it would be: beside the one on disk, or alone where there is none. */
async function compare(dockerfile: string): Promise<void> {
  const found = await ask<Comparison>(SHOW_DOCKERFILE, dockerfile)
  if (!found || found.text === null) {
    void window.showWarningMessage('dockcompile: no such Dockerfile would be written: the project has errors.')
    return
  }
  const [onDisk, wouldBe] = [Uri.parse(found.uri), Uri.parse(found.wouldBe)]
  const title = `${onDisk.path.split('/').slice(-2).join('/')}: on disk ↔ as it would be`
  if (found.onDisk) await commands.executeCommand('vscode.diff', onDisk, wouldBe, title)
  else await commands.executeCommand('vscode.open', wouldBe)
}
