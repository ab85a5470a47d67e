import { type Code, codes } from './codes.ts'
import type { Diagnostic, Severity } from './diagnostic.ts'
import type { TextOf } from './position.ts'
import { toJson } from './to-json.ts'

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { error: 'error', warning: 'warning', hint: 'note' }

/**
 * A SARIF 2.1.0 log (OASIS), as code scanning services read it: one rule per code that occurs, one result per diagnostic.
 *
 * @param nameOf a file's name from the repository's root
 */
export function toSarif(diagnostics: readonly Diagnostic[], textOf: TextOf, nameOf = (file: string): string => file): object {
  const found = toJson(diagnostics, textOf)
  const occurring = [...new Set(found.map(d => d.code))].sort()
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'dockcompile', rules: occurring.map(rule) } },
        columnKind: 'utf16CodeUnits',
        results: found.map(({ code, severity, message, file, line, column, help }) => ({
          ruleId: code,
          ruleIndex: occurring.indexOf(code),
          level: LEVELS[severity],
          message: { text: help === null ? message : `${message}. ${help}` },
          locations: file === null ? [] : [location(nameOf(file), line, column)],
        })),
      },
    ],
  }
}

function rule(code: Code) {
  const { title, severity } = codes[code]
  return { id: code, shortDescription: { text: title }, defaultConfiguration: { level: LEVELS[severity] } }
}

function location(file: string, line: number | null, column: number | null) {
  const region = line === null ? {} : { region: { startLine: line, startColumn: column ?? 1 } }
  return { physicalLocation: { artifactLocation: { uri: encodeURI(file) }, ...region } }
}
