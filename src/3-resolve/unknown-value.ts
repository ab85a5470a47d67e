import { secretLiterals } from '../credentials/python-literals.ts'
import { mask } from '../credentials/redact.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { UnknownNode } from '../model/node.ts'

/** Why a value that only running the code would tell is needed. */
export interface Need {
  /** What depends on it: `the images \`training\` and \`training-fit\``. */
  readonly reaches: string
  /** The way out that fits best, before those that always do. */
  readonly way: string
}

/** Reports a value that is needed and that only running the code would tell, at its expression. */
export function reportUnknown({ span, expression, reason }: UnknownNode, { reaches, way }: Need, report: Report): void {
  const help = [
    `${way}, where it wins`,
    'or write it as a constant, or as an environment variable with a value under `variables` of the project file',
    "or ask your own ZenML once: `dockcompile freeze` keeps what it answers in the lock file",
  ].join('\n')
  report(
    diagnostic(
      'DC3074',
      span,
      { expression: shown(expression) },
      { label: reason, notes: [{ message: `it decides ${reaches}` }], help },
    ),
  )
}

/** An expression on one line, cut where it is long, without its secrets. */
function shown(expression: string): string {
  const line = mask(expression, secretLiterals(expression), 0, expression.length).replace(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}
