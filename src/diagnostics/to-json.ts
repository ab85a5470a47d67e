import type { Code } from './codes.ts'
import type { Severity } from './definition.ts'
import type { Diagnostic } from './diagnostic.ts'
import { fingerprints } from './fingerprint.ts'
import type { Edit } from './fix.ts'
import { pageUrl } from './page.ts'
import type { TextOf } from './position.ts'
import { type Region, regions } from './region.ts'
import { sortDiagnostics } from './sort.ts'

/**
 * A diagnostic as programs read it, wherever they read one (`--json`, `--format json`): schema/output/diagnostic.schema.json. Files are relative to the
 * project root; lines and columns count from 1.
 */
export interface JsonDiagnostic extends JsonPlace {
  readonly code: Code
  readonly severity: Severity
  readonly message: string
  /** The fact beside the caret. */
  readonly label: string | null
  readonly notes: readonly JsonNote[]
  /** What to do next; the label where nothing else is said. */
  readonly help: string | null
  readonly fix: { readonly title: string; readonly edits: readonly JsonEdit[] } | null
  /** Its page; null as long as the project has no home page. `dockcompile explain CODE` prints the same. */
  readonly url: string | null
  readonly fingerprint: string
}

/** The end is the position behind the last character. */
interface JsonPlace {
  readonly file: string | null
  readonly line: number | null
  readonly column: number | null
  readonly endLine: number | null
  readonly endColumn: number | null
}

interface JsonNote extends JsonPlace {
  readonly message: string
}

interface JsonEdit extends Region {
  readonly file: string
  readonly text: string
}

/** Every diagnostic with all that is known of it. */
export function toJson(diagnostics: readonly Diagnostic[], textOf: TextOf): JsonDiagnostic[] {
  const sorted = sortDiagnostics(diagnostics)
  const regionOf = regions(textOf)
  const names = fingerprints(sorted)
  const placeOf = (at: Diagnostic['at'] | undefined): JsonPlace => {
    const found = at ? regionOf(at) : null
    return {
      file: at?.file ?? null,
      line: found?.start.line ?? null,
      column: found?.start.column ?? null,
      endLine: found?.end.line ?? null,
      endColumn: found?.end.column ?? null,
    }
  }
  const edit = ({ at, text }: Edit): JsonEdit[] => {
    const region = regionOf(at)
    return region ? [{ file: at.file, ...region, text }] : []
  }
  return sorted.map(({ code, severity, message, at, label, notes = [], help, fix }, i) => ({
    code,
    severity,
    message,
    ...placeOf(at),
    label: label ?? null,
    notes: notes.map(note => ({ message: note.message, ...placeOf(note.at) })),
    help: help ?? label ?? null,
    fix: fix ? { title: fix.title, edits: fix.edits.flatMap(edit) } : null,
    url: pageUrl(code),
    fingerprint: names[i]!,
  }))
}
