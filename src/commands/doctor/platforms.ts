import { type BuildPlan, targetsOf } from '../../model/plan.ts'

/**
 * The platforms that these images are for and that a builder does not name, by what `docker buildx inspect` says of it.
 *
 * A builder that names none is not running yet: then nothing is known, and nothing missing.
 */
export function missingPlatforms(inspected: string, plans: readonly BuildPlan[]): string[] {
  const lines = [...inspected.matchAll(/^Platforms:\s*(.+)$/gm)].map(([, list]) => list!)
  const offered = new Set(lines.flatMap(list => list.split(',').map(name => name.trim().replace(/\*$/, ''))))
  if (offered.size === 0) return []
  const wanted = new Set(
    plans.flatMap(plan => plan.images).flatMap(image => targetsOf(image).flatMap(({ options }) => options.platforms)),
  )
  return [...wanted].filter(name => !offered.has(name))
}
