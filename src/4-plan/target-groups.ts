import { byCodePoint } from '../basics/order.ts'
import type { ImagePlan, PipelinePlan, TargetGroup } from '../model/plan.ts'
import { bakeTargetName, distinctNames } from '../quote/safe-name.ts'

/** bake starts every target of a call at once, and BuildKit loses jobs beyond about a hundred on a small machine. */
const BATCH = 64

/** The groups of the bake file: all targets, batches of them where they are many, and those of each pipeline. */
export function targetGroups(
  pipelines: readonly Pick<PipelinePlan, 'name' | 'builds'>[],
  images: readonly Pick<ImagePlan, 'id' | 'built' | 'parentTarget'>[],
): TargetGroup[] {
  const all = images.flatMap(({ id, built }) => (built ? [id] : [])).sort(byCodePoint)
  const places = new Map(all.map((id, place) => [id, place]))
  const batches = Array.from({ length: all.length > BATCH ? Math.ceil(all.length / BATCH) : 0 }, (_, i) => ({
    name: `batch-${i + 1}`,
    description: `${BATCH} targets at a time`,
    targets: all.slice(i * BATCH, (i + 1) * BATCH),
  }))
  const ofPipelines = pipelines.map(({ name, builds }) => {
    const own = [...new Set(builds.flatMap(({ image }) => places.get(image) ?? []))].sort((a, b) => a - b)
    return { name: `${name}-pipeline`, description: `pipeline ${name}`, targets: own.map(place => all[place]!) }
  })
  // A group hides the target of its name.
  const targets = images.flatMap(({ id, parentTarget }) => (parentTarget === null ? [id] : [id, parentTarget]))
  const named = [...batches, ...ofPipelines]
  const names = distinctNames(
    named.map(({ name }) => name),
    bakeTargetName,
    targets,
  )
  const renamed = (group: TargetGroup): TargetGroup => ({ ...group, name: names.get(group.name)! })
  return [
    { name: 'default', description: null, targets: all },
    ...batches.map(renamed),
    ...ofPipelines.map(renamed).sort((a, b) => byCodePoint(a.name, b.name)),
  ]
}
