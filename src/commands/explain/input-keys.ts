import { shownValue } from '../../answers/explain/written-settings.ts'
import { entry, get, type Node } from '../../model/node.ts'
import type { Span } from '../../sources/span.ts'
import type { SchemaNode } from './project-keys.ts'

/** What is needed to explain the keys of stack and pipeline files. */
export interface InputKeys {
  /** schema/stack.schema.json and schema/pipeline.schema.json. */
  readonly schemas: Readonly<Record<'stack' | 'pipeline', SchemaNode>>
  /** The files of the project, each once. */
  readonly roots: Readonly<Record<'stack' | 'pipeline', readonly Node[]>>
}

/** A key of a stack or pipeline file, explained. */
export interface InputKeyExplanation {
  readonly key: string
  /** What it is a key of: `a step`. */
  readonly of: string
  readonly about: string
  /** Every place where it is. */
  readonly written: readonly { readonly value: string; readonly at: Span }[]
}

interface Section {
  readonly of: string
  readonly kind: 'stack' | 'pipeline'
  /** What comes before the key when somebody writes all of it: `steps.fit.` */
  readonly before: RegExp
  readonly keys: (schema: SchemaNode) => SchemaNode['properties']
  /** The mappings of a file that have these keys. */
  readonly places: (root: Node) => readonly Node[]
  /** False where a value may be a credential. */
  readonly shows?: false
}

/** The mappings whose keys can be asked for. Docker settings are not among them: there is more to say of those. */
const SECTIONS: readonly Section[] = [
  {
    of: 'a pipeline file',
    kind: 'pipeline',
    before: /^$/,
    keys: ({ properties }) => properties,
    places: root => [root],
  },
  {
    of: 'a step of a pipeline file',
    kind: 'pipeline',
    before: /^(?:steps\.[^.]+\.)?$/,
    keys: ({ $defs }) => $defs?.step?.properties,
    places: root => values(get(root, 'steps')),
  },
  {
    of: '`settings`, of a pipeline or a step',
    kind: 'pipeline',
    before: /^(?:(?:steps\.[^.]+\.)?settings\.)?$/,
    keys: ({ $defs }) => $defs?.settings?.properties,
    places: root => withSteps(root, 'settings'),
  },
  {
    of: '`settings.resources`, of a pipeline or a step',
    kind: 'pipeline',
    before: /^(?:(?:(?:steps\.[^.]+\.)?settings\.)?resources\.)?$/,
    keys: ({ $defs }) => $defs?.resources?.properties,
    places: root => withSteps(root, 'settings', 'resources'),
  },
  { of: 'a stack file', kind: 'stack', before: /^$/, keys: ({ properties }) => properties, places: root => [root] },
  {
    of: '`components`, in a stack file',
    kind: 'stack',
    before: /^(?:components\.)?$/,
    keys: ({ properties }) => properties?.components?.properties,
    places: root => present(get(root, 'components')),
    shows: false,
  },
  {
    of: 'a component, in a stack file',
    kind: 'stack',
    before: /^(?:components\.[^.]+\.)?$/,
    keys: ({ $defs }) => $defs?.component?.properties,
    places: root => values(get(root, 'components')).flatMap(node => (node.kind === 'list' ? node.items : [node])),
  },
]

/** Names that may be asked for, for suggestions. */
export const inputKeys = ({ schemas }: InputKeys): string[] =>
  SECTIONS.flatMap(({ kind, keys }) => Object.keys(keys(schemas[kind]) ?? {}))

/** Every meaning of a word as a key of a stack or pipeline file: what it is for, and where it is. */
export function explainInputKey(word: string, { schemas, roots }: InputKeys): InputKeyExplanation[] {
  const key = word.slice(word.lastIndexOf('.') + 1)
  const before = word.slice(0, word.length - key.length)
  return SECTIONS.flatMap(section => {
    const keys = section.keys(schemas[section.kind]) ?? {}
    if (!section.before.test(before) || !Object.hasOwn(keys, key)) return []
    const written = roots[section.kind].flatMap(root =>
      section.places(root).flatMap(place => {
        const found = place.kind === 'map' ? entry(place, key) : undefined
        return found ? [{ value: shown(key, found.value, section), at: found.key.span }] : []
      }),
    )
    return [{ key, of: section.of, about: keys[key]?.description ?? '', written }]
  })
}

/** A component's configuration may hold credentials, and of components their flavors say enough. */
function shown(key: string, node: Node, { shows, kind }: Section): string {
  if (shows === false) {
    const components = node.kind === 'list' ? node.items : [node]
    return components.map(each => flavorOf(each)).join(', ')
  }
  return kind === 'stack' && (node.kind === 'map' || node.kind === 'list') ? '…' : shownValue(key, node, [])
}

function flavorOf(component: Node): string {
  const [name, flavor] = [get(component, 'name'), get(component, 'flavor')]
  return `${name?.kind === 'string' ? name.value : '?'} (${flavor?.kind === 'string' ? flavor.value : '?'})`
}

const values = (node: Node | undefined): readonly Node[] => (node?.kind === 'map' ? node.entries.map(({ value }) => value) : [])
const present = (node: Node | undefined): readonly Node[] => (node ? [node] : [])

/** A mapping of the pipeline, and the same of each of its steps. */
const withSteps = (root: Node, ...path: string[]): readonly Node[] =>
  [root, ...values(get(root, 'steps'))].flatMap(node => present(get(node, ...path)))
