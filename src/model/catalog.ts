/**
 * What one ZenML release says about integrations, flavors and settings, read from `catalog/zenml-<version>.json`.
 * Keys are as in that file; `schema/catalog.schema.json` describes each one.
 */
export interface Catalog {
  readonly zenml: string
  /** The day of the extraction, `2026-11-24`. */
  readonly date: string
  /** Python versions that this release supports, oldest first. */
  readonly pythons: readonly string[]
  /** Every component type, in the order in which a stack lists its components. */
  readonly component_order: readonly string[]
  /** Types of which a stack may have more than one component. */
  readonly repeatable_component_types: readonly string[]
  readonly run_configuration_keys: readonly string[]
  readonly step_keys: readonly string[]
  readonly generator: Generator
  /** `settings.docker`: name to type and default. */
  readonly docker_settings: Readonly<Record<string, DockerSetting>>
  /** The other settings that are no component's: `resources`, and `deployment` where the release has it. */
  readonly settings: Readonly<Record<string, Model>>
  /** Keys of `settings` may name a component (`orchestrator:prod`), and all of them are matched to one component. Before, flavors were all that counted. */
  readonly settings_by_name: boolean
  readonly integrations: Readonly<Record<string, Integration>>
  /** By `<type>.<flavor>`. */
  readonly flavors: Readonly<Record<string, FlavorEntry>>
  /** Nested values that types name, such as `KubernetesPodSettings`. */
  readonly models: Readonly<Record<string, Model>>
  /** Texts of the files that images get (`ImageRequest.files`). */
  readonly files: Readonly<Record<string, string>>
}

/** Key to compact Python type (see `2-validate/python-type.ts`). */
export type Keys = Readonly<Record<string, string>>

/** Constants of ZenML's Dockerfile generator. */
export interface Generator {
  readonly default_repository: string
  readonly workdir: string
  /** Installer arguments before the user's; null is a bare flag. */
  readonly pip_default_args: Readonly<Record<string, string | number | null>>
  readonly uv_default_args: Readonly<Record<string, string | number | null>>
  /** Tried in this order; null: this release knows no `pyproject_path`. */
  readonly pyproject_export_commands: readonly string[] | null
  readonly replicate_commands: Readonly<Record<string, string>>
  /** Lines of `.zenml_deployment_requirements`, sorted; null: this release writes no such file. */
  readonly deployment_requirements: readonly string[] | null
}

export interface DockerSetting {
  readonly type: string
  readonly default: unknown
  readonly deprecated?: boolean
}

export interface Integration {
  readonly requirements: readonly string[]
  readonly apt: readonly string[]
}

export interface FlavorEntry {
  /** Whose requirements this flavor brings; null: built into ZenML. */
  readonly integration: string | null
  /** The image that a component of this flavor asks for; null: none. */
  readonly image: ImageRequest | null
  /** Orchestrators, deployers with an image and registries only: for the others nothing depends on it. */
  readonly local?: LocalRule
  /** Configuration keys with their types. */
  readonly configuration: Keys
  readonly required: readonly string[]
  /** Path prefixes that an artifact store takes; `""`: any. */
  readonly schemes?: readonly string[]
  /** Keys that ZenML checks further, for which it refuses a secret reference (`{{name.key}}`). */
  readonly plain?: readonly string[]
  /** Deprecated keys that stand for another one. */
  readonly renamed?: Readonly<Record<string, string>>
  /** Keys that `settings.<type>` takes; null: the flavor has no settings. Types are the configuration's, unless `settings_types` has another. */
  readonly settings: readonly string[] | null
  readonly settings_types?: Keys
  /** Requirement lines among the stack's besides the integration's (deployers of 0.90). */
  readonly requirements?: readonly string[]
  /** Image builders: images stay on the client unless a registry is named. */
  readonly builds_locally?: boolean
  /** Orchestrators that have `always_build_pipeline_image` among configuration and settings. */
  readonly always_build_pipeline_image?: boolean
}

export interface Model {
  readonly keys: Keys
  readonly required: readonly string[]
  /** Other keys are refused; else they are ignored. */
  readonly closed?: boolean
}

export interface ImageRequest {
  /** `orchestrator`, `deployer`, `vertex_step_operator`, … */
  readonly key: string
  readonly entrypoint?: string
  /** Extra files in the image, by their names in `Catalog.files`. */
  readonly files?: readonly string[]
  /** The image gets `.zenml_deployment_requirements`. */
  readonly deployment_requirements?: boolean
}

/**
 * Whether a component runs on the client's machine: always, never, by a configuration option (`or`: also where that text option contains one of
 * `contains`, in any case), or by a regular expression that its `uri` begins with.
 */
export type LocalRule =
  | boolean
  | { readonly option: string; readonly default: boolean; readonly or?: string; readonly contains?: readonly string[] }
  | { readonly uri: string }

/** The catalogs that there are. The edge reads them; the compiler gets this object. */
export interface Catalogs {
  /** Oldest first. */
  readonly versions: readonly string[]
  /** The catalog of one of `versions`. */
  load(version: string): Catalog
}

/** The types of the keys that a flavor's settings take; undefined where it has none. */
export function settingsOf(flavor: FlavorEntry): Keys | undefined {
  if (flavor.settings === null) return undefined
  return Object.fromEntries(flavor.settings.map(key => [key, flavor.settings_types?.[key] ?? flavor.configuration[key] ?? 'Any']))
}
