import type { Rebuild } from './rebuilt-layers.ts'

/**
 * Rebuilds in a few sentences, one for each kind of change, with every image that it concerns. Images with nothing to do are left out.
 *
 * @example
 * rebuilds from layer 5 (user requirements: content changed): train, train-fit; layers 1 to 4 stay
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
  return [...kinds].map(([key, { rest, images }]) => `${key.slice(0, key.indexOf('\n'))}: ${images.join(', ')}${rest}`)
}

/** What comes before the images, and behind them. */
function say({ state, layers, from, because }: Rebuild): readonly [string, string] | undefined {
  if (state === 'same') return undefined
  if (state === 'removed') return ['removed', '']
  if (state === 'configuration') return ['no layer rebuilds, only labels, tags or settings change', '']
  if (!layers)
    return [state === 'new' ? 'new image from a Dockerfile of yours' : 'rebuilds (a Dockerfile of yours, or its arguments)', '']
  if (!from) return ['new image, every layer is there already', '']
  const why = because.length > 0 ? `: ${because.map(reason).join(', ')}` : ''
  if (from.number === 1)
    return [state === 'new' ? 'new image' : `rebuilds from the start (${because.map(reason).join(', ')})`, '']
  const above = from.number === 2 ? 'the parent image' : `layers 1 to ${from.number - 1}`
  const stay =
    state === 'new'
      ? `${above} ${from.number === 2 ? 'is' : 'are'} there already`
      : `${above} ${from.number === 2 ? 'stays' : 'stay'}`
  return [`${state === 'new' ? 'new image, builds' : 'rebuilds'} from layer ${from.number} (${from.name}${why})`, `; ${stay}`]
}

const reason = (fact: string): string =>
  fact === 'new layer' ? fact : fact === 'no-cache' ? 'built without a cache' : `${fact} changed`
