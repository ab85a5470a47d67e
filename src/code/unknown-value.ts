import { secretLiterals } from '../credentials/python-literals.ts'
import { mask } from '../credentials/redact.ts'
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../sources/span.ts'
import { onOneLine } from './values/unknown.ts'

/** A value that only running the code would tell: where it is written, and why it is not known. */
export interface UnknownValue {
  readonly span: Span
  readonly expression: string
  readonly reason: string
}

/** Why such a value is needed. */
export interface Need {
  /** What depends on it: `the image \`training\``. */
  readonly reaches: string
  /** A way out that fits this place, if there is one, before those that always do. */
  readonly way: string | null
}

/** The message about a value that is needed and that only running the code would tell, at its expression. */
export function unknownValue({ span, expression, reason }: UnknownValue, { reaches, way }: Need): Diagnostic {
  const help = [
    ...(way === null ? [] : [`${way}, where it wins`]),
    'write it as a constant, or as an environment variable with a value under `variables` of the project file',
    'ask your own ZenML once: `dockcompile freeze` keeps its answer in the lock file',
  ].join('\nor ')
  const notes = [{ message: `it decides ${reaches}` }]
  return diagnostic('DC3074', span, { expression: shown(expression) }, { label: reason, notes, help })
}

/** The same about a place that is not valid Python: the way out is to correct it. */
export function unreadableCode({ span, expression, reason }: UnknownValue, reaches: string): Diagnostic {
  const notes = [{ message: `it decides ${reaches}` }]
  return diagnostic('DC3074', span, { expression: shown(expression) }, { label: reason, notes, help: correction(span.file) })
}

export const correction = (file: string): string => `correct it: \`python -m py_compile ${file}\` says more`

/** An expression without its secrets. */
const shown = (expression: string): string => onOneLine(mask(expression, secretLiterals(expression), 0, expression.length))
