import type { BuildPlan } from '../model/plan.ts'

/** A path of the output folder, relative to the project root; the output folder may be the project root itself. */
export function inOutput({ folder }: Pick<BuildPlan, 'folder'>, path: string): string {
  return folder === '.' ? path : `${folder}/${path}`
}

/** The other way round: relative to the output folder, as the manifest names files. */
export function fromOutput({ folder }: Pick<BuildPlan, 'folder'>, path: string): string {
  return folder === '.' ? path : path.slice(folder.length + 1)
}
