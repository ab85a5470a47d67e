import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { PROJECT_FILES } from '../model/project.ts'
import type { Sources } from '../sources/sources.ts'

/** Files that other programs share, and the mark of dockcompile's part in each. */
const SHARED: ReadonlyMap<string, { readonly mark: RegExp; readonly part: string }> = new Map([
  [
    'pyproject.toml',
    {
      mark: /^[ \t]*\[\[?[ \t]*tool[ \t]*\.[ \t]*["']?dockcompile["']?[ \t]*[.\]]/m,
      part: '`[tool.dockcompile]` in `pyproject.toml`',
    },
  ],
  ['package.json', { mark: /"dockcompile"\s*:/, part: '`dockcompile` in `package.json`' }],
])

/**
 * Says which project files beside the one that counts are not read: an edit there would do nothing.
 *
 * @param used the name of the project file that is read
 */
export function lintOtherProjectFiles(used: string, sources: Sources, report: Report): void {
  for (const name of PROJECT_FILES) {
    if (name === used || sources.status(name) !== 'file') continue
    const shared = SHARED.get(name)
    const found = shared?.mark.exec(sources.read(name) ?? '')
    if (shared && !found) continue
    const at = { file: name, start: found?.index ?? 0, end: (found?.index ?? 0) + (found?.[0].length ?? 0) }
    const help = `move what it says into \`${used}\`, and remove it`
    report(diagnostic('DC3085', at, { part: shared?.part ?? `\`${name}\``, used }, { help }))
  }
}
