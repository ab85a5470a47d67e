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
  return [
    ...(several
      ? [
          {
            found: `the driver docker builds one platform at a time, and the bake file asks for ${several.join(' and ')}`,
            help: `${OTHER_DRIVER}, or ${OTHER_STORE}; for one platform alone: \`docker buildx bake --set '*.platform=${several[0]}'\``,
          },
        ]
      : []),
    ...(caches.size > 0
      ? [
          {
            found: `the driver docker exports no cache of the type ${[...caches].join(' or ')}`,
            help: `${OTHER_DRIVER}, or ${OTHER_STORE}; without the export: \`docker buildx bake --set '*.cache-to='\``,
          },
        ]
      : []),
    ...(attests
      ? [
          {
            found: 'the driver docker attaches no attestations, and the bake file asks for some',
            help: `${OTHER_DRIVER}, or ${OTHER_STORE}; without them: \`docker buildx bake --provenance=false --sbom=false\``,
          },
        ]
      : []),
  ]
}

/** A text without a type is a reference, which means a registry. */
const typeOf = (cache: string): string => new Map(cacheFields(cache)).get('type')?.toLowerCase() ?? 'registry'
