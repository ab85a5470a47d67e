import { groupBy } from '../../basics/group-by.ts'
import { late } from '../../basics/late.ts'
import { hiddenIn, mask } from '../../credentials/redact.ts'
import { codeRoots } from '../../model/code-roots.ts'
import { entriesOf, get, type MapNode, type Node } from '../../model/node.ts'
import type { Pipeline, Workspace } from '../../model/workspace.ts'
import { pythonStr } from '../../python/values.ts'
import type { Span } from '../../sources/span.ts'

/** A docker setting as it is in a file: one key, or one entry of a mapping. */
export interface WrittenSetting {
  /** Below `settings.docker`: `['environment', 'MODE']`. */
  readonly path: readonly string[]
  readonly node: Node
  readonly layer: 'project' | 'pipeline' | 'step'
  /** The pipelines whose file says it; every one for the project file. */
  readonly pipelines: readonly Pipeline[]
  readonly step: string | null
}

/** Every docker setting that was written. What a file says is looked up when it is asked for, once: an editor asks about one file of a thousand. */
export class WrittenSettings {
  readonly #workspace: Workspace
  readonly #rootOf: (file: string) => Node | undefined
  readonly #byFile = new Map<string, Map<string, WrittenSetting>>()
  readonly #ofRoots = new Map<string, readonly WrittenSetting[]>()
  /** The pipelines of each run configuration. */
  readonly #pipelines: ReadonlyMap<string | null, readonly Pipeline[]>
  readonly #ofProject = late(() => {
    const { project, pipelines } = this.#workspace
    return leaves(project.docker, [], { layer: 'project', pipelines, step: null })
  })
  readonly #inCode = late(() =>
    onceEach(
      this.#workspace.pipelines.flatMap(pipeline =>
        (pipeline.code ? codeRoots(pipeline.code) : []).flatMap(root => ofRoot(root, [pipeline])),
      ),
    ),
  )

  /** @param rootOf the content of a pipeline file */
  constructor(workspace: Workspace, rootOf: (file: string) => Node | undefined) {
    this.#workspace = workspace
    this.#rootOf = rootOf
    this.#pipelines = new Map(groupBy(workspace.pipelines, ({ file }) => file).map(group => [group[0]!.file, group]))
  }

  /** Layer by layer. */
  all(): readonly WrittenSetting[] {
    const files = [...this.#pipelines.keys()].filter(file => file !== null)
    return [...this.#ofProject(), ...files.flatMap(file => this.#ofRoot(file)), ...this.#inCode()]
  }

  /** Those of one file. */
  in(file: string): readonly WrittenSetting[] {
    const elsewhere = [...this.#ofProject(), ...this.#inCode()]
    const isHere = ({ node }: WrittenSetting) => node.span.file === file
    return [...elsewhere.filter(isHere), ...this.#ofRoot(file)]
  }

  /** The one at a place. */
  at(span: Span): WrittenSetting | undefined {
    const known = this.#byFile.get(span.file) ?? new Map(this.in(span.file).map(each => [placeKey(each.node.span), each]))
    this.#byFile.set(span.file, known)
    return known.get(placeKey(span))
  }

  #ofRoot(file: string): readonly WrittenSetting[] {
    const known = this.#ofRoots.get(file)
    if (known) return known
    const pipelines = this.#pipelines.get(file)
    const found = pipelines ? ofRoot(this.#rootOf(file), pipelines) : []
    this.#ofRoots.set(file, found)
    return found
  }
}

/** The settings of a run configuration. */
function ofRoot(root: Node | undefined, pipelines: readonly Pipeline[]): WrittenSetting[] {
  const steps = get(root, 'steps')
  return [
    ...leaves(get(root, 'settings', 'docker'), [], { layer: 'pipeline', pipelines, step: null }),
    ...entriesOf(steps).flatMap(({ key, value }) =>
      key.kind === 'string' ? leaves(get(value, 'settings', 'docker'), [], { layer: 'step', pipelines, step: key.value }) : [],
    ),
  ]
}

/** A `DockerSettings` that several pipelines or calls share is written once. */
function onceEach(settings: readonly WrittenSetting[]): WrittenSetting[] {
  const found = new Map<string, WrittenSetting>()
  for (const setting of settings) {
    const { node, path, layer, step, pipelines } = setting
    const key = [placeKey(node.span), path.join('.'), layer, step ?? ''].join('\n')
    const known = found.get(key)
    found.set(key, known ? { ...known, pipelines: [...new Set([...known.pipelines, ...pipelines])] } : setting)
  }
  return [...found.values()]
}

type Surroundings = Omit<WrittenSetting, 'path' | 'node'>

function leaves(node: Node | undefined, path: readonly string[], around: Surroundings): WrittenSetting[] {
  if (!node) return []
  if (node.kind !== 'map' || (node.entries.length === 0 && path.length)) return path.length ? [{ path, node, ...around }] : []
  return node.entries.flatMap(({ key, value }) => (key.kind === 'string' ? leaves(value, [...path, key.value], around) : []))
}

/** The way to an entry of merged settings. */
export interface MergedEntry {
  readonly path: readonly string[]
  readonly node: Node
  readonly beat: readonly Span[]
}

/** The entries of merged settings, those of mappings one by one. */
export function mergedEntries(map: MapNode, path: readonly string[] = []): MergedEntry[] {
  return map.entries.flatMap(({ key, value, shadowed = [] }): MergedEntry[] => {
    if (key.kind !== 'string') return []
    const here = [...path, key.value]
    if (value.kind === 'map' && value.entries.length) return mergedEntries(value, here)
    return [{ path: here, node: value, beat: shadowed }]
  })
}

/** A value as people write it, without credentials. */
export function shownValue(name: string, node: Node, secret: readonly Span[]): string {
  if (secret.some(span => span.file === node.span.file && span.start < node.span.end && node.span.start < span.end)) return '***'
  const line = `${name}: ${valueText(node)}`
  return mask(line, hiddenIn(line), name.length + 2, line.length)
}

function valueText(node: Node): string {
  switch (node.kind) {
    case 'null':
      return 'null'
    case 'bool':
      return String(node.value)
    case 'list':
      return `[${node.items.map(valueText).join(', ')}]`
    case 'map':
      return `{${node.entries.map(({ key, value }) => `${valueText(key)}: ${valueText(value)}`).join(', ')}}`
    default:
      return pythonStr(node)
  }
}

/** A place as the key of a map. */
export const placeKey = ({ file, start, end }: Span): string => `${file}\n${start}\n${end}`
