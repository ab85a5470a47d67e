import { relative, resolve } from 'node:path'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import type { TextOf } from '../../diagnostics/position.ts'
import { printGithub } from '../../diagnostics/print-github.ts'
import { toCodeQuality } from '../../diagnostics/to-code-quality.ts'
import { toJson } from '../../diagnostics/to-json.ts'
import { toSarif } from '../../diagnostics/to-sarif.ts'
import { slashes } from '../../edge/disk.ts'
import { diagnosticPage, packageVersion } from '../../edge/package-files.ts'
import { repositoryRoot } from '../../edge/repository-root.ts'
import { jsonText } from '../../quote/json.ts'
import type { Call } from '../command.ts'

/** Where the files of diagnostics lie, and what stands in them. */
export interface Told {
  /** The folder that their names are relative to, absolute. */
  readonly root: string
  readonly textOf: TextOf
  /** The project file, by its name in that folder. */
  readonly projectFile?: string | undefined
}

export type ReportForm = 'json' | 'sarif' | 'github' | 'gitlab'

/** How files are called from the root of the repository; outside of one, from the current folder. */
export function namesInRepository({ cwd }: Call, { root }: Told): (file: string) => string {
  const from = repositoryRoot(root) ?? cwd
  return file => slashes(relative(from, resolve(root, file)))
}

/** Diagnostics as a report for a program. Files are named from the root of the repository; in `json` from the project root, as `--json` does. */
export function printReport(form: ReportForm, call: Call, told: Told, diagnostics: readonly Diagnostic[]): string {
  const { textOf, projectFile } = told
  // It may be named and not be there.
  const home = projectFile !== undefined && textOf(projectFile) !== undefined ? projectFile : undefined
  if (form === 'json') return document(toJson(diagnostics, textOf))
  const nameOf = namesInRepository(call, told)
  if (form === 'sarif')
    return document(toSarif(diagnostics, textOf, { nameOf, pageOf: diagnosticPage, home, version: packageVersion() }))
  // A finding needs a file, also where there is no project file: then it is about the stack or the pipeline of the call.
  if (form === 'gitlab')
    return document(
      toCodeQuality(diagnostics, textOf, { nameOf, home: home ?? call.args.value('stack') ?? call.words[0] ?? '.' }),
    )
  // As on a terminal, hints are for a quiet hour: GitHub shows ten annotations and no more.
  const shown = call.args.has('verbose') ? diagnostics : diagnostics.filter(d => d.severity !== 'hint')
  return printGithub(shown, textOf, { nameOf, home })
}

const document = (value: unknown) => `${jsonText(value, 2)}\n`
