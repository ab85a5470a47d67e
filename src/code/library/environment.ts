import { diagnostic } from '../../diagnostics/diagnostic.ts'
import type { Span } from '../../sources/span.ts'
import type { Machine } from '../evaluate/machine.ts'
import { isOpen } from '../values/open-text.ts'
import { type External, isUnknown, type Late, none, str, type Unknown, type Value } from '../values/value.ts'

/** The environment is `variables` of the project file, and nothing else: a name that is not there is left to bake, or not set. */

export const isEnviron = (value: Value): value is External => value.kind === 'external' && value.path === 'os.environ'

/** `os.environ[name]`. */
export function environmentItem(machine: Machine, name: Value, at: Span): Value {
  return known(machine, name, at) ?? late(name, true, at)
}

/** `os.getenv(name, standard)`. */
export function getenv(machine: Machine, name: Value, standard: Value | undefined, at: Span): Value {
  return known(machine, name, at) ?? standard ?? late(name, false, at)
}

function known(machine: Machine, name: Value, at: Span): Value | undefined {
  if (isUnknown(name)) return machine.derive(name, at)
  if (name.kind !== 'str' || isOpen(name.value)) return machine.unknown(at, 'the name of the environment variable is not known')
  const change = machine.environmentChanges.get('*') ?? machine.environmentChanges.get(name.value)
  if (change) return machine.derive(change, at)
  const value = machine.environment.variables.get(name.value)
  return value === undefined ? undefined : str(value, at)
}

/** ZenML itself would write the text `None`, or stop. A name that `${…}` cannot hold is just not set. */
function late(name: Value, isRequired: boolean, at: Span): Value {
  const variable = (name as { value: string }).value
  return /^[a-zA-Z0-9_]+$/.test(variable) ? { kind: 'late', variable, isRequired, at } : none(at)
}

/** `os.environ[name] = …` and its like: what the name gives afterwards is not followed. */
export function changeEnvironment(machine: Machine, name: Value | undefined, at: Span): void {
  const key = name?.kind === 'str' && !isOpen(name.value) ? name.value : '*'
  machine.environmentChanges.set(key, machine.unknown(at, 'it changes the environment'))
}

/** `name in os.environ`. */
export function environmentHolds(machine: Machine, name: Value, at: Span): boolean | Unknown {
  const value = known(machine, name, at)
  if (value && isUnknown(value)) return value
  if (!value) tell(machine, (name as { value: string }).value, at)
  return value !== undefined
}

/** Why nothing can be done with a variable that only bake knows. */
export const noValue = (variable: string): string =>
  `the environment variable ${variable} has no value: give it one under \`variables\``

/** What an environment variable without a value is in a condition: not set. */
export function unsetInCondition(machine: Machine, value: Late, at: Span): false | Unknown {
  if (value.isRequired) return machine.unknown(at, noValue(value.variable))
  tell(machine, value.variable, at)
  return false
}

/** The same for a comparison: `os.getenv("N") == "x"` compares `None`. */
export function comparedVariable(machine: Machine, value: Value, at: Span): Value {
  if (value.kind !== 'late') return value
  const unset = unsetInCondition(machine, value, at)
  return unset === false ? none(at) : unset
}

function tell(machine: Machine, name: string, at: Span): void {
  const help = `give \`${name}\` a value under \`variables\` if it is set where the pipeline is built`
  machine.environment.remark(diagnostic('DC3083', at, { name }, { help }))
}
