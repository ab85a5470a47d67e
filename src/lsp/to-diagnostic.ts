import type { Diagnostic as Marked } from 'vscode-languageserver/node'
import type { Severity } from '../diagnostics/definition.ts'
import type { Diagnostic, Note } from '../diagnostics/diagnostic.ts'
import { pageUrl } from '../diagnostics/page.ts'
import { type Tag, tagOf } from '../diagnostics/tags.ts'
import type { Client } from './client.ts'
import type { Places } from './places.ts'

/** The numbers of the protocol. */
const SEVERITIES: Readonly<Record<Severity, 1 | 2 | 4>> = { error: 1, warning: 2, hint: 4 }
const TAGS: Readonly<Record<Tag, 1 | 2>> = { unnecessary: 1, deprecated: 2 }

/** A diagnostic for an editor; without a place it is at the head of the file that it is shown in. */
export function toDiagnostic(found: Diagnostic, places: Places, { related }: Client): Marked {
  const { code, severity, at, message, label, notes = [], help } = found
  const page = pageUrl(code)
  const tag = tagOf(code)
  const isShown = (note: Note) => related && note.at !== undefined
  const others = notes.filter(isShown)
  const lines = [
    message,
    ...(label === undefined ? [] : [label]),
    ...notes.filter(note => !isShown(note)).map(note => `note: ${note.message}${whereOf(note, places)}`),
    ...(help === undefined ? [] : [`help: ${help}`]),
  ]
  return {
    range: places.rangeOf(at),
    severity: SEVERITIES[severity],
    code,
    ...(page !== null && { codeDescription: { href: page } }),
    source: 'dockcompile',
    message: lines.join('\n'),
    ...(tag && { tags: [TAGS[tag]] }),
    ...(others.length > 0 && {
      relatedInformation: others.map(note => ({ location: places.locationOf(note.at!), message: note.message })),
    }),
  }
}

function whereOf({ at }: Note, places: Places): string {
  if (!at) return ''
  const { line, character } = places.rangeOf(at).start
  return ` (${at.file}:${line + 1}:${character + 1})`
}
