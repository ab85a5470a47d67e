import { validateShape } from '../2-validate/validate.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import type { CodeLayer, CodePipeline } from '../model/code.ts'
import { entry, get, type MapNode, type Node, type UnknownNode } from '../model/node.ts'
import { filledIn } from './filled-in.ts'
import { requireAllValues } from './late-values.ts'
import type { Layer, Layers, Written } from './precedence.ts'
import type { Surroundings } from './surroundings.ts'

/** One layer of the configuration of a pipeline or a step, variables filled in. */
export interface Level {
  readonly layer: Layer
  readonly config: MapNode | UnknownNode
  /** Its settings replace those of the same layer below as a whole. */
  readonly replaces: boolean
  /** What messages call its settings: `steps.fit.settings`. */
  readonly where: string
}

/** Reads the layers of one workspace's code; a decorator that many pipelines or calls share is read once. */
export class CodeLevels {
  readonly #around: Surroundings
  readonly #report: Report
  readonly #known = new Map<MapNode, MapNode | undefined>()

  constructor(around: Surroundings, report: Report) {
    this.#around = around
    this.#report = report
  }

  /** `@pipeline`, or `@step`, and what was configured afterwards. */
  of(layer: 'pipeline code' | 'step code', layers: readonly CodeLayer[]): Level[] {
    return layers.flatMap(({ config, merge }) => {
      const read = this.#read(config)
      return read ? [{ layer, config: read, replaces: !merge, where: 'settings' }] : []
    })
  }

  /** `with_options(steps={name: …})`. */
  options({ stepOptions }: CodePipeline, name: string): Level[] {
    const written = stepOptions?.kind === 'unknown' ? stepOptions : get(stepOptions ?? undefined, name)
    const config = written?.kind === 'map' ? this.#read(written) : written
    if (config?.kind !== 'map' && config?.kind !== 'unknown') return []
    return [{ layer: 'step options', config, replaces: false, where: `steps.${name}.settings` }]
  }

  #read(config: MapNode): MapNode | undefined {
    if (!this.#known.has(config)) this.#known.set(config, this.#readOnce(config))
    return this.#known.get(config)
  }

  /** A step's settings have the shape of a pipeline's; what else it says is looked at where it is needed. */
  #readOnce(config: MapNode): MapNode | undefined {
    const { variables, dialect } = this.#around
    const rules = { unknownKeys: 'silent', release: this.#around } as const
    if (!validateShape('pipeline', config, this.#report, rules)) return undefined
    const filled = filledIn(config, variables, this.#report)
    if (filled && dialect === 'zenml') requireAllValues(filled, '', this.#report)
    return filled
  }
}

/** What the levels say about one thing, as layers. `key` is the one that `merge=False` replaces. */
export function layersOf(levels: readonly Level[], key: 'settings' | 'extra', read: (level: Level) => Node | undefined): Layers {
  const layers: { [layer in Layer]?: readonly Written[] } = {}
  for (const level of levels) {
    const found = read(level)
    const keys = found?.kind === 'map' || found?.kind === 'unknown' ? found : undefined
    const replaces = level.replaces && level.config.kind === 'map' && entry(level.config, key) !== undefined
    if (keys || replaces) layers[level.layer] = [...(layers[level.layer] ?? []), { keys, replaces }]
  }
  return layers
}

/** What a level says at a key: unknown where nobody knows whether it has the key. */
export function valueAt(level: Pick<Level, 'config'>, ...path: string[]): Node | undefined {
  let here: Node | undefined = level.config
  for (const key of path) {
    if (here?.kind === 'unknown') return here
    here = get(here, key)
  }
  return here
}

/** The value of the highest level that has a key; a null is a value. */
export function highest(levels: readonly Level[], key: string): Node | undefined {
  return levels.map(level => valueAt(level, key)).findLast(value => value !== undefined)
}
