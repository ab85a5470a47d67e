import { compareVersions } from '../basics/compare-versions.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { VersionRules } from '../model/version-rules.ts'
import type { Span } from '../sources/span.ts'

/** What ZenML itself does. */
type ZenmlRules = Omit<VersionRules, 'checksumIsMeasured'>

/** The rules of the oldest release, which later ones change. */
const OLDEST: ZenmlRules = {
  unknownDockerKeys: 'refuse',
  unknownStepKeys: 'refuse',
  retryLimits: false,
  wideCachePolicy: false,
  stepNulls: 'keep',
  trueForStacks: false,
  sanitiseTags: false,
  hubPluginsForceLayer: true,
  colourLine: true,
  argLines: false,
  typedBuildOptions: false,
  pull: 'overridable',
  deprecatedBuildOptions: true,
  dockerfileIsHashed: false,
  localExtra: false,
  pipelineImageForSkipBuild: false,
  dynamicNeedsCode: false,
  settingsCompleteConfiguration: false,
  replicasInOrder: false,
  stackLists: false,
  resultLists: false,
  textAnnotations: false,
}

/** Rules that a release changed, and the file of its package that shows the change. */
export interface Change {
  readonly from: string
  /** Below `zenml/`. */
  readonly source: string
  /** What is new, for users. */
  readonly says: string
  readonly rules: Partial<VersionRules>
}

/** What changed, oldest first: the one table of version differences. A row holds from its release on. */
export const CHANGES: readonly Change[] = [
  {
    from: '0.82.0',
    source: 'config/docker_settings.py',
    says: 'Unknown keys of `settings.docker` are ignored; before, they were errors.',
    rules: { unknownDockerKeys: 'ignore' },
  },
  {
    from: '0.82.0',
    source: 'config/strict_base_model.py',
    says: 'Unknown keys of a step, of `retry`, of an output and of `resources` are ignored; before, they were errors.',
    rules: { unknownStepKeys: 'ignore' },
  },
  {
    from: '0.82.0',
    source: 'config/build_configuration.py',
    says: 'An image that differs only in the text of its `dockerfile` is another image, and a missing one is an error even with `skip_build`.',
    rules: { dockerfileIsHashed: true },
  },
  {
    from: '0.82.1',
    source: 'config/step_configurations.py',
    says: 'A null on a step means "as the pipeline" where it stands for a key of `docker`; before, it was a value.',
    rules: { stepNulls: 'drop-keys' },
  },
  {
    from: '0.82.1',
    source: 'stack/stack_component.py',
    says: 'Settings of a component are checked together with its configuration.',
    rules: { settingsCompleteConfiguration: true },
  },
  {
    from: '0.82.1',
    source: 'utils/pipeline_docker_image_builder.py',
    says: 'The deprecated `required_hub_plugins` asks for no layer any more.',
    rules: { hubPluginsForceLayer: false },
  },
  {
    from: '0.84.0',
    source: 'config/step_configurations.py',
    says: '`step_operator` and `experiment_tracker` of a step may be `true`; before, they took a name only.',
    rules: { trueForStacks: true },
  },
  {
    from: '0.84.0',
    source: 'config/retry_config.py',
    says: '`retry` wants at least one retry, and no number below zero.',
    rules: { retryLimits: true },
  },
  {
    from: '0.84.0',
    source: 'pipelines/build_utils.py',
    says: 'Characters that a tag may not have are removed; before, the build failed.',
    rules: { sanitiseTags: true },
  },
  {
    from: '0.90.0',
    source: 'utils/pipeline_docker_image_builder.py',
    says: 'Images set `ZENML_LOGGING_COLORS_DISABLED` no more.',
    rules: { colourLine: false },
  },
  {
    from: '0.90.0',
    source: 'orchestrators/containerized_orchestrator.py',
    says: 'Local components add `zenml[local]` where the client works on a database directly (`store: sql`).',
    rules: { localExtra: true },
  },
  {
    from: '0.91.0',
    source: 'config/cache_policy.py',
    says: '`cache_policy` has `file_dependencies`, `source_dependencies`, `cache_func` and `expires_after`.',
    rules: { wideCachePolicy: true },
  },
  {
    from: '0.91.2',
    source: 'pipelines/build_utils.py',
    says: 'A dynamic pipeline needs a way for its own code, not only for that of its steps.',
    rules: { dynamicNeedsCode: true },
  },
  {
    from: '0.91.2',
    source: 'config/resource_settings.py',
    says: '`min_replicas` above `max_replicas` is an error.',
    rules: { replicasInOrder: true },
  },
  {
    from: '0.92.0',
    source: 'config/docker_settings.py',
    says: "Options of `build_config` have types, and two spellings of one are one; before, they went to Docker's Python library as they were.",
    rules: { typedBuildOptions: true },
  },
  {
    from: '0.92.0',
    source: 'utils/pipeline_docker_image_builder.py',
    says: 'ZenML alone decides whether it pulls the parent of its layer, and the deprecated `build_options` are used for nothing.',
    rules: { pull: 'own', deprecatedBuildOptions: false },
  },
  {
    from: '0.92.0',
    source: 'steps/entrypoint_function_utils.py',
    says: "In code, a step takes a list of other steps' results; before, that was an error.",
    rules: { resultLists: true },
  },
  {
    from: '0.93.2',
    source: 'config/step_configurations.py',
    says: 'A null on a step vanishes at every depth, also `{system: null}` in `python_package_installer_args`.',
    rules: { stepNulls: 'drop' },
  },
  {
    from: '0.94.1',
    source: 'utils/pipeline_docker_image_builder.py',
    says: 'Build arguments of `build_config` become `ARG` lines.',
    rules: { argLines: true },
  },
  {
    from: '0.94.3',
    source: 'cli/stack.py',
    says: 'A stack file may list several components of a type, settings may name a component (`step_operator:gpu`), and settings of a type need one.',
    rules: { stackLists: true },
  },
  {
    from: '0.94.5',
    source: 'steps/utils.py',
    says: "In code, the annotation of a step's result may be a text, as all are under `from __future__ import annotations`; before, that was an error.",
    rules: { textAnnotations: true },
  },
  {
    from: '0.96.2',
    source: 'orchestrators/containerized_orchestrator.py',
    says: 'A pipeline with `skip_build` has its pipeline image among the builds even where every step differs.',
    rules: { pipelineImageForSkipBuild: true },
  },
]

/** The oldest release with which the checksum of docker settings was measured. A measurement is not a change of ZenML, so it has no row. */
const CHECKSUM_MEASURED_FROM = '0.98.0'

/** The rules of a release. */
export function rulesOf(release: string): VersionRules {
  const rows = CHANGES.filter(change => compareVersions(change.from, release) <= 0)
  const checksumIsMeasured = compareVersions(CHECKSUM_MEASURED_FROM, release) <= 0
  return Object.assign({ checksumIsMeasured }, OLDEST, ...rows.map(row => row.rules))
}

/** What changed on the way from one release to another, in either direction; oldest first. */
export function changesBetween(one: string, other: string): readonly Change[] {
  const [lower, upper] = compareVersions(one, other) <= 0 ? [one, other] : [other, one]
  return CHANGES.filter(({ from }) => compareVersions(lower, from) < 0 && compareVersions(from, upper) <= 0)
}

export interface ResolvedVersion {
  /** As asked: the tag of the default parent image, and the manifest's `zenml`. */
  readonly version: string
  /** The release that speaks for it: its catalog and its rules. */
  readonly release: string
  readonly rules: VersionRules
}

/**
 * Finds the release that speaks for a ZenML version: itself, else the nearest one below it. Undefined (and an error reported) when there is none.
 *
 * A pre-release goes by its release. So does a nightly build: ZenML makes `0.97.0.dev20261101` after 0.97.0, from what will be the next release.
 *
 * @example resolveVersion('0.91.3', catalogs.versions, span, report) // { version: '0.91.3', release: '0.91.2', rules }, and a warning
 */
export function resolveVersion(
  asked: string,
  known: readonly string[],
  at: Span | null,
  report: Report,
): ResolvedVersion | undefined {
  const version = asked.trim()
  const sorted = [...known].sort(compareVersions)
  const oldest = sorted[0]
  const newest = sorted.at(-1)
  if (oldest === undefined || newest === undefined) throw new Error('there is no catalog at all')

  const base = VERSION.exec(version)?.[1]
  if (base === undefined) {
    report(diagnostic('DC3053', at, { asked: version }, { help: `a version looks like \`${newest}\`` }))
    return undefined
  }
  const release = sorted.findLast(v => compareVersions(v, base) <= 0)
  if (release === undefined) {
    const help = `update ZenML, or set \`zenml: ${oldest}\` if that version's rules will do`
    report(diagnostic('DC3050', at, { asked: version, oldest }, { help }))
    return undefined
  }
  if (compareVersions(base, newest) > 0) {
    const help = 'update dockcompile, or compare the images with what ZenML builds'
    report(diagnostic('DC3051', at, { asked: version, used: newest }, { help }))
  } else if (release !== base) {
    const next = sorted.find(v => compareVersions(v, base) > 0)!
    report(diagnostic('DC3052', at, { asked: version, used: release }, { help: `write \`${release}\` or \`${next}\`` }))
  } else if (release !== version) {
    report(diagnostic('DC3054', at, { asked: version, used: release }))
  }
  return { version, release, rules: rulesOf(release) }
}

/** Three numbers, and what PEP 440 may put behind them (`rc1`, `.post2`, `.dev20260101`, `+local`). */
const VERSION = /^(\d+\.\d+\.\d+)(?:(?:a|b|rc)\d+)?(?:\.post\d+)?(?:\.dev\d+)?(?:\+[a-z0-9.]+)?$/
