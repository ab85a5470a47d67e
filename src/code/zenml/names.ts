import { type External, external, type Member, str, type Value } from '../values/value.ts'
import type { Machine } from '../evaluate/machine.ts'
import { raise } from '../evaluate/stop.ts'
import type { Span } from '../../sources/span.ts'

/** What ZenML's names mean, wherever they are imported from: many modules of ZenML have the same thing. */

const lastOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1)

const DECORATOR_MODULES: Readonly<Record<string, readonly string[]>> = {
  pipeline: ['zenml', 'zenml.pipelines', 'zenml.pipelines.pipeline_decorator', 'zenml.new.pipelines.pipeline_decorator'],
  step: ['zenml', 'zenml.steps', 'zenml.steps.step_decorator', 'zenml.new.steps.step_decorator'],
}

/** `step` or `pipeline` for ZenML's decorators. */
export function decoratorName(path: string): 'step' | 'pipeline' | undefined {
  const name = lastOf(path)
  const modules = Object.hasOwn(DECORATOR_MODULES, name) ? DECORATOR_MODULES[name] : undefined
  return modules?.includes(path.slice(0, -name.length - 1)) ? (name as 'step' | 'pipeline') : undefined
}

/** Classes of settings: their objects are mappings of the keys that were written. */
export const isSettingsClass = (path: string): boolean =>
  path.startsWith('zenml.') && /^(?:[A-Z]\w*Settings|DockerBuildConfig|DockerBuildOptions|KubernetesPodSettings)$/.test(lastOf(path))

export const settingsName = lastOf

const ENUMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  PythonPackageInstaller: { PIP: 'pip', UV: 'uv' },
  PythonEnvironmentExportMethod: { PIP_FREEZE: 'pip_freeze', POETRY_EXPORT: 'poetry_export', UV_FREEZE: 'uv_freeze' },
  SourceFileMode: {
    INCLUDE: 'include',
    DOWNLOAD: 'download',
    DOWNLOAD_OR_INCLUDE: 'download_or_include',
    IGNORE: 'ignore',
  },
}

/** The member of one of ZenML's enumerations, by its name or its value. */
export function enumMember(path: string, by: 'name' | 'value', wanted: string, at: Span): Member | undefined {
  const className = lastOf(path)
  const members = Object.hasOwn(ENUMS, className) ? ENUMS[className] : undefined
  const found = Object.entries(members ?? {}).find(([name, value]) => (by === 'name' ? name : value) === wanted)
  return found && { kind: 'member', className, name: found[0], value: str(found[1], at), mixin: 'plain', of: null, at }
}

export const isEnum = (path: string): boolean => path.startsWith('zenml.') && Object.hasOwn(ENUMS, lastOf(path))

const CONSTANTS: Readonly<Record<string, string>> = {
  'zenml.config.constants.DOCKER_SETTINGS_KEY': 'docker',
  'zenml.config.constants.RESOURCE_SETTINGS_KEY': 'resources',
  'zenml.config.constants.DEPLOYMENT_SETTINGS_KEY': 'deployment',
}

const INTEGRATIONS = 'zenml.integrations.constants'

/** `from zenml.x import name`, and `zenml.x.name`. */
export function zenmlName(machine: Machine, module: External, name: string, at: Span): Value {
  const path = `${module.path}.${name}`
  if (module.path === INTEGRATIONS && machine.environment.constants.size > 0) {
    const value = machine.environment.constants.get(name)
    if (value !== undefined) return str(value, at)
    if (/^[A-Z]/.test(name)) return raise('ImportError', `cannot import name '${name}' from '${INTEGRATIONS}'`, at)
  }
  const constant = CONSTANTS[path]
  if (constant !== undefined) return str(constant, at)
  if (isEnum(module.path)) return enumMember(module.path, 'name', name, at) ?? machine.unknown(at, 'it is not a member that is known')
  if (isLibraryStep(path)) return machine.libraryStep(path, at)
  return external(path, at)
}

/** Steps of ZenML's own library. */
const isLibraryStep = (path: string): boolean => /^zenml\.(?:integrations\.\w+\.)?steps\.(?:\w+\.)*\w+_step$/.test(path)
