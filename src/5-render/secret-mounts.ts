import type { ImagePlan, SecretPlan } from '../model/plan.ts'
import { isShellName } from '../quote/dockerfile-key.ts'
import { mountField } from '../quote/mount-field.ts'
import { shellWord } from '../quote/shell-word.ts'

/** The stage that stops the build where a secret is empty. bake runs it each time (`no-cache-filter`), whatever its cache holds. */
export const SECRETS = 'dockcompile-secrets'

/** Whether an image has that stage. */
export const hasSecretsStage = ({ kind, secrets }: Pick<ImagePlan, 'kind' | 'secrets'>): boolean =>
  kind === 'build' && secrets.length > 0

/** A file that only this stage makes, and that is always the same: who mounts it waits for the stage, and is found in the cache. */
const CHECKED = '/tmp/secrets-are-set'

/** The mount of a secret: a variable of its name, or a file. */
function secretMount({ id, target }: SecretPlan): string {
  const place = target === null ? `env=${id}` : mountField('target', target)
  return `type=secret,id=${id},${place},required=true`
}

/**
 * What the RUNs of an image mount of its secrets. The first RUN that has any waits for the stage that looks at all of them; where installs do not
 * follow each other, each of them waits.
 */
export function secretMounts({ secrets, runs, layers }: ImagePlan) {
  const use = runs!.secrets
  const inOrder = [use.apt, use.bootstrap, ...use.installs, use.project]
  const first = inOrder.findIndex(({ length }) => length > 0)
  const mounts = inOrder.map((ids, i) => [
    ...(i === first || (layers && ids.length > 0) ? [`type=bind,from=${SECRETS},source=${CHECKED},target=${CHECKED}`] : []),
    ...secrets.filter(({ id }) => ids.includes(id)).map(secretMount),
  ])
  return { apt: mounts[0]!, bootstrap: mounts[1]!, installs: mounts.slice(2, -1), project: mounts.at(-1)! }
}

/**
 * The stage of an image with secrets. bake hands over an empty one for a variable that nobody set, which `required` accepts, and an install without
 * its password may find a package of the same name elsewhere.
 */
export function secretsStage(image: ImagePlan) {
  if (!hasSecretsStage(image)) return null
  return {
    stage: SECRETS,
    mounts: image.secrets.map(secretMount),
    commands: [...image.secrets.flatMap(check), `touch ${CHECKED}`],
  }
}

function check({ id, env, file, target }: SecretPlan): string[] {
  const problem = file === null ? `the variable ${env} is empty where bake runs` : `the file of the secret ${id} is empty`
  // Shells drop variables with other names, which no RUN could read either.
  if (target === null) return isShellName(id) ? [`: "\${${id}:?${problem}}"`] : []
  return [`[ -s ${shellWord(target)!} ] || { echo "dockcompile: ${problem}." >&2; exit 1; }`]
}
