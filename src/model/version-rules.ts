/**
 * Where ZenML releases decide differently and the catalog does not say so. (Fields, defaults, component types, images and requirement lists are
 * the catalog's.)
 */
export interface VersionRules {
  /** Keys that `settings.docker` does not have. */
  readonly unknownDockerKeys: 'ignore' | 'refuse'
  /** Keys that a step, or what it holds, does not have. (Unknown keys at the top of a pipeline file were always ignored.) */
  readonly unknownStepKeys: 'ignore' | 'refuse'
  /** `retry` wants at least one retry, and no number below zero. */
  readonly retryLimits: boolean
  /** Keys of `cache_policy` beyond its switches are checked. */
  readonly wideCachePolicy: boolean
  /** What a `null` on a step is: a value like any other; nothing where it stands for a key of `docker` itself; nothing at any depth. */
  readonly stepNulls: 'keep' | 'drop-keys' | 'drop'
  /** `step_operator` and `experiment_tracker` of a step may be `true`, which means the stack's; before, they took a name only. */
  readonly trueForStacks: boolean
  /** Characters that a tag may not have are removed; before, the build failed. */
  readonly sanitiseTags: boolean
  /** The deprecated `required_hub_plugins` asks for a ZenML layer. */
  readonly hubPluginsForceLayer: boolean
  /** `ENV ZENML_LOGGING_COLORS_DISABLED=False` before the environment. */
  readonly colourLine: boolean
  /** One `ARG` line for each build argument of `build_config.build_options`. */
  readonly argLines: boolean
  /** Options of `build_config` have types, and two spellings are one; before, they went to Docker's library as they were. */
  readonly typedBuildOptions: boolean
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
  /** What a dynamic pipeline's own settings say about code counts, not only what its steps say. */
  readonly dynamicNeedsCode: boolean
  /** Settings of a component are checked together with its configuration. */
  readonly settingsCompleteConfiguration: boolean
  /** `min_replicas` above `max_replicas` is refused. */
  readonly replicasInOrder: boolean
  /** A stack file may list the components of a type. */
  readonly stackLists: boolean
  /** In code: a step takes a list of other steps' results. */
  readonly resultLists: boolean
  /** In code: the annotation of a step's result may be a text. */
  readonly textAnnotations: boolean
  /** ZenML's checksum of docker settings was measured with this release. */
  readonly checksumIsMeasured: boolean
}
