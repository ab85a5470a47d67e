import { type EnvironmentEntry, type ImagePlan, variablesOf } from '../model/plan.ts'
import { dockerfileValue, fitsDockerfile } from '../quote/dockerfile-value.ts'

/**
 * The entries of an image, those with a build argument whose value no line can hold (a line break, more than 64 KiB), or needs a variable that an ENV
 * of the same name hides: after `ENV X=…` the classic builder reads `$X` from there, whatever ARG says.
 */
export function withArguments(
  environment: readonly EnvironmentEntry[],
  runtimeEnvironment: readonly EnvironmentEntry[],
): Pick<ImagePlan, 'environment' | 'runtimeEnvironment'> {
  const hidden = new Set([...environment, ...runtimeEnvironment].filter(hides).map(({ name }) => name))
  const carried = (entries: readonly EnvironmentEntry[], prefix: string): EnvironmentEntry[] =>
    entries.map(entry =>
      fitsLine(entry) && !variablesOf(entry.value).some(variable => hidden.has(variable))
        ? entry
        : { ...entry, argument: `${prefix}_${entry.name.replace(/[^A-Za-z0-9_]/g, '_')}` },
    )
  return {
    environment: carried(environment, 'DOCKCOMPILE'),
    runtimeEnvironment: carried(runtimeEnvironment, 'DOCKCOMPILE_RUNTIME'),
  }
}

/** Whether `$NAME` means something else than the variable NAME below this line. */
function hides({ name, value }: EnvironmentEntry): boolean {
  const [only] = value
  return !(typeof only === 'object' && value.length === 1 && only.variable === name)
}

function fitsLine({ name, value }: EnvironmentEntry): boolean {
  const parts = typeof value === 'string' ? [value] : value
  return parts.every(part => {
    if (typeof part !== 'string') return true
    const quoted = dockerfileValue(part)
    return quoted !== undefined && fitsDockerfile(`ENV ${name}=${quoted}`)
  })
}
