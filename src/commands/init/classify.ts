import { parse } from '../../1-parse/parse.ts'
import { packageSchema } from '../../edge/package-files.ts'
import { get, type MapNode } from '../../model/node.ts'

/** What a YAML file seems to be, by its keys alone. */
export type Kind = { readonly kind: 'stack'; readonly name: string | null } | { readonly kind: 'pipeline' | 'perhaps a pipeline' }

/** The kind of a file; undefined: it is not one of ZenML's, or no YAML at all. */
export function kindOf(path: string, text: string): Kind | undefined {
  const { root } = parse(path, text, () => {})
  if (root?.kind !== 'map') return undefined
  const keys = keysOf(root)
  if (keys.includes('components') && (keys.includes('stack_name') || keys.includes('zenml_version'))) {
    const name = get(root, 'stack_name')
    return { kind: 'stack', name: name?.kind === 'string' ? name.value : null }
  }
  if (isPipeline(root, keys)) return { kind: 'pipeline' }
  const zenml = runConfigurationKeys()
  const isMapping = (key: string) => [undefined, 'map', 'null'].includes(get(root, key)?.kind)
  return keys.length > 0 && keys.every(key => zenml.has(key)) && isMapping('settings') && isMapping('steps')
    ? { kind: 'perhaps a pipeline' }
    : undefined
}

/**
 * A run configuration names Docker settings, or has no key that ZenML does not know and one that only ZenML has. Workflows of GitHub and others
 * have `steps`, too, but as a list.
 */
function isPipeline(root: MapNode, keys: readonly string[]): boolean {
  const [settings, steps] = [get(root, 'settings'), get(root, 'steps')]
  if ((settings && settings.kind !== 'map') || (steps && steps.kind !== 'map')) return false
  if (get(settings, 'docker')?.kind === 'map') return true
  const zenml = runConfigurationKeys()
  return keys.every(key => zenml.has(key)) && keys.some(key => !AMBIGUOUS.has(key))
}

/** Keys of a run configuration that other programs' files have as well: alone they prove nothing. */
const AMBIGUOUS: ReadonlySet<string> = new Set([
  'build',
  'environment',
  'extra',
  'model',
  'parameters',
  'schedule',
  'secrets',
  'tags',
])

function runConfigurationKeys(): ReadonlySet<string> {
  return new Set(Object.keys(packageSchema('pipeline').properties as object))
}

const keysOf = (map: MapNode): string[] => map.entries.flatMap(({ key }) => (key.kind === 'string' ? [key.value] : []))
