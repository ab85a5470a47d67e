import { entriesOf, get, type Node } from '../../model/node.ts'
import { cleanPath } from '../../paths/clean-path.ts'
import type { Sources } from '../../sources/sources.ts'
import type { Span } from '../../sources/span.ts'
import { type Edited, kindOf, rootOf } from './edited.ts'

/** A part of a document that has a name. */
export interface Symbol {
  readonly name: string
  readonly kind: 'step' | 'pipeline' | 'component' | 'key'
  /** The name itself. */
  readonly at: Span
  /** All of it. */
  readonly whole: Span
}

/** The steps of a pipeline file, the components of a stack, the keys of a project file. */
export function symbols(file: string, edited: Edited): Symbol[] {
  const kind = kindOf(file, edited)
  const text = edited.textOf(file)
  if (!kind || text === undefined) return []
  const root = rootOf(file, text)
  const below = kind === 'pipeline' ? get(root, 'steps') : kind === 'stack' ? get(root, 'components') : root
  const sort = kind === 'pipeline' ? 'step' : kind === 'stack' ? 'component' : 'key'
  return entriesOf(below).flatMap(({ key, value }) =>
    key.kind === 'string' && key.span.file === file
      ? [
          {
            name: key.value,
            kind: sort,
            at: key.span,
            whole: { ...key.span, end: Math.max(key.span.end, value.span.end) },
          } as const,
        ]
      : [],
  )
}

/** A path that is written in a document, and the file that it names. */
export interface PathLink {
  readonly at: Span
  /** Relative to the project root. */
  readonly path: string
}

/** Texts of a document that name a file of the project. */
export function pathLinks(file: string, edited: Edited, sources: Sources): PathLink[] {
  const text = edited.textOf(file)
  if (!kindOf(file, edited) || text === undefined) return []
  return textsIn(rootOf(file, text)).flatMap(({ value, span }) => {
    // A word without a dot or a slash is a name more often than a file.
    if (span.file !== file || !/^[\w@./-]+(?::\w+)?$/.test(value) || !/.[./]./.test(value)) return []
    const path = cleanPath(value.replace(/(\.py):\w+$/, '$1'))
    return !path.startsWith('..') && !path.startsWith('/') && sources.status(path) === 'file' ? [{ at: span, path }] : []
  })
}

function textsIn(node: Node | undefined): { readonly value: string; readonly span: Span }[] {
  if (node?.kind === 'string') return [node]
  if (node?.kind === 'list') return node.items.flatMap(textsIn)
  return node?.kind === 'map' ? node.entries.flatMap(({ value }) => textsIn(value)) : []
}
