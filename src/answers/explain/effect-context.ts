import type { ImagePlan, PlannedRequest } from '../../model/plan.ts'
import type { Workspace } from '../../model/workspace.ts'
import type { Span } from '../../sources/span.ts'
import type { Counterfactual } from './counterfactual.ts'
import type { WrittenSettings } from './written-settings.ts'

/** All that the effect of a setting is found from. */
export interface EffectContext {
  readonly workspace: Workspace
  readonly images: readonly ImagePlan[]
  /** Who asks for each image, by its id. */
  readonly users: ReadonlyMap<string, readonly PlannedRequest[]>
  readonly written: WrittenSettings
  readonly counterfactual: Counterfactual
  readonly secret: readonly Span[]
}
