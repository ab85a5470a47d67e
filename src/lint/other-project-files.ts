import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { type Entry, entriesOf, get, type Node, nameOf } from '../model/node.ts'
import { PROJECT_FILES } from '../model/project.ts'
import type { Sources } from '../sources/sources.ts'

const KEY = 'dockcompile'

type Parse = (file: string, text: string) => Node | undefined

interface SharedFile {
  /** The table that dockcompile's key is in. */
  readonly table: readonly string[]
  readonly part: string
}

/** Files that other programs share, and dockcompile's part in each. */
const SHARED: ReadonlyMap<string, SharedFile> = new Map([
  ['pyproject.toml', { table: ['tool'], part: '`[tool.dockcompile]` in `pyproject.toml`' }],
  ['package.json', { table: [], part: '`dockcompile` in `package.json`' }],
])

/**
 * Says which project files beside the one that counts are not read: an edit there would do nothing.
 *
 * @param used the name of the project file that is read
 * @param parse gives the tree of a file; undefined for one that is broken
 */
export function lintOtherProjectFiles(used: string, sources: Sources, parse: Parse, report: Report): void {
  for (const name of PROJECT_FILES) {
    if (name === used || sources.status(name) !== 'file') continue
    const shared = SHARED.get(name)
    const text = sources.read(name) ?? ''
    // Most such files are other programs' alone, and every run meets them: no tree is made of those.
    const found = shared && text.includes(KEY) ? partOf(shared, parse(name, text)) : undefined
    if (shared && !found) continue
    const at = found?.key.span ?? { file: name, start: 0, end: 0 }
    const help = `move what it says into \`${used}\`, and remove it`
    report(diagnostic('DC3085', at, { part: shared?.part ?? `\`${name}\``, used }, { help }))
  }
}

/** dockcompile's entry in a file; a package of that name among the dependencies does not count. */
const partOf = ({ table }: SharedFile, root: Node | undefined): Entry | undefined =>
  entriesOf(get(root, ...table)).find(entry => nameOf(entry) === KEY)
