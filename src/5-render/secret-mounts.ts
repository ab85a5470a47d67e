import type { SecretPlan } from '../model/plan.ts'
import { isShellName } from '../quote/dockerfile-key.ts'
import { mountField } from '../quote/mount-field.ts'
import { shellWord } from '../quote/shell-word.ts'

/** The mount of a secret: a variable of its name, or a file. */
export function secretMount({ id, target }: SecretPlan): string {
  const place = target === null ? `env=${id}` : mountField('target', target)
  return `type=secret,id=${id},${place},required=true`
}

/**
 * Commands that stop a RUN whose secrets are empty: bake hands over an empty one for a variable that nobody set, which `required` accepts, and an
 * install without its password may find a package of the same name elsewhere.
 */
export function secretChecks(secrets: readonly SecretPlan[]): string[] {
  return secrets.flatMap(({ id, env, file, target }) => {
    const problem = file === null ? `the variable ${env} is empty where bake runs` : `the file of the secret ${id} is empty`
    // Shells drop variables with other names, which nothing in this RUN could read either.
    if (target === null) return isShellName(id) ? [`: "\${${id}:?${problem}}"`] : []
    return [`[ -s ${shellWord(target)!} ] || { echo "dockcompile: ${problem}." >&2; exit 1; }`]
  })
}
