import { shownValue } from '../../answers/explain/written-settings.ts'
import type { Document } from '../../model/document.ts'
import { get } from '../../model/node.ts'
import type { Workspace } from '../../model/workspace.ts'
import type { Span } from '../../sources/span.ts'
import type { FlagName } from '../shared/flags.ts'

/** What is needed to explain the keys of the project file. */
export interface ProjectKeys {
  /** undefined: there is none. */
  readonly document: Document | undefined
  /** schema/project.schema.json. */
  readonly schema: Readonly<Record<string, unknown>>
  readonly workspaces: readonly Workspace[]
  /** Flags of the call, which win. */
  readonly given: readonly FlagName[]
}

/** A key of the project file, explained. */
export interface ProjectKeyExplanation {
  readonly key: string
  readonly about: string
  /** As it is in the project file; null: it is not there. */
  readonly written: { readonly value: string; readonly at: Span } | null
  /** What counts, where that is one value; null: what is written, if anything. */
  readonly effective: string | null
  /** The flag that was given and wins; null without one. */
  readonly flag: string | null
}

/** What is read of a schema. */
export interface SchemaNode {
  readonly description?: string
  readonly $defs?: Readonly<Record<string, SchemaNode>>
  readonly properties?: Readonly<Record<string, SchemaNode>>
}

/** Keys that the project file may have: `python`, `bake.platforms`. */
export function projectKeys({ schema }: ProjectKeys): string[] {
  const { properties = {} } = schema as SchemaNode
  return Object.entries(properties).flatMap(([key, { properties: below = {} }]) =>
    key === '$schema' || key === 'settings' ? [] : [key, ...Object.keys(below).map(name => `${key}.${name}`)],
  )
}

/** Keys with a value that may come from elsewhere: what counts in a workspace, and the flag. */
const EFFECTIVE: Readonly<Record<string, (workspace: Workspace) => string | null>> = {
  python: ({ python }) => python,
  zenml: ({ zenml }) => zenml,
  dialect: ({ dialect }) => dialect,
  output: ({ project }) => project.output,
  source_root: ({ sourceRoot }) => sourceRoot,
  store: ({ project }) => project.store,
  resolve: ({ project }) => project.resolve,
  layers: ({ project }) => project.layers,
  bytecode: ({ project }) => String(project.bytecode),
  split_heavy: ({ project }) => String(project.splitHeavy),
  stack: ({ stack }) => stack.file,
  code_repository: ({ codeRepository }) => (codeRepository ? `${codeRepository.type}: ${codeRepository.state}` : 'none'),
}

/** What a key of the project file means, says and does. */
export function explainProjectKey(key: string, { document, schema, workspaces, given }: ProjectKeys): ProjectKeyExplanation {
  const path = key.split('.')
  const node = get(document?.root, ...path)
  const description = path.reduce<SchemaNode | undefined>(
    (here, name) => here?.properties?.[name],
    schema as SchemaNode,
  )?.description
  const effective = Object.hasOwn(EFFECTIVE, key) ? [...new Set(workspaces.map(w => EFFECTIVE[key]!(w)))].join(', ') : null
  const flag = key.replaceAll('_', '-') as FlagName
  return {
    key,
    about: description ?? '',
    written: node ? { value: shownValue(path.at(-1)!, node, []), at: node.span } : null,
    effective,
    flag: given.includes(flag) ? `--${flag}` : null,
  }
}
