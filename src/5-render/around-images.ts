import type { BuildPlan } from '../model/plan.ts'

/** What the files of an image show of the plan that it is in. */
export type AroundImages = Pick<BuildPlan, 'dialect' | 'folder' | 'stack' | 'sourceRoot' | 'outputs' | 'secretFiles'>

/** The same of a plan; the list comes last. */
export const aroundImages = ({ dialect, folder, stack, sourceRoot, outputs, secretFiles }: BuildPlan): AroundImages => ({
  dialect,
  folder,
  stack,
  sourceRoot,
  outputs,
  secretFiles,
})
