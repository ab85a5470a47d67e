import type { BuildPlan, ImagePlan } from '../model/plan.ts'

/**
 * The name of the context that holds what an image reads of the output folder. It is a context of its own, so that `COPY . .` has nothing of ours:
 * images with the same code share its layer, whatever they install. A stage of this name keeps builders without the context from looking for an
 * image of that name.
 */
export const LISTS = 'dockcompile-lists'

/** Whether an image reads requirement lists or files of a component in such a context. Builders without BuildKit have one context only. */
export function hasListsContext({ kind, installs, extraFiles }: ImagePlan, { dialect }: Pick<BuildPlan, 'dialect'>): boolean {
  return kind === 'build' && dialect === 'buildkit' && (installs.length > 0 || extraFiles.length > 0)
}
