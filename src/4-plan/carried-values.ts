import type { EnvironmentEntry, ImagePlan, Value } from '../model/plan.ts'
import { dockerfileValue, fitsDockerfile } from '../quote/dockerfile-value.ts'

/**
 * Entries whose value travels as a build argument of its own, and the names of those arguments. What no line can hold (a line break, more than
 * 64 KiB), and a variable that an ENV of the same name hides: after `ENV X=…` the classic builder reads `$X` from there, whatever ARG says.
 */
export function carriedValues({ environment, runtimeEnvironment }: ImagePlan): ReadonlyMap<EnvironmentEntry, string> {
  const hidden = new Set([...environment, ...runtimeEnvironment].filter(hides).map(({ name }) => name))
  const found = new Map<EnvironmentEntry, string>()
  const collect = (entries: readonly EnvironmentEntry[], prefix: string): void => {
    for (const entry of entries) {
      if (fitsLine(entry) && !variablesOf(entry.value).some(variable => hidden.has(variable))) continue
      found.set(entry, `${prefix}_${entry.name.replace(/[^A-Za-z0-9_]/g, '_')}`)
    }
  }
  collect(environment, 'DOCKCOMPILE')
  collect(runtimeEnvironment, 'DOCKCOMPILE_RUNTIME')
  return found
}

/** The variables of a value that are left to bake, each once. */
export function variablesOf(value: Value): string[] {
  if (typeof value === 'string') return []
  return [...new Set(value.flatMap(part => (typeof part === 'string' ? [] : [part.variable])))]
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
