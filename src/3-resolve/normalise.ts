import { REPLICATION_COMMANDS, SOURCE_FILES } from '../2-validate/replaced-values.ts'
import { own } from '../basics/own.ts'
import { type Entry, get, type MapNode, type Node, type StringNode } from '../model/node.ts'
import type { Release } from '../model/release.ts'
import { asBool } from '../python/type.ts'

/** How a DockerSettings key is read; what a value may look like is the schema's business, this only picks one spelling. */
const READERS: Readonly<Record<string, (node: Node, typedOptions: boolean) => Node>> = {
  skip_build: flag,
  prevent_build_reuse: flag,
  disable_automatic_requirements_detection: flag,
  install_stack_requirements: flag,
  install_deployment_requirements: flag,
  allow_including_files_in_images: flag,
  allow_download_from_code_repository: flag,
  allow_download_from_artifact_store: flag,
  copy_files: flag,
  copy_global_config: flag,
  replicate_local_python_environment: replication,
  build_config: buildConfig,
  parent_image_build_config: buildConfig,
  build_options: (node, typed) => (node.kind === 'map' ? buildOptions(node, typed) : node),
}

/** docker-py's names for build options and the ones that count (ZenML 0.98, `BUILD_OPTION_CONVERSIONS`); before 0.92.0 docker-py's were all. */
const BUILD_OPTION_NAMES: Readonly<Record<string, string>> = {
  buildargs: 'build_args',
  cachefrom: 'cache_from',
  nocache: 'no_cache',
  shmsize: 'shm_size',
}

/** The build options that ZenML knows by name (0.98, `DockerBuildOptions`), in its order, and how each is read. */
export const BUILD_OPTIONS: Readonly<Record<string, (node: Node) => Node>> = {
  pull: flag,
  rm: flag,
  no_cache: flag,
  shm_size: whole,
  labels: asItIs,
  build_args: asItIs,
  cache_from: asItIs,
}

/**
 * One level's docker settings in one spelling: booleans as booleans, deprecated keys migrated, unknown keys gone.
 *
 * ZenML validates and migrates every level by itself before it merges them, so a step's `source_files` beats a pipeline's `allow_*`.
 */
export function normaliseLevel(level: MapNode, { catalog, rules }: Release): MapNode {
  const entries: Entry[] = []
  for (const entry of level.entries) {
    if (entry.key.kind !== 'string' || !Object.hasOwn(catalog.docker_settings, entry.key.value)) continue
    const read = own(READERS, entry.key.value)
    entries.push(read && entry.value.kind !== 'null' ? { ...entry, value: read(entry.value, rules.typedBuildOptions) } : entry)
  }
  return { ...level, entries: [...entries, ...migratedSourceFiles(level)] }
}

function migratedSourceFiles(level: MapNode): Entry[] {
  const source = get(level, 'source_files')
  if (source?.kind !== 'string') return []
  const granted = own(SOURCE_FILES, source.value)
  if (!granted || Object.keys(granted).some(key => get(level, key))) return []
  return Object.entries(granted).map(([key, value]) => ({
    key: { kind: 'string', value: key, span: source.span },
    value: { kind: 'bool', value, span: source.span },
  }))
}

/** pydantic's lax booleans: 0/1, 0.0/1.0 and a dozen words in any case. */
export function flag(node: Node): Node {
  const scalar = node.kind === 'int' || node.kind === 'float' || node.kind === 'string'
  return scalar ? { kind: 'bool', value: asBool(node) ?? false, span: node.span } : node
}

function asItIs(node: Node): Node {
  return node
}

function whole(node: Node): Node {
  if (node.kind === 'float' && Number.isInteger(node.value)) return { kind: 'int', value: BigInt(node.value), span: node.span }
  if (node.kind === 'string' && !node.template) {
    const digits = node.value.trim().replaceAll('_', '').replace(/\.0*$/, '')
    // A text that is not a number has been refused, or nobody reads it.
    return /^[+-]?\d+$/.test(digits) ? { kind: 'int', value: BigInt(digits.replace('+', '')), span: node.span } : node
  }
  if (node.kind === 'bool') return { kind: 'int', value: node.value ? 1n : 0n, span: node.span }
  return node
}

/** Tried in ZenML's order: a list of texts, the name of an export method, a boolean. */
function replication(node: Node): Node {
  if (node.kind === 'list') return node
  if (node.kind === 'string' && own(REPLICATION_COMMANDS, node.value)) return node
  return flag(node)
}

function buildConfig(node: Node, typed: boolean): Node {
  if (node.kind !== 'map') return node
  const entries = node.entries
    .filter(e => e.key.kind === 'string' && (e.key.value === 'build_options' || e.key.value === 'dockerignore'))
    .map(e =>
      (e.key as StringNode).value === 'build_options' && e.value.kind === 'map'
        ? { ...e, value: buildOptions(e.value, typed) }
        : e,
    )
  return { ...node, entries }
}

/** Of two names for one option only one counts: the new one, and before options had types the one that docker-py has. */
function buildOptions(map: MapNode, typed: boolean): MapNode {
  const replaced = new Set(Object.keys(BUILD_OPTION_NAMES).flatMap(old => (get(map, old) ? [BUILD_OPTION_NAMES[old]!] : [])))
  const entries = map.entries.flatMap((entry): Entry[] => {
    if (entry.key.kind !== 'string') return [entry]
    if (!typed && replaced.has(entry.key.value)) return []
    const renamed = own(BUILD_OPTION_NAMES, entry.key.value)
    // With the new name there as well, the old one stays an extra option that nobody reads.
    const name = renamed && (!typed || !get(map, renamed)) ? renamed : entry.key.value
    const read = own(BUILD_OPTIONS, name)
    // Without a type a value that is not a boolean stays what it is.
    const readable = read !== flag || typed || asBool(entry.value) !== undefined
    const value = read && readable && entry.value.kind !== 'null' ? read(entry.value) : entry.value
    return [{ ...entry, key: { ...entry.key, value: name }, value }]
  })
  return { ...map, entries }
}
