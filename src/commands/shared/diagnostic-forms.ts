import { relative, resolve } from 'node:path'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import type { TextOf } from '../../diagnostics/position.ts'
import { printGithub } from '../../diagnostics/print-github.ts'
import { toJson } from '../../diagnostics/to-json.ts'
import { toSarif } from '../../diagnostics/to-sarif.ts'
import { slashes } from '../../edge/disk.ts'
import { diagnosticPage, packageVersion } from '../../edge/package-files.ts'
import { repositoryRoot } from '../../edge/repository-root.ts'
import { jsonText } from '../../quote/json.ts'
import type { Call } from '../command.ts'

/** Where the files of diagnostics are, and what is in them. */
export interface Told {
  /** The folder that their names are relative to, absolute. */
  readonly root: string
  readonly textOf: TextOf
  /** The project file, by its name in that folder. */
  readonly projectFile?: string | undefined
}

export type ReportForm = 'json' | 'sarif' | 'github'

/** Diagnostics as a report for a program. Files are named from the root of the repository; in `json` from the project root, as `--json` does. */
export function printReport(
  form: ReportForm,
  { args, cwd }: Call,
  { root, textOf, projectFile }: Told,
  diagnostics: readonly Diagnostic[],
): string {
  if (form === 'json') return document(toJson(diagnostics, textOf))
  const from = repositoryRoot(root) ?? cwd
  const nameOf = (file: string) => slashes(relative(from, resolve(root, file)))
  if (form === 'sarif') {
    const about = { nameOf, pageOf: diagnosticPage, home: projectFile, version: packageVersion() }
    return document(toSarif(diagnostics, textOf, about))
  }
  // As on a terminal, hints can wait: GitHub shows ten annotations and no more.
  return printGithub(args.has('verbose') ? diagnostics : diagnostics.filter(d => d.severity !== 'hint'), textOf, nameOf)
}

const document = (value: unknown) => `${jsonText(value, 2)}\n`
