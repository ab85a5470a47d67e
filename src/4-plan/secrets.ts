import { byCodePoint } from '../basics/order.ts'
import type { SecretPlan } from '../model/plan.ts'
import type { Secret } from '../model/project.ts'
import type { Workspace } from '../model/workspace.ts'

/** Secrets as an image or a target gets them, without the place where they were declared. */
export function secretPlans(secrets: readonly Secret[]): SecretPlan[] {
  return secrets.map(({ at: _, ...secret }) => secret)
}

/** Files below the project root that `secrets` names. Those that lie outside are in no build context anyway. */
export function secretFiles({ project }: Workspace): string[] {
  const inside = project.secrets.flatMap(({ file }) => (file === null || /^(?:\.\.?(?:\/|$)|[/~])/.test(file) ? [] : file))
  return [...new Set(inside)].sort(byCodePoint)
}

/** Certificates, logins and settings that apt reads. */
export const isForApt = ({ target }: SecretPlan): boolean =>
  /^\/(?:etc\/(?:ssl|pki|apt|ca-certificates)\/|usr\/(?:local\/)?share\/ca-certificates\/)/.test(target ?? '')
