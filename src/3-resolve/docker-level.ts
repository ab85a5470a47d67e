import { REPLICATION_COMMANDS } from '../2-validate/replaced-values.ts'
import { keysOf, shapeAt } from '../2-validate/shape.ts'
import { validateDockerSettings } from '../2-validate/validate.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { type Entry, entriesOf, get, type MapNode, nameOf } from '../model/node.ts'
import { typeName } from '../python/values.ts'
import type { Span } from '../sources/span.ts'
import { checkLateValues } from './late-values.ts'
import { normaliseLevel } from './normalise.ts'
import type { Surroundings } from './surroundings.ts'

/** One level's docker block: checked by itself, as ZenML does, and in one spelling. Undefined where it is wrong. */
export function dockerLevel(written: MapNode, where: string, around: Surroundings, report: Report): MapNode | undefined {
  // Whatever such a key holds: to this version it is one that it does not know.
  const docker = { ...written, entries: written.entries.filter(e => !isNewer(e, around)) }
  // A flag that waits for its value is reported once, by the check that knows what a flag looks like.
  const told = new Set<Span>()
  const once: Report = found => {
    if (found.code === 'DC3011' && found.at && told.has(found.at)) return
    if (found.code === 'DC2010' && found.at) told.add(found.at)
    report(found)
  }
  const valid = validateDockerSettings(docker, where, once, { release: around })
  if (around.dialect !== 'zenml') checkLateValues(docker, where, around.listedVariables, once)
  if (!valid) return undefined
  reportNewerKeys(written, where, around, report)
  if (!replicatesAsKnown(docker, where, around, report)) return undefined
  return normaliseLevel(docker, around)
}

/** Keys that ZenML has today and did not have in the version asked for; what it does not know at all was reported before. */
function reportNewerKeys(docker: MapNode, where: string, around: Surroundings, report: Report): void {
  for (const found of docker.entries) {
    if (!isNewer(found, around)) continue
    const { key } = found
    const refused = around.rules.unknownDockerKeys === 'refuse'
    const params = { key: nameOf(found), where, zenml: around.zenml, refused }
    report(
      diagnostic('DC3032', key.span, params, {
        severity: refused ? 'error' : 'warning',
        help: 'remove the key, or update ZenML',
      }),
    )
  }
}

/** The schema has every docker setting of the newest ZenML that is known. */
const isNewer = (found: Entry, { catalog }: Surroundings): boolean =>
  !Object.hasOwn(catalog.docker_settings, nameOf(found)) && keysOf(shapeAt('pipeline/dockerSettings', [])).includes(nameOf(found))

/** The forms of `replicate_local_python_environment` grew from release to release. */
function replicatesAsKnown(docker: MapNode, where: string, { catalog, zenml }: Surroundings, report: Report): boolean {
  const key = 'replicate_local_python_environment'
  const node = get(docker, key)
  if (!node || node.kind === 'null' || node.kind === 'list') return true
  const { type = '' } = catalog.docker_settings[key] ?? {}
  const methods = catalog.generator.replicate_commands
  const what = `${where}.${key}`
  const help = `ZenML ${zenml} takes ${Object.keys(methods)
    .map(method => `\`${method}\``)
    .join(', ')} and lists of command words`
  if (node.kind === 'string' && Object.hasOwn(REPLICATION_COMMANDS, node.value)) {
    if (Object.hasOwn(methods, node.value)) return true
    report(diagnostic('DC2003', node.span, { what, value: node.value }, { help }))
    return false
  }
  if (type.includes('bool')) return true
  report(diagnostic('DC2002', node.span, { what, expected: 'the name of an export command', found: typeName(node) }, { help }))
  return false
}

/** What ZenML does with it: the flag is not passed, unless the pipeline has it too. */
export function reportLostFlags(docker: MapNode, pipelineDocker: MapNode | undefined, report: Report): void {
  const flags = get(docker, 'python_package_installer_args')
  for (const { key, value } of entriesOf(flags)) {
    if (value.kind !== 'null' || key.kind !== 'string' || get(pipelineDocker, 'python_package_installer_args', key.value))
      continue
    const help = 'write the flag at the pipeline level, or use another dialect, which passes it'
    report(diagnostic('DC3019', key.span, { flag: key.value }, { help }))
  }
}
