import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Node } from '../model/node.ts'
import type { BuildArgument, TargetOptions, Value } from '../model/plan.ts'
import type { BakeDefaults } from '../model/project.ts'
import { pythonStr } from '../model/python.ts'
import type { BuildConfig, NamedNode } from '../model/settings.ts'

/** A value as ZenML would print it; a text with variables left to bake stays in pieces. */
export function valueOf(node: Node): Value {
  return node.kind === 'string' && node.template ? node.template : pythonStr(node)
}

type Draft = { -readonly [K in keyof TargetOptions]: TargetOptions[K] }

/** Builder options by their names in docker-py and in the Docker CLI, and what bake calls them. `null`: nothing to do in bake. */
const OPTIONS: Readonly<Record<string, ((draft: Draft, value: Node) => void) | null>> = {
  platform: (draft, value) => void (draft.platforms = texts(value)),
  platforms: (draft, value) => void (draft.platforms = texts(value)),
  target: (draft, value) => void (draft.target = pythonStr(value)),
  build_args: (draft, value) => void (draft.args = named(value)),
  labels: (draft, value) => void (draft.labels = [...draft.labels, ...named(value)]),
  label: (draft, value) => void (draft.labels = [...draft.labels, ...named(value)]),
  cache_from: (draft, value) => void (draft.cacheFrom = texts(value)),
  'cache-from': (draft, value) => void (draft.cacheFrom = texts(value)),
  'cache-to': (draft, value) => void (draft.cacheTo = texts(value)),
  cache_to: (draft, value) => void (draft.cacheTo = texts(value)),
  no_cache: (draft, value) => void (draft.noCache = value.kind === 'bool' && value.value),
  'no-cache': (draft, value) => void (draft.noCache = value.kind === 'bool' && value.value),
  network_mode: (draft, value) => void (draft.network = pythonStr(value)),
  network: (draft, value) => void (draft.network = pythonStr(value)),
  shm_size: (draft, value) => void (draft.shmSize = pythonStr(value)),
  extra_hosts: (draft, value) => void (draft.extraHosts = hosts(value)),
  // ZenML decides itself whether to pull (0.98, `build_docker_image`), and BuildKit has no intermediate containers.
  pull: null,
  rm: null,
  forcerm: null,
  'force-rm': null,
  quiet: null,
}

/** Translates ZenML's build options to bake's; the project file's `bake` fills what they leave open. */
export function targetOptions(config: BuildConfig | null, defaults: BakeDefaults, report: Report): TargetOptions {
  const draft: Draft = {
    platforms: defaults.platforms,
    labels: defaults.labels.map(([name, value]) => ({ name, value })),
    args: [],
    target: null,
    noCache: false,
    cacheFrom: defaults.cacheFrom,
    cacheTo: defaults.cacheTo,
    network: null,
    shmSize: null,
    extraHosts: [],
  }
  for (const option of config?.build_options ?? []) applyOption(draft, option, report)
  return draft
}

function applyOption(draft: Draft, option: NamedNode, report: Report): void {
  const apply = Object.hasOwn(OPTIONS, option.name) ? OPTIONS[option.name] : undefined
  if (apply === undefined) {
    report(diagnostic('DC4017', option.at, { option: option.name }, { help: 'give it to `docker buildx bake` when you build, with `--set`' }))
  } else if (option.value.kind !== 'null') apply?.(draft, option.value)
}

function texts(value: Node): readonly string[] {
  if (value.kind === 'list') return value.items.map(pythonStr)
  return pythonStr(value)
    .split(',')
    .map(part => part.trim())
    .filter(Boolean)
}

function named(value: Node): readonly BuildArgument[] {
  if (value.kind !== 'map') return []
  return value.entries.map(e => ({ name: pythonStr(e.key), value: e.value.kind === 'null' ? null : valueOf(e.value) }))
}

function hosts(value: Node): readonly (readonly [string, string])[] {
  return value.kind === 'map' ? value.entries.map(e => [pythonStr(e.key), pythonStr(e.value)] as const) : []
}
