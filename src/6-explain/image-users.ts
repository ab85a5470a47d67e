import { type RequiredBuild, requiredBuilds } from '../4-plan/required-builds.ts'
import type { BuildPlan } from '../model/plan.ts'
import type { DockerSettings } from '../model/settings.ts'
import type { Pipeline, Workspace } from '../model/workspace.ts'

/** One request for an image: equal recipes are one image, so an image may have many. */
export interface ImageUser {
  readonly pipeline: Pipeline
  readonly build: RequiredBuild
}

/** Who asks for each image, by its id, in the plan's order. */
export function imageUsers(plan: BuildPlan, workspace: Workspace): ReadonlyMap<string, readonly ImageUser[]> {
  const users = new Map<string, ImageUser[]>()
  for (const { name, builds } of plan.pipelines) {
    const pipeline = workspace.pipelines.find(p => p.name === name)
    if (!pipeline || builds.length === 0) continue
    const asked = new Map(requiredBuilds(pipeline, workspace).map(build => [`${build.key}\n${build.step ?? ''}`, build]))
    for (const { key, step, image } of builds) {
      const build = asked.get(`${key}\n${step ?? ''}`)
      if (build) users.set(image, [...(users.get(image) ?? []), { pipeline, build }])
    }
  }
  return users
}

/** The settings behind an image, each once. */
export function settingsOf(users: readonly ImageUser[]): readonly DockerSettings[] {
  return [...new Set(users.map(({ build }) => build.settings))]
}
