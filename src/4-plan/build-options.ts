import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { suggest } from '../diagnostics/suggest.ts'
import type { Node } from '../model/node.ts'
import type { BuildArgument, TargetOptions, Value } from '../model/plan.ts'
import type { BakeDefaults } from '../model/project.ts'
import type { BuildConfig, NamedNode } from '../model/settings.ts'
import type { WorkspaceBase } from '../model/workspace.ts'
import { pythonStr } from '../python/values.ts'

/** A value as ZenML would print it; a text with variables left to bake stays in pieces. */
export function writtenValue(node: Node): Value {
  return node.kind === 'string' && node.template ? node.template : pythonStr(node)
}

/** Builder options by their names in docker-py and in the Docker CLI, and what bake calls them. `null`: nothing to do in bake. */
const OPTIONS: Readonly<Record<string, ((value: Node, sofar: TargetOptions) => Partial<TargetOptions>) | null>> = {
  platform: value => ({ platforms: texts(value) }),
  platforms: value => ({ platforms: texts(value) }),
  target: value => ({ target: pythonStr(value) }),
  build_args: value => ({ args: named(value) }),
  labels: (value, { labels }) => ({ labels: [...labels, ...named(value)] }),
  label: (value, { labels }) => ({ labels: [...labels, ...named(value)] }),
  cache_from: value => ({ cacheFrom: caches(value) }),
  'cache-from': value => ({ cacheFrom: caches(value) }),
  'cache-to': value => ({ cacheTo: caches(value) }),
  cache_to: value => ({ cacheTo: caches(value) }),
  no_cache: value => ({ noCache: isTrue(value) }),
  'no-cache': value => ({ noCache: isTrue(value) }),
  network_mode: value => ({ network: pythonStr(value) }),
  network: value => ({ network: pythonStr(value) }),
  shm_size: value => ({ shmSize: pythonStr(value) }),
  extra_hosts: value => ({ extraHosts: hosts(value) }),
  pull: value => ({ pull: isTrue(value) }),
  // BuildKit has no intermediate containers.
  rm: null,
  forcerm: null,
  'force-rm': null,
  quiet: null,
}

/** Options that bake has, in the bake file's words, for one run: what they need is not known here. */
const AT_BUILD_TIME: Readonly<Record<string, string>> = {
  ssh: 'ssh',
  'no-cache-filter': 'no-cache-filter',
  no_cache_filter: 'no-cache-filter',
  ulimit: 'ulimits',
  ulimits: 'ulimits',
  annotation: 'annotations',
  annotations: 'annotations',
  attest: 'attest',
  output: 'output',
  outputs: 'output',
  secret: 'secrets',
  secrets: 'secrets',
  allow: 'entitlements',
  entitlements: 'entitlements',
}

/** What some of them let a build do on the machine that builds, by bake's word. */
const GRANTS: Readonly<Record<string, string>> = {
  ssh: 'use the SSH keys of whoever builds',
  output: 'write to the disk of the machine that builds',
  secrets: 'read files and variables of the machine that builds',
  entitlements: 'use the network of the machine that builds, or leave its sandbox',
}

/** ZenML decides itself whether it pulls the parent of its own layer (since 0.92); the other dialects do what was written. */
export const pullIsZenmls = ({ dialect, rules }: WorkspaceBase): boolean => dialect === 'zenml' && rules.pull === 'own'

export const NO_OPTIONS: TargetOptions = {
  platforms: [],
  labels: [],
  args: [],
  target: null,
  noCache: false,
  pull: false,
  cacheFrom: [],
  cacheTo: [],
  attest: [],
  network: null,
  shmSize: null,
  extraHosts: [],
}

/** Translates ZenML's build options to bake's; the project file's `bake` fills what they leave open. */
export function targetOptions(config: BuildConfig | null, defaults: BakeDefaults, report: Report): TargetOptions {
  const { platforms, cacheFrom, cacheTo, attest } = defaults
  const labels = defaults.labels.map(([name, value]) => ({ name, value }))
  let options: TargetOptions = { ...NO_OPTIONS, platforms, labels, cacheFrom, cacheTo, attest }
  for (const option of config?.build_options ?? []) options = { ...options, ...translated(option, options, report) }
  return options
}

function translated(option: NamedNode, sofar: TargetOptions, report: Report): Partial<TargetOptions> {
  const translate = Object.hasOwn(OPTIONS, option.name) ? OPTIONS[option.name] : undefined
  if (translate === undefined) {
    const key = Object.hasOwn(AT_BUILD_TIME, option.name) ? AT_BUILD_TIME[option.name] : undefined
    const grants = key && GRANTS[key]
    const trusted = grants ? `it lets the build ${grants}; where you trust whoever wrote this, ` : ''
    const help = key
      ? `${trusted}give it to bake when you build: \`docker buildx bake --set '*.${key}=…'\``
      : 'remove it: only the classic builder knows it'
    const meant = suggest(option.name, Object.keys(OPTIONS))
    report(diagnostic('DC4017', option.at, { option: option.name }, { help, label: meant && `did you mean \`${meant}\`?` }))
  }
  return option.value.kind === 'null' ? {} : (translate?.(option.value, sofar) ?? {})
}

const isTrue = (value: Node): boolean => value.kind === 'bool' && value.value

function texts(value: Node): readonly string[] {
  if (value.kind === 'list') return value.items.map(pythonStr)
  return pythonStr(value)
    .split(',')
    .map(part => part.trim())
    .filter(Boolean)
}

/** `type=registry,ref=…` is one cache with its attributes; a text without attributes is a list of references. */
function caches(value: Node): readonly string[] {
  return value.kind === 'string' && value.value.includes('=') ? [value.value.trim()] : texts(value)
}

function named(value: Node): readonly BuildArgument[] {
  if (value.kind !== 'map') return []
  return value.entries.map(e => ({ name: pythonStr(e.key), value: e.value.kind === 'null' ? null : writtenValue(e.value) }))
}

function hosts(value: Node): readonly (readonly [string, string])[] {
  return value.kind === 'map' ? value.entries.map(e => [pythonStr(e.key), pythonStr(e.value)] as const) : []
}
