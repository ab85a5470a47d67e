import type { Document } from '../model/document.ts'
import { get } from '../model/node.ts'

/** The document below a key: `package.json#dockcompile`, `[tool.dockcompile]`. Without that key it is empty, as an empty file. */
export function subtree(document: Document, ...path: string[]): Document {
  return { ...document, root: get(document.root, ...path) }
}
