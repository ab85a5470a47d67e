import { type EnvironmentEntry, type ImagePlan, imageVariablesOf, type Value, variablesOf } from '../model/plan.ts'

/** One ENV line, with the ARG lines that its value needs and that were not there before. */
export interface Assignment {
  readonly declares: readonly string[]
  /** Variables of the image itself, which may have them or not. */
  readonly own: readonly string[]
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
    const own = imageVariablesOf(value).filter(variable => variable !== 'PATH' && !declared.has(variable))
    for (const variable of own) declared.add(variable)
    return { declares, own, name, value, carried: argument !== null }
  }
  return { environment: image.environment.map(line), runtimeEnvironment: image.runtimeEnvironment.map(line) }
}
