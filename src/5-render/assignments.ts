import { carriedValues, variablesOf } from '../4-plan/carried-values.ts'
import type { EnvironmentEntry, ImagePlan, Value } from '../model/plan.ts'

/** One ENV line, with the ARG lines that its value needs and that were not there before. */
export interface Assignment {
  readonly declares: readonly string[]
  readonly name: string
  readonly value: Value
  /** The value is an argument that the bake file holds, not one that somebody sets. */
  readonly carried: boolean
}

/** The ENV lines of an image, before the installs and after them. */
export function assignments(image: ImagePlan): Record<'environment' | 'runtimeEnvironment', Assignment[]> {
  const carried = carriedValues(image)
  const declared = new Set(image.buildArgs.map(argument => argument.name))
  const line = (entry: EnvironmentEntry): Assignment => {
    const argument = carried.get(entry)
    const value: Value = argument === undefined ? entry.value : [{ variable: argument }]
    const declares = variablesOf(value).filter(variable => !declared.has(variable))
    for (const variable of declares) declared.add(variable)
    return { declares, name: entry.name, value, carried: argument !== undefined }
  }
  return { environment: image.environment.map(line), runtimeEnvironment: image.runtimeEnvironment.map(line) }
}
