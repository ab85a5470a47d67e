import { byCodePoint } from '../basics/order.ts'
import type { SecretPlan } from '../model/plan.ts'
import type { Secret } from '../model/project.ts'
import type { WorkspaceBase } from '../model/workspace.ts'

/** Secrets as an image or a target gets them, without the place where they were declared. */
export function secretPlans(secrets: readonly Secret[]): SecretPlan[] {
  return secrets.map(({ id, env, file, target }) => ({ id, env, file, target }))
}

/** Files below the project root that `secrets` names. Those that are outside are in no build context anyway. */
export function secretFiles({ project }: WorkspaceBase): string[] {
  const inside = project.secrets.flatMap(({ file }) => (file === null || /^(?:\.\.?(?:\/|$)|[/~])/.test(file) ? [] : file))
  return [...new Set(inside)].sort(byCodePoint)
}

/** Certificates, logins and settings that apt reads. */
export const isForApt = ({ target }: Pick<SecretPlan, 'target'>): boolean =>
  /^\/(?:etc\/(?:ssl|pki|apt|ca-certificates)\/|usr\/(?:local\/)?share\/ca-certificates\/)/.test(target ?? '')
