import { parse } from '../1-parse/parse.ts'
import { parseToml } from '../1-parse/parse-toml.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { type Entry, entriesOf, get, nameOf } from '../model/node.ts'
import { PROJECT_FILES } from '../model/project.ts'
import type { Sources } from '../sources/sources.ts'

interface SharedFile {
  readonly read: typeof parse
  /** The table that dockcompile's key is in. */
  readonly table: readonly string[]
  readonly part: string
}

/** Files that other programs share: how each is read, and dockcompile's part in it. */
const SHARED: ReadonlyMap<string, SharedFile> = new Map([
  ['pyproject.toml', { read: parseToml, table: ['tool'], part: '`[tool.dockcompile]` in `pyproject.toml`' }],
  ['package.json', { read: parse, table: [], part: '`dockcompile` in `package.json`' }],
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
    const found = shared && partOf(shared, name, sources.read(name) ?? '')
    if (shared && !found) continue
    const at = found?.key.span ?? { file: name, start: 0, end: 0 }
    const help = `move what it says into \`${used}\`, and remove it`
    report(diagnostic('DC3085', at, { part: shared?.part ?? `\`${name}\``, used }, { help }))
  }
}

/** dockcompile's entry in a file; a package of that name among the dependencies is none. */
const partOf = ({ read, table }: SharedFile, name: string, text: string): Entry | undefined =>
  entriesOf(get(read(name, text, () => {}).root, ...table)).find(entry => nameOf(entry) === 'dockcompile')
