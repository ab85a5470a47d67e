import type { Severity } from '../diagnostics/definition.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Node } from '../model/node.ts'
import { checkRules, reportDeprecated, sourceFilesIgnored } from './docker-rules.ts'
import { checkAmount, checkFileRules } from './file-rules.ts'
import { plain } from './plain.ts'
import { type Policy, translate } from './translate.ts'
import { build, dockerSettings, lock, pipeline, project, stack, type Validator } from './validators.generated.js'

export type FileKind = 'stack' | 'pipeline' | 'project' | 'lock' | 'build'

/** What a ZenML version does with keys that it does not know. */
export interface Rules {
  /** In a file of ZenML: a warning (the default), an error, or nothing. Project and lock files always refuse. */
  readonly unknownKeys?: 'warn' | 'refuse' | 'silent'
  /** Inside steps and resources, where old versions refused what they ignored at the top; absent: as `unknownKeys`. */
  readonly unknownStepKeys?: 'warn' | 'refuse' | 'silent'
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
  const good = translate(validate.errors ?? [], root, policyOf(kind, rules), report)
  return good && checkFileRules(kind, root, report)
}

/**
 * Checks one level of docker settings, after substitution: shape, deprecated keys, and the rules between keys that ZenML checks level by level.
 *
 * @param where the level's name in messages: `settings.docker`, `steps.fit.settings.docker`
 * @returns true when no error was reported
 */
export function validateDockerSettings(node: Node, where: string, report: Report, rules: Rules = {}): boolean {
  const policy: Policy = {
    shape: 'pipeline/dockerSettings',
    where,
    unknown: () => severityOf(rules.unknownKeys),
    owner: 'zenml',
    echo: true,
  }
  let good = true
  const wrong = new Set<string>()
  if (!dockerSettings(plain(node))) {
    const findings = dockerSettings.errors ?? []
    // With an `allow_*` key beside it ZenML does not look at the value of `source_files`.
    const ignored = node.kind === 'map' && sourceFilesIgnored(node)
    const counting = ignored ? findings.filter(f => f.instancePath !== '/source_files') : findings
    for (const f of counting) wrong.add(f.instancePath.slice(1))
    good = translate(counting, node, policy, report)
  }
  if (node.kind !== 'map') return good
  reportDeprecated(node, where, wrong, report)
  return good && checkRules(node, where, report)
}

function policyOf(kind: FileKind, rules: Rules): Policy {
  const own = kind === 'project' || kind === 'lock'
  return {
    shape: kind,
    where: '',
    unknown: path => {
      if (own) return 'error'
      const inside = path[0] === 'steps' || path.includes('resources')
      return severityOf((inside ? rules.unknownStepKeys : undefined) ?? rules.unknownKeys)
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
