import type { Severity } from '../diagnostics/definition.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Node } from '../model/node.ts'
import type { Release } from '../model/release.ts'
import { checkRules, checkUntypedOptions, reportDeprecated, sourceFilesIgnored } from './docker-rules.ts'
import { checkAmount, checkFileRules } from './file-rules.ts'
import { countsInDocker, countsInPipeline, wasClosed } from './of-release.ts'
import { otherProgram } from './other-program.ts'
import { plain } from './plain.ts'
import { type Policy, translate } from './translate.ts'
import { build, dockerSettings, lock, pipeline, project, stack, type Validator } from './validators.generated.js'

export type FileKind = 'stack' | 'pipeline' | 'project' | 'lock' | 'build'

/** How strict a check is. */
export interface Rules {
  /** Keys of a ZenML file that ZenML does not know: a warning (the default), an error, or nothing. Project and lock files always refuse. */
  readonly unknownKeys?: 'warn' | 'refuse' | 'silent'
  /** The ZenML that reads the file; absent: the newest that the schemas describe. */
  readonly release?: Release | undefined
}

const validators: Readonly<Record<FileKind, Validator>> = { stack, pipeline, project, lock, build }

/**
 * Checks a file's shape, exactly as strict as ZenML (its own files) or as the schema says (ours). Never throws for bad input.
 *
 * What is under `settings.docker` is not looked into: ZenML checks it after `${NAME}` was replaced, and so does `validateDockerSettings`.
 *
 * @returns true when no error was reported
 */
export function validateShape(kind: FileKind, root: Node, report: Report, rules: Rules = {}): boolean {
  if (!checkAmount(kind, root, report)) return false
  const validate = validators[kind]
  if (validate(plain(root))) return checkFileRules(kind, root, report)
  const { release } = rules
  const foreign = kind === 'pipeline' ? otherProgram(root) : undefined
  if (foreign) {
    const isRefused = validate.errors?.some(({ keyword }) => keyword !== 'additionalProperties')
    const severity = isRefused ? 'error' : severityOf(rules.unknownKeys)
    if (severity !== 'silent')
      report(diagnostic('DC2055', foreign.at, { program: foreign.what }, { help: foreign.help ?? PIPELINES, severity }))
    return severity !== 'error'
  }
  const all = validate.errors ?? []
  const findings = release && kind === 'pipeline' ? all.filter(found => countsInPipeline(found, release)) : all
  const good = translate(findings, root, policyOf(kind, rules), report)
  return good && checkFileRules(kind, root, report)
}

/**
 * Checks one level of docker settings, after substitution: shape, deprecated keys, and the rules between keys that ZenML checks level by level.
 *
 * @param where the level's name in messages: `settings.docker`, `steps.fit.settings.docker`
 * @returns true when no error was reported
 */
export function validateDockerSettings(node: Node, where: string, report: Report, rules: Rules = {}): boolean {
  const { release } = rules
  const policy: Policy = {
    shape: 'pipeline/dockerSettings',
    where,
    // Only `docker` itself was ever closed: a key that `build_config` does not have was always ignored.
    unknown: path =>
      path.length === 0 && release?.rules.unknownDockerKeys === 'refuse' ? 'error' : severityOf(rules.unknownKeys),
    owner: 'zenml',
    echo: true,
  }
  let good = true
  const wrong = new Set<string>()
  if (!dockerSettings(plain(node))) {
    const all = dockerSettings.errors ?? []
    const findings = release ? all.filter(found => countsInDocker(found, release.rules)) : all
    // With an `allow_*` key beside it ZenML does not look at the value of `source_files`.
    const ignored = node.kind === 'map' && sourceFilesIgnored(node)
    const counting = ignored ? findings.filter(f => f.instancePath !== '/source_files') : findings
    for (const f of counting) wrong.add(f.instancePath.slice(1))
    good = translate(counting, node, policy, report)
  }
  if (node.kind !== 'map') return good
  reportDeprecated(node, where, { wrong, release }, report)
  if (release && !release.rules.typedBuildOptions && !checkUntypedOptions(node, where, release.zenml, report)) return false
  return good && checkRules(node, where, report)
}

const PIPELINES = 'name a run configuration, or Python code that has a `@pipeline`: `dockcompile init` finds them'

function policyOf(kind: FileKind, rules: Rules): Policy {
  const own = kind === 'project' || kind === 'lock'
  return {
    shape: kind,
    where: '',
    unknown: path => {
      if (own) return 'error'
      return rules.release?.rules.unknownStepKeys === 'refuse' && wasClosed(path) ? 'error' : severityOf(rules.unknownKeys)
    },
    owner: own ? 'dockcompile' : 'zenml',
    // Settings other than docker's stay untyped until a step uses them, which is after substitution.
    late: path =>
      kind === 'pipeline' &&
      path.indexOf('settings') === (path[0] === 'steps' ? 2 : 0) &&
      path.length > path.indexOf('settings') + 1,
    echo: kind !== 'stack',
  }
}

function severityOf(rule: Rules['unknownKeys'] = 'warn'): Severity | 'silent' {
  return rule === 'refuse' ? 'error' : rule === 'warn' ? 'warning' : 'silent'
}
