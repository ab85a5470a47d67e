import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Span } from '../sources/span.ts'

/**
 * Reports a path that names a file on Windows only. dockcompile finds `reqs\base.txt` on every system, ZenML does not.
 *
 * @param file what was found under it, from the project root, with slashes
 */
export function checkBackslash(path: string, file: string, at: Span | null, report: Report): void {
  if (path.includes('\\')) report(diagnostic('DC4044', at, { path }, { help: `write \`${file}\`, which works everywhere` }))
}
