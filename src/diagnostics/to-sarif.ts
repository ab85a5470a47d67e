import { uriPath } from '../quote/uri-path.ts'
import type { Span } from '../sources/span.ts'
import { type Code, codes } from './codes.ts'
import type { Severity } from './definition.ts'
import type { Diagnostic } from './diagnostic.ts'
import { fingerprints } from './fingerprint.ts'
import type { Edit, Fix } from './fix.ts'
import { homeUrl, pageCommand, pageUrl } from './page.ts'
import type { TextOf } from './position.ts'
import { regions } from './region.ts'
import { sortDiagnostics } from './sort.ts'

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { error: 'error', warning: 'warning', hint: 'note' }

/** What a log needs besides the diagnostics. */
export interface SarifOptions {
  /** A file's name from the repository's root. */
  readonly nameOf?: (file: string) => string
  /** The Markdown page of a code; what it says about the why is the rule's help. */
  readonly pageOf?: (code: Code) => string | undefined
  /** The version of dockcompile. */
  readonly version?: string
  /** The file that a diagnostic without a place is shown at: services hide results that have none. */
  readonly home?: string | undefined
}

/** The base of all URIs of a log; who reads it knows where the repository is. */
const ROOT = '%SRCROOT%'

/**
 * A SARIF 2.1.0 log (OASIS), as code scanning services read it: one rule per code that occurs, one result per diagnostic, with a fingerprint that
 * stays when lines move, and its fix where there is one.
 */
export function toSarif(diagnostics: readonly Diagnostic[], textOf: TextOf, options: SarifOptions = {}): object {
  const { nameOf = file => file, pageOf = () => undefined, home, version } = options
  const site = homeUrl()
  const sorted = sortDiagnostics(diagnostics)
  const occurring = [...new Set(sorted.map(d => d.code))].sort()
  const names = fingerprints(sorted)
  const regionOf = regions(textOf)

  const artifact = (file: string) => ({ uri: uriPath(nameOf(file)), uriBaseId: ROOT })
  const region = (span: Span) => {
    const found = regionOf(span)
    if (!found) return undefined
    const { start, end } = found
    return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column }
  }
  const location = (span: Span) => {
    const found = region(span)
    return { physicalLocation: { artifactLocation: artifact(span.file), ...(found && { region: found }) } }
  }
  const change = ([file, edits]: readonly [string, readonly Edit[]]) => ({
    artifactLocation: artifact(file),
    replacements: edits.map(({ at, text }) => ({ deletedRegion: region(at), insertedContent: { text } })),
  })
  const fix = ({ title, edits }: Fix) => ({ description: { text: title }, artifactChanges: [...byFile(edits)].map(change) })

  const result = (d: Diagnostic, i: number) => {
    const related = (d.notes ?? []).flatMap(({ message, at }) => (at ? [{ ...location(at), message: { text: message } }] : []))
    const place = d.at ?? (home === undefined ? null : { file: home, start: 0, end: 0 })
    return {
      ruleId: d.code,
      ruleIndex: occurring.indexOf(d.code),
      level: LEVELS[d.severity],
      message: { text: sentences(d) },
      locations: place ? [location(place)] : [],
      ...(related.length > 0 && { relatedLocations: related }),
      partialFingerprints: { 'dockcompile/v1': names[i] },
      ...(d.fix && { fixes: [fix(d.fix)] }),
    }
  }
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'dockcompile',
            ...(version !== undefined && { semanticVersion: version }),
            ...(site !== null && { informationUri: site }),
            rules: occurring.map(code => rule(code, pageOf(code))),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [ROOT]: { description: { text: 'The root of the repository.' } } },
        results: sorted.map(result),
      },
    ],
  }
}

/** All that a diagnostic says, one sentence after the other. */
function sentences({ message, label, notes = [], help }: Diagnostic): string {
  const said = [message, label, ...notes.filter(note => !note.at).map(note => note.message), help]
  return said.flatMap(text => (text === undefined ? [] : sentence(text))).join(' ')
}

const sentence = (text: string) => text.replace(/^[a-z]/, letter => letter.toUpperCase()) + (/[.?!]$/.test(text) ? '' : '.')

function rule(code: Code, page: string | undefined) {
  const { title, severity } = codes[code]
  const why = page && section(page, 'Why')
  const url = pageUrl(code)
  const more = `\`${pageCommand(code)}\` prints this page.`
  return {
    id: code,
    name: title,
    shortDescription: { text: title },
    ...(why && { fullDescription: { text: why.replace(/\s+/g, ' ') } }),
    ...(url !== null && { helpUri: url }),
    help: { text: `${why || sentence(title)}\n\n${more}`, markdown: `${page?.trim() ?? title}\n\n${more}` },
    defaultConfiguration: { level: LEVELS[severity] },
  }
}

function section(page: string, heading: string): string {
  const found = new RegExp(`^## ${heading}\\n([\\s\\S]*?)(?=^## |(?![\\s\\S]))`, 'm').exec(page)
  return found?.[1]?.trim() ?? ''
}

function byFile(edits: readonly Edit[]): Map<string, Edit[]> {
  const files = new Map<string, Edit[]>()
  for (const edit of edits) files.set(edit.at.file, [...(files.get(edit.at.file) ?? []), edit])
  return files
}
