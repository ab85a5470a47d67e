import type {
  CompletionItem,
  CompletionItemKind,
  DocumentLink,
  DocumentSymbol,
  Hover,
  Location,
  SymbolKind,
} from 'vscode-languageserver/node'
import { completion, type Proposal } from '../../answers/editor/completion.ts'
import { hover } from '../../answers/editor/hover.ts'
import { targets } from '../../answers/editor/navigation.ts'
import { pathLinks, symbols } from '../../answers/editor/outline.ts'
import type { Place } from '../text-lines.ts'
import type { Asked } from './asked.ts'
import { editedOf } from './edited.ts'

/** The meaning of what is at a place, and its effect. */
export function hoverAt(asked: Asked, position: Place): Hover | null {
  const { file, places } = asked
  const found = hover(file, places.linesOf(file).offsetOf(position), editedOf(asked))
  return found ? { contents: { kind: 'markdown', value: found.markdown }, range: places.rangeOf(found.at) } : null
}

/** From a generated line to its causes, from a setting to its lines; `all`: also to the settings that it competes with. */
export function locationsAt(asked: Asked, position: Place, all: boolean): Location[] {
  const { file, places } = asked
  return targets(file, places.linesOf(file).offsetOf(position), editedOf(asked), all).map(target => {
    if ('at' in target) return places.locationOf(target.at)
    const start = { line: target.line - 1, character: 0 }
    return { uri: places.uriOf(target.file), range: { start, end: start } }
  })
}

const PROPOSED = { key: 10, value: 12, file: 17, folder: 19 } as const satisfies Readonly<
  Record<Proposal['kind'], CompletionItemKind>
>

/** What fits at a place; each stands for the word that was begun. */
export function completionsAt(asked: Asked, position: Place): CompletionItem[] {
  const { file, places, compiled } = asked
  const offset = places.linesOf(file).offsetOf(position)
  const { word, proposals } = completion(file, offset, editedOf(asked), compiled.sources)
  const range = places.rangeOf({ file, start: offset - word.length, end: offset })
  return proposals.map(({ label, kind, text, about }) => ({
    label,
    kind: PROPOSED[kind],
    textEdit: { range, newText: text },
    filterText: label,
    ...(about !== undefined && { documentation: { kind: 'markdown', value: about } }),
  }))
}

/** Numbers of the protocol: what its kinds say comes nearest. */
const KINDS = { step: 12, pipeline: 5, component: 8, key: 7 } as const satisfies Readonly<Record<string, SymbolKind>>

export function symbolsOf(asked: Asked): DocumentSymbol[] {
  const { file, places } = asked
  return symbols(file, editedOf(asked)).map(({ name, kind, at, whole }) => ({
    name,
    kind: KINDS[kind],
    range: places.rangeOf(whole),
    selectionRange: places.rangeOf(at),
  }))
}

export function linksOf(asked: Asked): DocumentLink[] {
  const { file, places, compiled } = asked
  return pathLinks(file, editedOf(asked), compiled.sources).map(({ at, path }) => ({
    range: places.rangeOf(at),
    target: places.uriOf(path),
  }))
}
