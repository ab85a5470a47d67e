import {
  type CancellationToken,
  type Connection,
  type ExecuteCommandParams,
  MessageType,
  ShowMessageNotification,
  type TextDocumentContentParams,
} from 'vscode-languageserver/node'
import { LIST_IMAGES, SHOW_DOCKERFILE, WOULD_BE } from '../commands.ts'
import type { Session } from '../session.ts'
import { completionsAt, hoverAt, linksOf, locationsAt, symbolsOf } from './answers.ts'
import type { Asked } from './asked.ts'
import { codeActions } from './code-actions.ts'
import { codeLensesOf, comparisonOf, imagesOf, inlayHintsOf, wouldBeText } from './image-notes.ts'
import { renamed, renamedAt } from './rename.ts'

/** A request about a document. */
interface AboutDocument {
  readonly textDocument: { readonly uri: string }
}

/** Has the requests of a client answered: each by a function that knows the project of the document. */
export function answerRequests(connection: Connection, session: Session): void {
  /** An answer about a document, or `nothing`: where there is no project, the client no longer wants to know, or we fail, which is logged. */
  const answeringAbout =
    <P, R, N>(uriIn: (params: P) => string, answer: (asked: Asked, params: P) => R, nothing: N) =>
    async (params: P, token: CancellationToken): Promise<R | N> => {
      // A message that is not read yet may say that the client no longer wants the answer.
      await new Promise(done => setImmediate(done))
      if (token.isCancellationRequested) return nothing
      try {
        const asked = session.about(uriIn(params))
        return asked ? answer(asked, params) : nothing
      } catch (error) {
        session.report(error)
        return nothing
      }
    }
  const listed = () => {
    try {
      return session.aboutProjects().flatMap(imagesOf)
    } catch (error) {
      session.report(error)
      return []
    }
  }
  const answering = <P extends AboutDocument, R, N>(answer: (asked: Asked, params: P) => R, nothing: N) =>
    answeringAbout<P, R, N>(({ textDocument }) => textDocument.uri, answer, nothing)

  connection.onHover(answering((asked, { position }) => hoverAt(asked, position), null))
  connection.onCompletion(answering((asked, { position }) => completionsAt(asked, position), []))
  connection.onDefinition(answering((asked, { position }) => locationsAt(asked, position, false), []))
  connection.onReferences(answering((asked, { position }) => locationsAt(asked, position, true), []))
  connection.onDocumentSymbol(answering(symbolsOf, []))
  connection.onDocumentLinks(answering(linksOf, []))
  connection.onCodeAction(answering((asked, { range, context }) => codeActions(asked, range, context.only), []))
  // Not an error: an editor shows that as one of ours.
  const refuse = (message: string) =>
    void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message })
  connection.onPrepareRename(answering((asked, { position }) => renamedAt(asked, position), null))
  connection.onRenameRequest(answering((asked, { position, newName }) => renamed(asked, position, newName, refuse), null))
  connection.onCodeLens(answering(codeLensesOf, []))
  connection.languages.inlayHint.on(answering((asked, { range }) => inlayHintsOf(asked, range), []))
  const compared = answeringAbout(({ arguments: [uri] = [] }: ExecuteCommandParams) => String(uri), comparisonOf, null)
  connection.onExecuteCommand(async (params, token) => {
    if (params.command === SHOW_DOCKERFILE) return compared(params, token)
    return params.command === LIST_IMAGES ? listed() : null
  })
  connection.workspace.textDocumentContent.on(
    answeringAbout(
      ({ uri }: TextDocumentContentParams) => uri.replace(`${WOULD_BE}:`, 'file:'),
      asked => ({ text: wouldBeText(asked) ?? '' }),
      null,
    ),
  )
}
