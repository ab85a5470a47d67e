/**
 * Where ZenML releases decide differently and the catalog does not say so. (Fields, defaults, component types, images and requirement lists are
 * the catalog's.)
 */
export interface VersionRules {
  /** Keys that `settings.docker` does not have. */
  readonly unknownDockerKeys: 'ignore' | 'refuse'
  /** Keys that a step or `settings.resources` does not have. (Foreign keys at the top of a pipeline file were always ignored.) */
  readonly unknownStepKeys: 'ignore' | 'refuse'
  /** What a `null` on a step is: a value like any other; nothing where it stands for a key of `docker` itself; nothing at any depth. */
  readonly stepNulls: 'keep' | 'drop-keys' | 'drop'
  /** `step_operator: true` means the stack's operators; before, it took a name only. */
  readonly stepOperatorTrue: boolean
  /** Characters that a tag may not have are removed; before, the build failed. */
  readonly sanitiseTags: boolean
  /** The deprecated `required_hub_plugins` asks for a ZenML layer. */
  readonly hubPluginsForceLayer: boolean
  /** `ENV ZENML_LOGGING_COLORS_DISABLED=False` before the environment. */
  readonly colourLine: boolean
  /** One `ARG` line for each build argument of `build_config.build_options`. */
  readonly argLines: boolean
  /** `own`: ZenML always decides `pull`. `overridable`: a `pull` of `build_config.build_options` wins. */
  readonly pull: 'own' | 'overridable'
  /** The deprecated `build_options` is used for the user's Dockerfile when `parent_image_build_config` has none. */
  readonly deprecatedBuildOptions: boolean
  /** An image that differs only in the bytes of `dockerfile` is another image; also, a missing one is an error even with `skip_build`. */
  readonly dockerfileIsHashed: boolean
  /** Local components add `zenml[local]` where the client works on a database directly. */
  readonly localExtra: boolean
  /** A pipeline with `skip_build` has its pipeline image among the builds even when every step differs. */
  readonly pipelineImageForSkipBuild: boolean
  /** The layers of settings in Python code were measured with this release. */
  readonly codeIsMeasured: boolean
}
