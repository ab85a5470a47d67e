import type { Span } from '../sources/span.ts'
import type { OpenDocuments } from './open-documents.ts'
import type { Compiled, OpenProject } from './open-project.ts'
import { type Place, TextLines } from './text-lines.ts'
import { uriOf } from './uris.ts'

/** A stretch of a text, as the protocol says it. */
export interface Range {
  readonly start: Place
  readonly end: Place
}

/** The beginning of a text. */
export const START: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }

/** Spans of one compilation as places of the protocol. */
export class Places {
  readonly #project: OpenProject
  readonly #compiled: Compiled
  readonly #documents: OpenDocuments
  readonly #lines = new Map<string, TextLines>()

  constructor(project: OpenProject, compiled: Compiled, documents: OpenDocuments) {
    this.#project = project
    this.#compiled = compiled
    this.#documents = documents
  }

  /** The address of a file, by its path from the project root: as the editor writes it where it has the file open. */
  uriOf(file: string): string {
    const path = this.#project.fileOf(file)
    return this.#documents.get(path)?.uri ?? uriOf(path)
  }

  /** The version of an open document; null for a file on disk. */
  versionOf(file: string): number | null {
    return this.#documents.get(this.#project.fileOf(file))?.version ?? null
  }

  /** Where a span is; without one, the beginning. */
  rangeOf(span: Span | null): Range {
    if (!span) return START
    const { file, start, end } = span
    const lines = this.linesOf(file)
    return { start: lines.placeOf(start), end: lines.placeOf(Math.max(start, end)) }
  }

  /** Where a span is, as a link to it. */
  locationOf(span: Span): { uri: string; range: Range } {
    return { uri: this.uriOf(span.file), range: this.rangeOf(span) }
  }

  /** The end of a line, which counts from 0. */
  endOfLine(file: string, line: number): Place {
    const lines = this.linesOf(file)
    return lines.placeOf(lines.offsetOf({ line, character: Number.MAX_SAFE_INTEGER }))
  }

  /** The lines of a file; of an empty one where there is none. */
  linesOf(file: string): TextLines {
    const known = this.#lines.get(file)
    if (known) return known
    const open = this.#documents.get(this.#project.fileOf(file))
    const text = open?.text ?? this.#compiled.textOf(file) ?? ''
    const lines = new TextLines(text, this.#documents.encoding, open ? 'counts' : 'skipped')
    this.#lines.set(file, lines)
    return lines
  }
}
