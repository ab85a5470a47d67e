import type { Code } from './codes.ts'
import type { Severity } from './definition.ts'
import type { Diagnostic } from './diagnostic.ts'
import { positions, type TextOf } from './position.ts'
import { sortDiagnostics } from './sort.ts'

/** A diagnostic as programs read it (`--json`). Files are relative to the project root; lines and columns count from 1. */
export interface JsonDiagnostic {
  readonly code: Code
  readonly severity: Severity
  readonly message: string
  readonly file: string | null
  readonly line: number | null
  readonly column: number | null
  readonly help: string | null
}

export function toJson(diagnostics: readonly Diagnostic[], textOf: TextOf): JsonDiagnostic[] {
  const place = positions(textOf)
  return sortDiagnostics(diagnostics).map(({ code, severity, message, at, label, help }) => {
    const found = at && place(at)
    // A suggestion is said beside the caret; where nothing is drawn it is the help.
    return {
      code,
      severity,
      message,
      file: at?.file ?? null,
      line: found?.line ?? null,
      column: found?.column ?? null,
      help: help ?? label ?? null,
    }
  })
}
