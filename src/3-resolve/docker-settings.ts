import { REPLICATION_COMMANDS } from '../2-validate/replaced-values.ts'
import { own } from '../basics/own.ts'
import { type Entry, get, type MapNode, type Node, type StringNode, type UnknownNode, unknownsIn } from '../model/node.ts'
import type { BuildConfig, DockerSettings, NamedNode, PlacedText } from '../model/settings.ts'
import { pythonEquals, pythonJson } from '../python/values.ts'
import type { Span } from '../sources/span.ts'
import { BUILD_OPTIONS } from './normalise.ts'

const NOWHERE: Span = { file: '', start: 0, end: 0 }
const NO_KEYS: MapNode = { kind: 'map', entries: [], span: NOWHERE }

/** Default values by key, as the catalog of a ZenML version has them. */
export type Defaults = Readonly<Record<string, unknown>>

/** The typed view of merged docker settings. The merged keys were validated and normalised level by level before. */
export function readDockerSettings(merged: MapNode | UnknownNode = NO_KEYS, defaults: Defaults): DockerSettings {
  const written = merged.kind === 'unknown' ? NO_KEYS : merged
  const at = (key: string): Node | undefined => get(written, key)
  const text = (key: string): string | null => {
    const node = at(key)
    return node?.kind === 'string' ? node.value : null
  }
  const yes = (key: string): boolean => {
    const node = at(key)
    return node?.kind === 'bool' ? node.value : Boolean(defaults[key])
  }
  return {
    parent_image: text('parent_image'),
    image_tag: text('image_tag'),
    dockerfile: text('dockerfile'),
    build_context_root: text('build_context_root'),
    parent_image_build_config: buildConfig(at('parent_image_build_config')),
    skip_build: yes('skip_build'),
    prevent_build_reuse: yes('prevent_build_reuse'),
    target_repository: text('target_repository') ?? (defaults.target_repository as string | null | undefined) ?? null,
    python_package_installer: (text('python_package_installer') ?? defaults.python_package_installer) as 'pip' | 'uv',
    python_package_installer_cache_mount: text('python_package_installer_cache_mount'),
    python_package_installer_args: named(at('python_package_installer_args')),
    disable_automatic_requirements_detection: yes('disable_automatic_requirements_detection'),
    replicate_local_python_environment: replicationCommand(at('replicate_local_python_environment')),
    pyproject_path: text('pyproject_path'),
    pyproject_export_command: texts(at('pyproject_export_command')) ?? [],
    requirements: text('requirements') ?? placedTexts(at('requirements')),
    required_integrations: texts(at('required_integrations')) ?? [],
    install_stack_requirements: yes('install_stack_requirements'),
    install_deployment_requirements: yes('install_deployment_requirements'),
    local_project_install_command: text('local_project_install_command'),
    apt_packages: texts(at('apt_packages')) ?? [],
    environment: named(at('environment')),
    runtime_environment: named(at('runtime_environment')),
    user: text('user'),
    build_config: buildConfig(at('build_config')),
    allow_including_files_in_images: yes('allow_including_files_in_images'),
    allow_download_from_code_repository: yes('allow_download_from_code_repository'),
    allow_download_from_artifact_store: yes('allow_download_from_artifact_store'),
    build_options: named(at('build_options')),
    dockerignore: text('dockerignore'),
    written,
    unknown: unknownsIn(merged),
  }
}

/**
 * Whether two settings are equal as Python sees it after defaults (`1 == True == 1.0`): then a step shares the pipeline's image, and its values.
 * Writing a default makes no difference; the order of a list does.
 */
export function sameSettings(a: DockerSettings, b: DockerSettings, defaults: Defaults): boolean {
  return compareSettings(a, b, defaults) === 'same'
}

/** As `sameSettings`; `unknown` where it depends on a value that only running the code would tell. */
export function compareSettings(a: DockerSettings, b: DockerSettings, defaults: Defaults): 'same' | 'different' | 'unknown' {
  if (a.written === b.written && a.unknown.length === 0) return 'same'
  if (isWholeUnknown(a) || isWholeUnknown(b)) return 'unknown'
  const others = withDefaults(b.written, defaults)
  let open = false
  for (const [i, { value }] of withDefaults(a.written, defaults).entries()) {
    const other = others[i]!.value
    if (value !== other && (unknownsIn(value).length > 0 || unknownsIn(other).length > 0)) open = true
    else if (!pythonEquals(value, other)) return 'different'
  }
  return open ? 'unknown' : 'same'
}

/** Of such settings not even the keys are known. */
const isWholeUnknown = ({ written, unknown }: DockerSettings): boolean => unknown.length > 0 && written === NO_KEYS

/**
 * What ZenML's checksum covers of settings (0.98, `compute_settings_checksum`): JSON of each key, written or not. Undefined where that depends on
 * more than the files: a variable that is left to the build, a value that only running the code would tell, or one that JSON does not have.
 */
export function settingsJson(settings: DockerSettings, defaults: Defaults): string | undefined {
  if (settings.unknown.length > 0) return undefined
  const entries = withDefaults(settings.written, defaults).filter(({ key }) => key.value !== REUSE)
  const all: MapNode = { kind: 'map', entries, span: NOWHERE }
  return isPlainJson(all) ? pythonJson(all) : undefined
}

/** It decides whether ZenML builds, and changes nothing that it builds. */
const REUSE = 'prevent_build_reuse'

function isPlainJson(node: Node): boolean {
  switch (node.kind) {
    case 'null':
    case 'bool':
    case 'int':
      return true
    case 'float':
      return Number.isFinite(node.value)
    case 'string':
      return node.template === undefined
    case 'list':
      return !node.set && node.items.every(isPlainJson)
    case 'map':
      return node.entries.every(({ key, value }) => key.kind === 'string' && isPlainJson(value))
    default:
      return false
  }
}

/** A text that is equal for settings that ZenML's checksum cannot tell apart: stricter than `sameSettings` (`1` is not `true`), and without `prevent_build_reuse`. */
export function settingsChecksum(settings: DockerSettings, defaults: Defaults): string {
  const standards = defaultEntries(defaults)
  const entries = withDefaults(settings.written, defaults).map((entry, i) => {
    if (entry === standards[i] || entry.key.value === REUSE) return ''
    const json = pythonJson(entry.value)
    return json === pythonJson(standards[i]!.value) ? '' : json
  })
  return entries.join('\n')
}

interface NamedEntry extends Entry {
  readonly key: StringNode
}

/** Settings with a value for every key, in the order of the defaults. */
function withDefaults(written: MapNode, defaults: Defaults): readonly NamedEntry[] {
  return defaultEntries(defaults).map(standard => {
    const key = standard.key.value
    const value = get(written, key)
    if (!value) return standard
    return namedEntry(key, key === 'build_config' || key === 'parent_image_build_config' ? fullBuildConfig(value) : value)
  })
}

const ENTRIES = new WeakMap<Defaults, readonly NamedEntry[]>()

/** The defaults as nodes, made once: every image is compared with them. */
function defaultEntries(defaults: Defaults): readonly NamedEntry[] {
  const entries = ENTRIES.get(defaults) ?? Object.entries(defaults).map(([key, value]) => namedEntry(key, toNode(value)))
  ENTRIES.set(defaults, entries)
  return entries
}

function fullBuildConfig(node: Node): Node {
  if (node.kind !== 'map') return node
  const options = get(node, 'build_options')
  const missing =
    options?.kind === 'map'
      ? Object.keys(BUILD_OPTIONS)
          .filter(key => !get(options, key))
          .map(key => namedEntry(key, toNode(null)))
      : []
  const full: Node = options?.kind === 'map' ? { ...options, entries: [...options.entries, ...missing] } : toNode(null)
  return {
    ...node,
    entries: [namedEntry('build_options', full), namedEntry('dockerignore', get(node, 'dockerignore') ?? toNode(null))],
  }
}

function namedEntry(key: string, value: Node): NamedEntry {
  return { key: { kind: 'string', value: key, span: NOWHERE }, value }
}

function toNode(value: unknown): Node {
  if (typeof value === 'boolean') return { kind: 'bool', value, span: NOWHERE }
  if (typeof value === 'string') return { kind: 'string', value, span: NOWHERE }
  if (typeof value === 'number') return { kind: 'int', value: BigInt(value), span: NOWHERE }
  if (Array.isArray(value)) return { kind: 'list', items: value.map(toNode), span: NOWHERE }
  if (value && typeof value === 'object')
    return { kind: 'map', entries: Object.entries(value).map(([k, v]) => namedEntry(k, toNode(v))), span: NOWHERE }
  return { kind: 'null', span: NOWHERE }
}

function placedTexts(node: Node | undefined): readonly PlacedText[] | null {
  if (node?.kind !== 'list') return null
  return node.items.map(item => ({ text: item.kind === 'string' ? item.value : '', at: item.span }))
}

function texts(node: Node | undefined): readonly string[] | null {
  return placedTexts(node)?.map(({ text }) => text) ?? null
}

function named(node: Node | undefined): readonly NamedNode[] {
  if (node?.kind !== 'map') return []
  return node.entries.map(e => ({ name: e.key.kind === 'string' ? e.key.value : '', value: e.value, at: e.key.span }))
}

function replicationCommand(node: Node | undefined): string | null {
  if (node?.kind === 'bool') return node.value ? REPLICATION_COMMANDS.pip_freeze! : null
  if (node?.kind === 'string') return own(REPLICATION_COMMANDS, node.value) ?? null
  const words = texts(node)
  return words?.length ? words.join(' ') : null
}

function buildConfig(node: Node | undefined): BuildConfig | null {
  if (node?.kind !== 'map') return null
  const ignore = get(node, 'dockerignore')
  return { build_options: named(get(node, 'build_options')), dockerignore: ignore?.kind === 'string' ? ignore.value : null }
}
