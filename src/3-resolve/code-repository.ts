import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { CodeRepository } from '../model/project.ts'

/** `state: auto` becomes what git says. */
export function knownRepository(
  written: CodeRepository | null,
  ask: (() => 'clean' | 'dirty' | 'unpushed' | 'none') | undefined,
  report: Report,
): CodeRepository | null {
  if (written?.state !== 'auto') return written
  if (!ask) {
    report(
      diagnostic(
        'DC3022',
        written.at,
        {},
        { help: 'write the state that CI has: `code_repository: {type: github, state: clean}`' },
      ),
    )
    return null
  }
  const state = ask()
  return state === 'none' ? null : { ...written, state }
}
