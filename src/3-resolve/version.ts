import { compareVersions } from '../basics/compare-versions.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { VersionRules } from '../model/version-rules.ts'
import type { Span } from '../sources/span.ts'

/** The rules of 0.80, which every later row changes. */
const OLDEST: VersionRules = {
  unknownDockerKeys: 'refuse',
  unknownStepKeys: 'refuse',
  stepNulls: 'keep',
  stepOperatorTrue: false,
  sanitiseTags: false,
  hubPluginsForceLayer: true,
  colourLine: true,
  argLines: false,
  pull: 'overridable',
  deprecatedBuildOptions: true,
  dockerfileIsHashed: false,
  localExtra: false,
  pipelineImageForSkipBuild: false,
  codeIsMeasured: false,
}

/** What changed, oldest first: the one table of version differences. A row holds from its release on. */
export const CHANGES: readonly { readonly from: string; readonly rules: Partial<VersionRules> }[] = [
  {
    from: '0.85.0',
    rules: {
      unknownDockerKeys: 'ignore',
      unknownStepKeys: 'ignore',
      stepNulls: 'drop-keys',
      stepOperatorTrue: true,
      sanitiseTags: true,
      hubPluginsForceLayer: false,
      dockerfileIsHashed: true,
    },
  },
  { from: '0.90.0', rules: { colourLine: false, localExtra: true } },
  {
    from: '0.94.0',
    rules: { stepNulls: 'drop', pull: 'own', deprecatedBuildOptions: false },
  },
  { from: '0.98.0', rules: { argLines: true, pipelineImageForSkipBuild: true, codeIsMeasured: true } },
]

/** The rules of a release. */
export function rulesOf(version: string): VersionRules {
  const rows = CHANGES.filter(change => compareVersions(change.from, version) <= 0)
  return Object.assign({}, OLDEST, ...rows.map(row => row.rules))
}

export interface ResolvedVersion {
  /** As asked: the tag of the default parent image, and the manifest's `zenml`. */
  readonly version: string
  /** The catalog that speaks for it. */
  readonly catalog: string
  readonly rules: VersionRules
}

/**
 * Picks the catalog for a ZenML version: its own, else the newest known one below it. Undefined (and an error reported) when there is none.
 *
 * @example resolveVersion('0.91.1', catalogs.versions, span, report) // { version: '0.91.1', catalog: '0.90.0', rules }, and a hint
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

  if (!VERSION.test(version)) {
    report(diagnostic('DC3053', at, { asked: version }, { help: `a version looks like \`${newest}\`` }))
    return undefined
  }
  const catalog = sorted.findLast(v => compareVersions(v, version) <= 0)
  if (catalog === undefined) {
    const help = `update ZenML, or set \`zenml: ${oldest}\` if that version's rules will do`
    report(diagnostic('DC3050', at, { asked: version, oldest }, { help }))
    return undefined
  }
  if (compareVersions(version, newest) > 0) {
    const help = 'update dockcompile, or compare the images with what ZenML builds'
    report(diagnostic('DC3051', at, { asked: version, used: newest }, { help }))
  } else if (catalog !== version) {
    report(diagnostic('DC3052', at, { asked: version, used: catalog }))
  }
  return { version, catalog, rules: rulesOf(catalog) }
}

/** Three numbers, and what PEP 440 may put behind them (`rc1`, `.post2`, `.dev20260101`, `+local`). */
const VERSION = /^\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?(?:\.post\d+)?(?:\.dev\d+)?(?:\+[a-z0-9.]+)?$/
