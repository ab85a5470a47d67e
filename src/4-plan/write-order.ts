import { byCodePoint } from '../basics/order.ts'
import type { LayerStage, PlannedConflict } from '../model/plan.ts'
import type { LockedConflict } from '../model/workspace.ts'

/** A package, and the platforms of the image that need it. */
interface Needed {
  readonly name: string
  readonly platforms: readonly string[]
}

/**
 * Stages in the order in which the image copies them: those with packages that write the same file come last, and the first of two such packages in
 * code-point order comes after the other, so that it wins. pip installs the packages of a list in this order as well; uv installs all at once, and leaves
 * it to chance. Where stages have several packages, two files may ask for opposite orders: then one of the winners is another package.
 */
export function inWriteOrder(
  stages: readonly LayerStage[],
  conflicts: readonly Pick<PlannedConflict, 'packages'>[],
): LayerStage[] {
  const stageOf = new Map(stages.flatMap(stage => stage.packages.map(({ name }) => [name, stage] as const)))
  const earlier = new Map<LayerStage, Set<LayerStage>>()
  for (const { packages } of conflicts) {
    const own = packages.flatMap(name => stageOf.get(name) ?? [])
    own.forEach((stage, i) => {
      const others = own.slice(i + 1).filter(other => other !== stage)
      earlier.set(stage, new Set([...(earlier.get(stage) ?? []), ...others]))
    })
  }
  const ordered = stages.filter(stage => !earlier.has(stage))
  const open = new Set([...stages.filter(stage => earlier.has(stage))].reverse())
  while (open.size > 0) {
    const [any] = open
    const next = [...open].find(stage => ![...earlier.get(stage)!].some(other => open.has(other))) ?? any!
    open.delete(next)
    ordered.push(next)
  }
  return ordered
}

/**
 * The packages of a stage in as few installs as it takes for no two of one install to write the same file; the first in code-point order come last.
 *
 * @example turnsOf({ packages: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }, [{ packages: ['a', 'c'] }]) // [['b', 'c'], ['a']]
 */
export function turnsOf(
  { packages }: { readonly packages: readonly { readonly name: string }[] },
  conflicts: readonly Pick<PlannedConflict, 'packages'>[],
): string[][] {
  const turnOf = new Map<string, number>()
  for (const { name } of [...packages].reverse()) {
    const rivals = conflicts.filter(conflict => conflict.packages.includes(name)).flatMap(conflict => conflict.packages)
    turnOf.set(name, Math.max(-1, ...rivals.map(rival => turnOf.get(rival) ?? -1)) + 1)
  }
  const names = packages.map(({ name }) => name)
  return Array.from({ length: Math.max(...turnOf.values()) + 1 }, (_, turn) => names.filter(name => turnOf.get(name) === turn))
}

/**
 * The files of a lock file that several packages of an image write, on some platform of the image. Files that only packages of the parent write stay as they are.
 *
 * @param installed names of those that the parent does not have
 */
export function conflictsOf(
  locked: readonly LockedConflict[],
  needed: readonly Needed[],
  installed: ReadonlySet<string>,
  platforms: readonly string[],
): LockedConflict[] {
  const platformsOf = new Map(needed.map(each => [each.name, each.platforms]))
  return locked.flatMap(conflict => {
    const met = platforms.map(platform => conflict.packages.filter(name => platformsOf.get(name)?.includes(platform)))
    const distinct = new Map(met.map(packages => [packages.join(' '), packages]))
    return [...distinct.values()]
      .filter(packages => packages.length > 1 && packages.some(name => installed.has(name)))
      .map(packages => ({ ...conflict, packages: [...packages].sort(byCodePoint) }))
  })
}

/** Adds which package of each conflict wins, from the stages in the order in which they are copied, on top of the parent. */
export function withWinners(conflicts: readonly LockedConflict[], stages: readonly LayerStage[]): PlannedConflict[] {
  const placeOf = new Map(stages.flatMap((stage, place) => stage.packages.map(({ name }) => [name, place] as const)))
  const place = (name: string): number => placeOf.get(name) ?? -1
  // Of one stage the first wins (`turnsOf`).
  return conflicts.map(each => ({
    ...each,
    winner: [...each.packages].sort((a, b) => place(b) - place(a) || byCodePoint(a, b))[0]!,
  }))
}
