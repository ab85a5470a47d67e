import { type Encoding, type Place, TextLines } from './text-lines.ts'
import { pathOf } from './uris.ts'

/** A text that an editor has open: it counts, whatever the disk holds. */
export interface OpenDocument {
  /** As the editor writes it. */
  readonly uri: string
  /** Absolute. */
  readonly path: string
  readonly version: number
  readonly text: string
}

/** A change of a text: of a stretch, or of all of it. */
export interface TextChange {
  readonly range?: { readonly start: Place; readonly end: Place }
  readonly text: string
}

/** The open texts, by path. Those that belong to no file are not among them. */
export class OpenDocuments {
  readonly #byPath = new Map<string, OpenDocument>()
  encoding: Encoding = 'utf-16'

  get(path: string): OpenDocument | undefined {
    return this.#byPath.get(path)
  }

  all(): readonly OpenDocument[] {
    return [...this.#byPath.values()]
  }

  /** @returns the path of the document; undefined where it has none */
  open(uri: string, version: number, text: string): string | undefined {
    const path = pathOf(uri)
    if (path !== undefined) this.#byPath.set(path, { uri, path, version, text })
    return path
  }

  /** Applies changes one after the other; each counts in the text that the one before it left. */
  change(uri: string, version: number, changes: readonly TextChange[]): string | undefined {
    const path = pathOf(uri)
    const known = path === undefined ? undefined : this.#byPath.get(path)
    if (!known) return undefined
    const text = changes.reduce((now, change) => changed(now, change, this.encoding), known.text)
    this.#byPath.set(known.path, { ...known, version, text })
    return path
  }

  close(uri: string): string | undefined {
    const path = pathOf(uri)
    if (path !== undefined) this.#byPath.delete(path)
    return path
  }
}

function changed(text: string, { range, text: written }: TextChange, encoding: Encoding): string {
  if (!range) return written
  const lines = new TextLines(text, encoding)
  const [start, end] = [lines.offsetOf(range.start), lines.offsetOf(range.end)]
  return text.slice(0, Math.min(start, end)) + written + text.slice(Math.max(start, end))
}
