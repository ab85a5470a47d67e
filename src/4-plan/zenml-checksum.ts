import { settingsJson } from '../3-resolve/docker-settings.ts'
import { md5 } from '../basics/md5.ts'
import type { ParentPlan, PlannedRequest } from '../model/plan.ts'
import type { DockerSettings } from '../model/settings.ts'
import type { WorkspaceBase } from '../model/workspace.ts'

/**
 * ZenML's checksum of what an image is built from (0.98, `BuildConfiguration.compute_settings_checksum`). Before a run it compares that of a build
 * file with its own, and warns of outdated requirements where they differ.
 *
 * Null: it is not known. The formula is that of another release, a value is not in the files, or ZenML asks the registry for the digest of a
 * parent that the lock file does not pin.
 *
 * @param parent what the image of this request starts from
 */
export function zenmlChecksum(request: PlannedRequest, parent: ParentPlan, workspace: WorkspaceBase): string | null {
  const { settings, hashed } = request
  if (!workspace.rules.checksumIsMeasured) return null
  const json = settingsJson(settings, workspace.defaults)
  const digest = parentDigest(settings, parent, workspace)
  if (json === undefined || digest === null) return null
  // ZenML reads the Dockerfile in any case, the plan only where something is built from it.
  if (settings.dockerfile && parent.kind !== 'dockerfile') return null
  return md5([json, ...hashed, digest].join(''))
}

/** The part about `parent_image`; null: not known. */
function parentDigest({ parent_image, skip_build }: DockerSettings, parent: ParentPlan, { stack }: WorkspaceBase): string | null {
  const hasRegistry = stack.components.some(({ type }) => type === 'container_registry')
  if (!parent_image || !hasRegistry || skip_build) return ''
  const pinned = /@sha256:([0-9a-f]{64})$/.exec(parent_image)?.[1]
  const locked = parent.kind === 'image' ? parent.digest?.replace(/^sha256:/, '') : undefined
  return pinned ?? locked ?? null
}
