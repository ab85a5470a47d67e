import type { Catalog } from './catalog.ts'
import type { VersionRules } from './version-rules.ts'

/** A ZenML version with what is known about it. */
export interface Release {
  /** The version as asked for: in messages, and in the tag of the default parent image. */
  readonly zenml: string
  /** What its release knows. `catalog.zenml` is that release. */
  readonly catalog: Catalog
  /** What its release does. */
  readonly rules: VersionRules
}
