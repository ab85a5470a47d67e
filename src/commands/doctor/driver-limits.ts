import { cacheFields } from '../../4-plan/check-caches.ts'
import { type BuildPlan, targetsOf } from '../../model/plan.ts'

/** Something that the output asks for and that a builder's driver refuses at once. */
export interface Limit {
  readonly found: string
  readonly help: string
}

const OTHER_DRIVER = 'make a builder with the driver `docker-container`: `docker buildx create --use`'
const OTHER_STORE = 'let the engine keep images in containerd (https://docs.docker.com/engine/storage/containerd/)'

/**
 * What the driver `docker` refuses as long as the engine does not keep its images in containerd's store: several platforms in one build, caches
 * other than `inline`, attestations.
 *
 * Source: docker/buildx driver/docker/driver.go, `Features`; build/opt.go.
 */
export function driverLimits(plans: readonly BuildPlan[]): Limit[] {
  const targets = plans
    .flatMap(({ images }) => images.filter(({ built }) => built).flatMap(targetsOf))
    .map(({ options }) => options)
  const several = targets.find(({ platforms }) => platforms.length > 1)?.platforms
  const caches = new Set(targets.flatMap(({ cacheTo }) => cacheTo.map(typeOf)).filter(type => type !== 'inline'))
  const attests = targets.some(({ attest }) => attest.length > 0)
  const limits: Limit[] = []
  if (several)
    limits.push(
      limit(
        `builds one platform at a time, and the bake file asks for ${several.join(' and ')}`,
        `for one platform alone: \`docker buildx bake --set '*.platform=${several[0]}'\``,
      ),
    )
  if (caches.size > 0)
    limits.push(
      limit(
        `exports no cache of the type ${[...caches].join(' or ')}`,
        "without the export: `docker buildx bake --set '*.cache-to='`",
      ),
    )
  if (attests)
    limits.push(
      limit(
        'attaches no attestations, and the bake file asks for some',
        'without them: `docker buildx bake --provenance=false --sbom=false`',
      ),
    )
  return limits
}

const limit = (refusal: string, without: string): Limit => ({
  found: `the driver docker ${refusal}`,
  help: `${OTHER_DRIVER}, or ${OTHER_STORE}; ${without}`,
})

/** A text without a type is a reference, which means a registry. */
const typeOf = (cache: string): string => new Map(cacheFields(cache)).get('type')?.toLowerCase() ?? 'registry'
