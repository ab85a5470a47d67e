import { defaultParent } from '../../4-plan/parent.ts'
import { byCodePoint } from '../../basics/order.ts'
import { own } from '../../basics/own.ts'
import { wordStart } from '../../basics/word-start.ts'
import { codes } from '../../diagnostics/codes.ts'
import { type Catalog, flavorsOf } from '../../model/catalog.ts'
import type { Workspace } from '../../model/workspace.ts'
import { folderOf } from '../../paths/path-parts.ts'
import { packageName } from '../../requirements/package-name.ts'
import type { Sources } from '../../sources/sources.ts'
import { type Edited, type FileKind, kindOf } from './edited.ts'
import { type Typed, typedAt } from './key-path.ts'
import { descriptionAt, type Schema, schemasAt } from './schema-at.ts'

/** Something that can be typed at a place. */
export interface Proposal {
  readonly label: string
  readonly kind: 'key' | 'value' | 'file' | 'folder'
  /** Replaces the word that was begun. */
  readonly text: string
  /** What it means. */
  readonly about?: string
}

const proposal = (kind: Proposal['kind'], label: string, text: string, about?: string): Proposal => ({
  label,
  kind,
  text,
  ...(about !== undefined && { about }),
})

/** What fits at an offset of a file: keys, and values that the schema or the project knows. `word` is what was typed of it. */
export function completion(
  file: string,
  offset: number,
  edited: Edited,
  sources: Sources,
): { readonly word: string; readonly proposals: readonly Proposal[] } {
  const text = edited.textOf(file) ?? ''
  if (file.endsWith('.py')) return inPython(text, offset, edited)
  if (/\.(?:txt|in)$/.test(file) && edited.compilation.reads.includes(file)) return inList(text, offset, edited)
  const kind = kindOf(file, edited)
  if (!kind || !/\.ya?ml$|rc$/.test(file)) return { word: '', proposals: [] }
  const typed = typedAt(text, offset)
  const schema = edited.schema(kind)
  return { word: typed.word, proposals: [...keys(typed, kind, schema, edited), ...values(typed, kind, schema, edited, sources)] }
}

/** The way of keys as schemas have it: an item of a list is a position. */
const schemaPath = (path: readonly string[]): (string | number)[] => path.map(step => (step === '-' ? 0 : step))

function keys({ path, key, beside }: Typed, kind: FileKind, schema: Schema, { known }: Edited): Proposal[] {
  if (key !== null) return []
  const said = schemasAt(schema, schemaPath(path)).flatMap(({ properties = {} }) => Object.keys(properties))
  const steps = kind === 'pipeline' && path.join('.') === 'steps' ? stepNames(known) : []
  // A release takes the keys that it knows.
  const catalog = known[0]?.catalog
  const isDocker = kind !== 'stack' && path.at(-1) === 'docker' && path.at(-2) === 'settings'
  const fits = (name: string) => !isDocker || !catalog || Object.hasOwn(catalog.docker_settings, name)
  return [...new Set([...said, ...steps])]
    .filter(name => !beside.includes(name) && name !== '$schema' && fits(name))
    .map(name => proposal('key', name, `${name}: `, descriptionAt(schema, [...schemaPath(path), name])))
}

const stepNames = (workspaces: readonly Workspace[]): string[] => [
  ...new Set(workspaces.flatMap(({ pipelines }) => pipelines.flatMap(({ steps }) => steps.map(({ name }) => name)))),
]

function values({ path, key, word }: Typed, kind: FileKind, schema: Schema, { known }: Edited, sources: Sources): Proposal[] {
  const isItem = key === null && path.at(-1) === '-'
  if (key === null && !isItem) return []
  const way = key === null ? path : [...path, key]
  const value = (label: string, about?: string) => proposal('value', label, label, about)
  const said = schemasAt(schema, schemaPath(way)).flatMap(each => each.enum ?? [])
  const enums = said.filter(each => typeof each === 'string').map(each => value(each))
  const names = way.filter(step => step !== '-')
  const [workspace] = known
  const last = names.at(-1)
  const ofRelease = workspace ? (own(OF_PROJECT, last ?? '')?.(workspace, names) ?? []) : []
  if (kind === 'project' && names[0] === 'allow' && last !== 'path') {
    const accepted = Object.entries(codes).filter(([, { severity }]) => severity !== 'error')
    return accepted.map(([code, { title }]) => value(code, title))
  }
  return [...enums, ...ofRelease.map(name => value(name)), ...(PATHS.has(last ?? '') ? files(word, sources) : [])]
}

/** What the project's ZenML release knows, by the key that it is a value of. */
const OF_PROJECT: Readonly<Record<string, (workspace: Workspace, path: readonly string[]) => readonly string[]>> = {
  required_integrations: ({ catalog }) => Object.keys(catalog.integrations).sort(byCodePoint),
  flavor: ({ catalog }, [, type]) => flavorsOf(catalog, type ?? ''),
  python: ({ catalog }) => catalog.pythons.map(version => `"${version}"`),
  requirements: ({ catalog }) => packagesOf(catalog),
  parent_image: workspace => [...new Set([defaultParent(workspace), ...workspace.lock.images.keys()])],
}

/** The packages that ZenML's integrations install, by name. */
const packagesOf = ({ integrations }: Catalog): string[] => {
  const lines = Object.values(integrations).flatMap(({ requirements }) => requirements)
  return [...new Set(lines.flatMap(line => packageName(line) ?? []))].sort(byCodePoint)
}

/** Packages at the beginning of a line of a requirement list. */
function inList(text: string, offset: number, { known: [workspace] }: Edited) {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
  const word = /^[\w.-]*$/.test(line) ? line : ''
  const names = workspace && word === line ? packagesOf(workspace.catalog) : []
  return { word, proposals: names.map(name => proposal('value', name, name)) }
}

/** Keys whose value is a path. */
const PATHS = new Set(
  'stack stacks pipelines file code requirements dockerfile dockerignore build_context_root pyproject_path source_root templates output build'.split(
    ' ',
  ),
)

/** The names in the folder that was typed so far. */
function files(word: string, sources: Sources): Proposal[] {
  const folder = folderOf(word)
  if (folder.startsWith('..') || folder.startsWith('/')) return []
  return (sources.list(folder) ?? [])
    .filter(name => !name.startsWith('.') || name.startsWith('.docker'))
    .map(name => {
      const path = folder === '.' ? name : `${folder}/${name}`
      return proposal(name.endsWith('/') ? 'folder' : 'file', path, path)
    })
}

/** Keyword arguments of `DockerSettings(…)`. */
function inPython(text: string, offset: number, { known: workspaces, schema }: Edited) {
  const before = text.slice(0, offset)
  const word = text.slice(wordStart(text, offset, /\w/), offset)
  const call = before.lastIndexOf('DockerSettings(')
  const [workspace] = workspaces
  if (call < 0 || !workspace || !isArgument(before.slice(call + 'DockerSettings('.length))) return { word, proposals: [] }
  const written = text.slice(call, offset)
  const proposals = Object.keys(workspace.catalog.docker_settings)
    .filter(name => !new RegExp(`\\b${name}\\s*=`).test(written))
    .map(name => proposal('key', name, `${name}=`, descriptionAt(schema('pipeline'), ['settings', 'docker', name])))
  return { word, proposals }
}

/** Whether an argument begins behind this text: every bracket in it is closed, and its last sign opens one or is a comma. */
function isArgument(text: string): boolean {
  const bare = text.replace(/"[^"\n]*"|'[^'\n]*'|#[^\n]*/g, '')
  const depth = [...bare].reduce((sum, sign) => sum + ('([{'.includes(sign) ? 1 : ')]}'.includes(sign) ? -1 : 0), 0)
  return depth === 0 && /(?:^|,)\s*\w*$/.test(bare)
}
