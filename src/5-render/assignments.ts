import { type EnvironmentEntry, type ImagePlan, type Value, variablesOf } from '../model/plan.ts'

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
  const declared = new Set(image.buildArgs.map(argument => argument.name))
  const line = ({ name, argument, ...entry }: EnvironmentEntry): Assignment => {
    const value: Value = argument === null ? entry.value : [{ variable: argument }]
    const declares = variablesOf(value).filter(variable => !declared.has(variable))
    for (const variable of declares) declared.add(variable)
    return { declares, name, value, carried: argument !== null }
  }
  return { environment: image.environment.map(line), runtimeEnvironment: image.runtimeEnvironment.map(line) }
}
