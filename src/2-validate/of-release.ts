import { own } from '../basics/own.ts'
import type { Release } from '../model/release.ts'
import type { Finding } from './validators.generated.js'

/** Keys of `cache_policy` that are checked since 0.91.0; before, ZenML ignored them. */
const WIDE_CACHE_POLICY = ['file_dependencies', 'source_dependencies', 'cache_func', 'expires_after']

/**
 * Whether what the schema says against a pipeline file counts in a release: the schema describes the newest one, and older ones never look at a key
 * that they do not have.
 */
export function countsInPipeline({ instancePath, keyword }: Finding, { catalog, rules }: Release): boolean {
  const path = segments(instancePath)
  if (path[0] !== undefined && !catalog.run_configuration_keys.includes(path[0])) return false
  const step = path[0] === 'steps' ? path.slice(2) : undefined
  if (step?.[0] !== undefined && !catalog.step_keys.includes(step[0])) return false
  const [key, ...inside] = step ?? path
  if (key === 'settings' && inside[0] !== undefined) return hasSetting(inside, catalog)
  if (key === 'retry' && !rules.retryLimits) return keyword !== 'minimum'
  if (key === 'cache_policy' && !rules.wideCachePolicy) return !WIDE_CACHE_POLICY.includes(inside[0] ?? '')
  return true
}

/** General settings are checked where the release has them; which those are, and settings of components, the catalog's own types say. */
function hasSetting([name, key]: readonly string[], catalog: Release['catalog']): boolean {
  const model = own(catalog.settings, name!)
  return !model || key === undefined || Object.hasOwn(model.keys, key)
}

/**
 * Whether what the schema says against a block of docker settings counts in a release. Before 0.92.0 the options of a build are any mapping.
 */
export function countsInDocker({ instancePath }: Finding, { typedBuildOptions }: Release['rules']): boolean {
  return typedBuildOptions || !/^\/(?:parent_image_)?build_config\/build_options\//.test(instancePath)
}

/**
 * Mappings of a pipeline file whose unknown keys were errors before 0.82.0: `retry`, and an output of a step. (Steps themselves and `resources` are
 * compared with the catalog.)
 */
export function wasClosed(path: readonly (string | number)[]): boolean {
  const inside = path[0] === 'steps' ? path.slice(2) : path
  return /^(?:retry|outputs\/[^/]+)$/.test(inside.join('/'))
}

function segments(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(segment => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}
