import { parse } from '../../1-parse/parse.ts'
import { parseToml } from '../../1-parse/parse-toml.ts'
import { subtree } from '../../1-parse/subtree.ts'
import type { Memo } from '../../memo/memo.ts'
import type { Compilation } from '../../model/compilation.ts'
import type { Node } from '../../model/node.ts'
import type { Workspace } from '../../model/workspace.ts'
import type { Explainer } from '../explain/explainer.ts'
import type { Schema } from './schema-at.ts'

/** A compiled project as the questions of an editor see it. */
export interface Edited {
  readonly compilation: Compilation
  /** The stacks as they were when they could last be put together: while somebody types, a file is broken more often than not. */
  readonly known: readonly Workspace[]
  readonly textOf: (file: string) => string | undefined
  /** A file as it is on disk now, without what the editor has open. */
  readonly onDisk: (file: string) => string | undefined
  readonly projectFile: string
  /** That of the compilation. */
  readonly memo: Memo
  /** One for each stack; none while there are errors. */
  readonly explainers: () => readonly Explainer[]
  /** The schema of a kind of file. */
  readonly schema: (kind: FileKind) => Schema
  /** The page of a diagnostic code, in Markdown. */
  readonly page: (code: string) => string | undefined
}

export type FileKind = 'project' | 'pipeline' | 'stack'

/** What kind of input a file is; undefined for one that has no keys. */
export function kindOf(file: string, { compilation, known, projectFile }: Edited): FileKind | undefined {
  if (file === projectFile) return 'project'
  if (!/\.(?:ya?ml|json)$/.test(file)) return undefined
  if (compilation.stackFiles.includes(file) || known.some(({ stack }) => stack.file === file)) return 'stack'
  const isPipeline = known.some(({ pipelines }) => pipelines.some(each => each.file === file))
  return isPipeline || compilation.reads.includes(file) ? 'pipeline' : undefined
}

/** The content of a file that has keys, as far as it can be parsed; of a shared one, like pyproject.toml, our part. */
export function rootOf(file: string, text: string): Node | undefined {
  if (file.endsWith('.toml'))
    return subtree(
      parseToml(file, text, () => {}),
      'tool',
      'dockcompile',
    ).root
  const document = parse(file, text, () => {})
  return (file.endsWith('package.json') ? subtree(document, 'dockcompile') : document).root
}
