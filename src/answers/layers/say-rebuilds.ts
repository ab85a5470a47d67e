import { andMore } from '../../basics/and-more.ts'
import type { Layer } from './layer.ts'
import { weightText } from './package-layers.ts'
import type { Rebuild } from './rebuilt-layers.ts'

/** More images than this are counted. */
const MOST_IMAGES = 8

/**
 * Rebuilds in a few sentences, one for each kind of change, with the images that it concerns. Images with nothing to do are left out.
 *
 * @example
 * rebuilds from layer 5 (user requirements: content changed): train, train-fit; layers 1 to 4 stay
 * rebuilds packages-3 (content changed), and from layer 21 (code): train; 19 layers stay; about 0.3 MB of packages travel again
 */
export function sayRebuilds(rebuilds: readonly Rebuild[]): string[] {
  const kinds = new Map<string, { rest: string; images: string[] }>()
  for (const rebuild of rebuilds) {
    const said = say(rebuild)
    if (!said) continue
    const [head, rest] = said
    const key = `${head}\n${rest}`
    const kind = kinds.get(key) ?? { rest, images: [] }
    kind.images.push(rebuild.image)
    kinds.set(key, kind)
  }
  return [...kinds].map(([key, { rest, images }]) => `${key.slice(0, key.indexOf('\n'))}: ${andMore(images, MOST_IMAGES)}${rest}`)
}

/** What comes before the images, and behind them. */
function say(rebuild: Rebuild): readonly [string, string] | undefined {
  const { state, layers, from, rebuilt } = rebuild
  if (state === 'same') return undefined
  if (state === 'removed') return ['removed', '']
  if (state === 'configuration') return ['no layer rebuilds, only labels, tags or settings change', '']
  if (!layers)
    return [state === 'new' ? 'new image from a Dockerfile of yours' : 'rebuilds (a Dockerfile of yours, or its arguments)', '']
  if (!from) return ['new image, every layer is there already', '']
  const travel = travelText(rebuild)
  const does = state === 'new' ? 'new image, builds' : 'rebuilds'
  if (isScattered(rebuild)) {
    const count = layers.length - rebuilt.length
    const others = count === 1 ? '1 layer' : `${count} layers`
    return [`${does} ${scattered(rebuild)}`, `; ${others} ${staying(state, count === 1)}${travel}`]
  }
  const why = because(rebuild)
  if (from.number === 1) return [state === 'new' ? 'new image' : `rebuilds from the start (${why})`, travel]
  const above = from.number === 2 ? 'the parent image' : `layers 1 to ${from.number - 1}`
  const head = `${does} from layer ${from.number} (${from.name}${why && `: ${why}`})`
  return [head, `; ${above} ${staying(state, from.number === 2)}${travel}`]
}

/** The predicate of layers that are not made anew. */
function staying(state: Rebuild['state'], isOne: boolean): string {
  if (state === 'new') return isOne ? 'is there already' : 'are there already'
  return isOne ? 'stays' : 'stay'
}

/** Whether the first layer that is made anew does not tell which others are: layers of packages do not follow each other. */
export const isScattered = ({ layers, from, rebuilt }: Pick<Rebuild, 'layers' | 'from' | 'rebuilt'>): boolean =>
  layers !== null && from !== null && (from.linked || rebuilt.length < layers.length - from.number + 1)

/** Linked layers by name, most of them of packages, and where the others begin, which follow each other: `packages-3 (content changed), and from layer 21 (code)`. */
export function scattered(rebuild: Pick<Rebuild, 'from' | 'rebuilt' | 'because'>): string {
  const { from, rebuilt } = rebuild
  const linked = rebuilt.filter(layer => layer.linked)
  const next = rebuilt.find(({ linked }) => !linked)
  const why = because(rebuild)
  const reason = (layer: Layer | undefined) => (layer && layer === from && why ? why : '')
  const named = linked.length > 0 ? [names(linked) + inBrackets(reason(linked[0]))] : []
  const following = next ? [`from layer ${next.number} (${[next.name, reason(next)].filter(Boolean).join(': ')})`] : []
  return (next && next === from ? [...following, ...named] : [...named, ...following]).join(', and ')
}

const inBrackets = (text: string): string => (text === '' ? '' : ` (${text})`)

/** More layers than this are counted. */
const MOST_LAYERS = 4

function names(layers: readonly Layer[]): string {
  const some = layers.length > MOST_LAYERS + 1 ? layers.slice(0, MOST_LAYERS) : layers
  const more = layers.length - some.length
  return [...some.map(({ name }) => name), ...(more > 0 ? [`${more} more`] : [])].join(', ')
}

const travelText = ({ travels }: Rebuild): string => (travels ? `; ${weightText(travels)} of packages travel again` : '')

const because = ({ because }: Pick<Rebuild, 'because'>): string => because.map(reason).join(', ')

const reason = (fact: string): string =>
  fact === 'new layer' ? fact : fact === 'no-cache' ? 'built without a cache' : `${fact} changed`
