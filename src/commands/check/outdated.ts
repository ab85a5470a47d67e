import { type Diagnostic, diagnostic } from '../../diagnostics/diagnostic.ts'
import type { Change } from '../../edge/plan-output.ts'

/** A file that is not what compile would write, as a diagnostic at the first line that differs: for reports, which show no diff. */
export function outdated({ path, before, after }: Change): Diagnostic {
  const old = before && Buffer.from(before).toString('utf8')
  const problem = old === undefined ? 'is missing' : after === undefined ? 'is not needed any more' : 'is out of date'
  const at = { file: path, ...firstDifference(old ?? '', after ?? '') }
  return diagnostic('DC6008', at, { path, problem }, { help: 'run `dockcompile` to update, and commit what it writes' })
}

/** The first line of the old text that the new one does not have there. */
function firstDifference(old: string, now: string): { start: number; end: number } {
  let start = 0
  for (let i = 0; i < old.length && old[i] === now[i]; i++) if (old[i] === '\n') start = i + 1
  const end = old.indexOf('\n', start)
  return { start, end: end < 0 ? old.length : end }
}
