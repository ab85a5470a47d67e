import { holdsCredential, redact } from '../credentials/redact.ts'
import type { Span } from '../sources/span.ts'
import { type Code, codes, type Params } from './codes.ts'
import type { Severity } from './definition.ts'
import type { Fix } from './fix.ts'
import type { Mending } from './mending.ts'

/** Something to tell the user: what is wrong, where, and the way out. Bad input is always one of these, never an exception. */
export interface Diagnostic {
  readonly code: Code
  readonly severity: Severity
  /** What is wrong, in the user's words: lower case, no final period, backticks around what was typed. */
  readonly message: string
  /** The place; null only for flags, missing files and the like. */
  readonly at: Span | null
  /** Said beside the caret: a fact about this place. */
  readonly label?: string
  /** Other places that matter, and facts that belong to no place. */
  readonly notes?: readonly Note[]
  /** What to do next. */
  readonly help?: string
  /** The way out, where there is only one; the compiler makes `fix` of it. */
  readonly mending?: Mending
  /** The way out as edits. */
  readonly fix?: Fix
  /** The file that is not there and is asked for, relative to the project root. */
  readonly missing?: string
  /** Python code that the project file has no entry for, and that one is proposed for: `pipelines.py:training`. */
  readonly entry?: string
  /** The place holds a credential: printers show `***` in its stead, in every line that they show. */
  readonly redact?: true
  /** Parts of the place's line that printers show as `***` besides; `compile` finds them (`hiddenSpans`). */
  readonly hidden?: readonly Span[]
}

export interface Note {
  readonly message: string
  readonly at?: Span
}

/** Hands a diagnostic on; stages get one of these instead of throwing. */
export type Report = (diagnostic: Diagnostic) => void

/** Whether an error stops the run. */
export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some(d => d.severity === 'error')

/** What a diagnostic may say besides its sentence. `severity` overrides the code's own where a rule depends on the ZenML version or the dialect. */
export interface Details {
  readonly label?: string | undefined
  readonly help?: string | undefined
  readonly notes?: readonly Note[] | undefined
  readonly severity?: Severity
  readonly redact?: boolean
  readonly mending?: Mending | undefined
  readonly missing?: string
  readonly entry?: string
}

/**
 * Makes a diagnostic; the code decides which parameters it needs. What looks like a credential in its texts becomes `***`.
 *
 * @example report(diagnostic('DC2001', span, { key: 'apt_package', where: 'settings.docker' }, { label: 'did you mean `apt_packages`?' }))
 */
export function diagnostic<C extends Code>(code: C, at: Span | null, params: Params<C>, details: Details = {}): Diagnostic {
  const definition = codes[code]
  return {
    code,
    severity: details.severity ?? definition.severity,
    message: redact((definition.message as (p: Params<C>) => string)(params)),
    at,
    ...(details.label !== undefined && { label: redact(details.label) }),
    ...(details.notes?.length && { notes: details.notes.map(note => ({ ...note, message: redact(note.message) })) }),
    ...(details.help !== undefined && { help: redact(details.help) }),
    // What would be written would also be printed: as a fix in SARIF, for one.
    ...(details.mending && !holdsCredential(details.mending) && { mending: details.mending }),
    // No file is made under the name of a secret.
    ...(details.missing !== undefined && redact(details.missing) === details.missing && { missing: details.missing }),
    ...(details.entry !== undefined && { entry: details.entry }),
    ...(details.redact && { redact: true as const }),
  }
}
