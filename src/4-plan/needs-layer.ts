import { get } from '../model/node.ts'
import type { ImageRequest } from '../model/plan.ts'
import type { DockerSettings } from '../model/settings.ts'
import { placeOf } from '../model/settings.ts'
import type { VersionRules } from '../model/version-rules.ts'

/** What planning knows about an image when it asks whether a layer is needed. */
export interface LayerFacts {
  readonly request: ImageRequest
  readonly settings: DockerSettings
  readonly includesCode: boolean
  readonly detectedRequirements: boolean
  readonly rules: VersionRules
}

/** Why ZenML puts a layer of its own on the parent (0.98, `requires_zenml_build`); the key is the reason. */
const REASONS: Readonly<Record<string, (facts: LayerFacts) => boolean>> = {
  'requirements are listed': ({ settings }) => Boolean(settings.requirements?.length),
  'a pyproject file is exported': ({ settings }) => Boolean(settings.pyproject_path),
  'integrations are required': ({ settings }) => settings.required_integrations.length > 0,
  'the local environment is replicated': ({ settings }) => settings.replicate_local_python_environment !== null,
  'stack requirements are installed': ({ settings }) => settings.install_stack_requirements,
  'the project is installed': ({ settings }) => Boolean(settings.local_project_install_command),
  'apt packages are listed': ({ settings }) => settings.apt_packages.length > 0,
  'environment variables are set': ({ settings }) => settings.environment.length > 0,
  'hub plugins are listed': ({ settings, rules }) =>
    rules.hubPluginsForceLayer && Boolean(get(settings.written, 'required_hub_plugins', 0)),
  'code is included': ({ includesCode }) => includesCode,
  'a component asks for an entrypoint': ({ request }) => request.entrypoint !== null,
  'a component brings files': ({ request }) => request.extraFiles.length > 0,
  'a component brings requirements': ({ request }) => request.deploymentRequirements !== null,
}

/** What asks for a layer too, and what ZenML loses when nothing else does. The key is the setting. */
const LOST_BY_ZENML: Readonly<Record<string, (facts: LayerFacts) => boolean>> = {
  runtime_environment: ({ settings }) => settings.runtime_environment.length > 0,
  user: ({ settings }) => Boolean(settings.user),
  'build_config.build_options.build_args': ({ settings }) => hasBuildArgs(settings),
  disable_automatic_requirements_detection: ({ detectedRequirements }) => detectedRequirements,
}

/** Whether ZenML builds a layer of its own on top of the parent. */
export function needsLayer(facts: LayerFacts): boolean {
  return Object.values(REASONS).some(holds => holds(facts))
}

/** Settings that are lost in ZenML because they alone make it build nothing. */
export function settingsWithoutLayer(facts: LayerFacts): string[] {
  return Object.keys(LOST_BY_ZENML).filter(key => LOST_BY_ZENML[key]!(facts))
}

function hasBuildArgs(settings: DockerSettings): boolean {
  const args = get(settings.written, 'build_config', 'build_options', 'build_args')
  return args?.kind === 'map' && args.entries.length > 0
}

/** Where a setting that is lost was written. */
export function placeOfSetting(settings: DockerSettings, key: string) {
  return placeOf(settings, ...key.split('.'))
}
