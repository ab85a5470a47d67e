import { own } from '../../basics/own.ts'
import type { CodeLayer } from '../../model/code.ts'
import type { MapNode } from '../../model/node.ts'
import type { Span } from '../../sources/span.ts'
import type { Machine } from '../evaluate/machine.ts'
import { raise } from '../evaluate/stop.ts'
import { type External, external, type Member, str, type Value } from '../values/value.ts'

/** What ZenML's names mean, wherever they are imported from: many modules of ZenML have the same thing. */

const lastOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1)

const DECORATOR_MODULES: Readonly<Record<string, readonly string[]>> = {
  pipeline: ['zenml', 'zenml.pipelines', 'zenml.pipelines.pipeline_decorator', 'zenml.new.pipelines.pipeline_decorator'],
  step: ['zenml', 'zenml.steps', 'zenml.steps.step_decorator', 'zenml.new.steps.step_decorator'],
}

/** `step` or `pipeline` for ZenML's decorators. */
export function decoratorName(path: string): 'step' | 'pipeline' | undefined {
  const name = lastOf(path)
  return own(DECORATOR_MODULES, name)?.includes(path.slice(0, -name.length - 1)) ? (name as 'step' | 'pipeline') : undefined
}

/** Classes of settings: their objects are mappings of the keys that were written. */
export const isSettingsClass = (path: string): boolean =>
  path.startsWith('zenml.') &&
  /^(?:[A-Z]\w*Settings|DockerBuildConfig|DockerBuildOptions|KubernetesPodSettings)$/.test(lastOf(path))

export const settingsName = lastOf

/** The member of one of ZenML's enumerations, by its name or its value. */
export function enumMember(machine: Machine, path: string, by: 'name' | 'value', wanted: string, at: Span): Member | undefined {
  const className = lastOf(path)
  const members = own(machine.environment.catalog.docker_enums, className)
  const found = Object.entries(members ?? {}).find(([name, value]) => (by === 'name' ? name : value) === wanted)
  return found && { kind: 'member', className, name: found[0], value: str(found[1], at), mixin: 'plain', of: null, at }
}

export const isEnum = (machine: Machine, path: string): boolean =>
  path.startsWith('zenml.') && Object.hasOwn(machine.environment.catalog.docker_enums, lastOf(path))

const CONSTANTS: Readonly<Record<string, string>> = {
  'zenml.config.constants.DOCKER_SETTINGS_KEY': 'docker',
  'zenml.config.constants.RESOURCE_SETTINGS_KEY': 'resources',
  'zenml.config.constants.DEPLOYMENT_SETTINGS_KEY': 'deployment',
}

const INTEGRATIONS = 'zenml.integrations.constants'

/** `from zenml.x import name`, and `zenml.x.name`. */
export function zenmlName(machine: Machine, module: External, name: string, at: Span): Value {
  const path = `${module.path}.${name}`
  const { integration_constants: constants, library_steps: steps } = machine.environment.catalog
  if (module.path === INTEGRATIONS) {
    const value = own(constants, name)
    if (value !== undefined) return str(value, at)
    if (/^[A-Z]/.test(name)) return raise('ImportError', `cannot import name '${name}' from '${INTEGRATIONS}'`, at)
  }
  const constant = CONSTANTS[path]
  if (constant !== undefined) return str(constant, at)
  if (isEnum(machine, module.path))
    return enumMember(machine, module.path, 'name', name, at) ?? machine.unknown(at, 'it is not a member that is known')
  if (own(steps, name)?.modules.includes(module.path)) return machine.libraryStep(name, at)
  return external(path, at)
}

/** What a step of ZenML's own library says about itself. */
export function libraryLayers({ environment }: Machine, name: string, at: Span): CodeLayer[] {
  const extra = own(environment.catalog.library_steps, name)?.extra
  if (!extra) return []
  const text = (value: string) => ({ kind: 'string' as const, value, span: at })
  const entries = Object.entries(extra).map(([key, value]) => ({
    key: text(key),
    value: { kind: 'bool' as const, value: value === true, span: at },
  }))
  const config: MapNode = { kind: 'map', entries: [{ key: text('extra'), value: { kind: 'map', entries, span: at } }], span: at }
  return [{ config, merge: true }]
}
