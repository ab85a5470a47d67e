import { groupBy } from '../basics/group-by.ts'
import { byCodePoint } from '../basics/order.ts'
import { sha256 } from '../basics/sha256.ts'
import type { LayerPackage, LayerStage } from '../model/plan.ts'
import { HEAVY_PACKAGES } from './heavy-packages.ts'
import type { InLists } from './in-lists.ts'

/** A package that has to be placed in a layer. */
export interface Weighed extends LayerPackage {
  /** Whether it has no wheel on some platform of the image. */
  readonly builds: boolean
  readonly inLists: InLists
}

/** From this size on a package has a layer of its own: an edit of another one should not send it again. */
const BIG = 1_000_000

/** At most so many packages have a layer of their own. */
const MOST_ALONE = 60

/** All others share so many, whatever their number: a package that comes or goes moves no other. */
const SHARED = 8

/**
 * The names of shared layers, which begin with the lists that have their packages: with what only one image needs in them, two images would never have
 * the same one.
 */
const SHARED_NAMES: Readonly<Record<InLists, string>> = { one: 'packages', some: 'packages-of-some', all: 'packages-of-all' }

/** Layers of an image of ours that hold no package: account, system packages, what is removed, code, files of components, the project's own install. */
const OTHERS = 10

/** Below the limits of all engines (the lowest is 125), with some left for images that are built on top. */
const MOST_LAYERS = 99

/**
 * How many packages may have a layer of their own on a parent with so many layers; undefined: not even the shared layers fit.
 *
 * @param layers of the parent; null: not known
 * @param lists how many the lock file has
 */
export function mostAlone(layers: number | null, lists: number): number | undefined {
  const kinds = Math.min(lists, Object.keys(SHARED_NAMES).length)
  const free = MOST_LAYERS - OTHERS - SHARED * kinds - (layers ?? 20)
  return free < 0 ? undefined : Math.min(MOST_ALONE, free)
}

/**
 * The stages that packages are installed in: each package is in one. Which one depends on its name, its size and the lists that have it, and on no other
 * package but those that are bigger: a package more or less, or another version, changes one stage, or two where it takes the place of the smallest one alone.
 *
 * @param most as `mostAlone` has it
 */
export function layerStages(packages: readonly Weighed[], most: number): LayerStage[] {
  const alone = packages.filter(isApart).sort(biggestFirst).slice(0, most)
  const single = new Set(alone.map(({ name }) => name))
  const shared = groupBy(
    packages.filter(({ name }) => !single.has(name)),
    sharedStage,
  )
  return [
    ...alone.sort(byName).map(each => stageOf(`package-${each.name}`, [each], null)),
    ...shared.map(own => stageOf(sharedStage(own[0]!), own.sort(byName), own[0]!.inLists)).sort(byName),
  ]
}

function sharedStage({ name, inLists }: Weighed): string {
  const place = Number.parseInt(sha256(name).slice(0, 8), 16) % SHARED
  return `${SHARED_NAMES[inLists]}-${place + 1}`
}

/** A package that is built has a layer of its own as well: it is based on other stages than the wheels. */
const isApart = ({ name, bytes, builds }: Weighed): boolean =>
  builds || (bytes === null ? HEAVY_PACKAGES.has(name) : bytes >= BIG)

/** Packages that are built come before the biggest, and one whose size nobody knows counts as big. */
const biggestFirst = (a: Weighed, b: Weighed): number =>
  Number(b.builds) - Number(a.builds) || weightOf(b) - weightOf(a) || byName(a, b)

const weightOf = ({ bytes }: Weighed): number => bytes ?? Number.MAX_SAFE_INTEGER

const byName = (a: Pick<Weighed, 'name'>, b: Pick<Weighed, 'name'>): number => byCodePoint(a.name, b.name)

function stageOf(name: string, packages: readonly Weighed[], inLists: LayerStage['inLists']): LayerStage {
  return {
    name,
    packages: packages.map(({ builds, inLists, ...each }) => each),
    builds: packages.some(({ builds }) => builds),
    inLists,
  }
}
