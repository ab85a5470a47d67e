import { groupBy } from '../model/group-by.ts'
import type { BuildPlan, PlannedRequest } from '../model/plan.ts'
import type { DockerSettings } from '../model/settings.ts'

/** Who asks for each image, by its id, in the plan's order. */
export type ImageUsers = ReadonlyMap<string, readonly PlannedRequest[]>

export function imageUsers({ requests }: BuildPlan): ImageUsers {
  return new Map(groupBy(requests, ({ image }) => image).map(group => [group[0]!.image, group]))
}

/** The settings behind an image, each once. */
export function settingsOf(users: readonly PlannedRequest[]): readonly DockerSettings[] {
  return [...new Set(users.map(({ settings }) => settings))]
}
