import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { TemplatePart } from '../model/node.ts'
import { type EnvironmentEntry, imageVariablesOf, type Value } from '../model/plan.ts'
import type { NamedNode } from '../model/settings.ts'
import type { WorkspaceBase } from '../model/workspace.ts'
import { isMachineVariable } from '../policy/machine-variables.ts'
import { isProxyArgument } from '../policy/proxy-arguments.ts'
import { typeName } from '../python/values.ts'
import { dockerfileKey } from '../quote/dockerfile-key.ts'
import { unwritable } from '../quote/unwritable.ts'
import { writtenValue } from './build-options.ts'
import type { Planning } from './planning.ts'

/**
 * The ENV entries of a mapping: names in upper case (Python's `upper`, so `ß` becomes `SS`), values as Python prints them.
 *
 * Two keys that become one name are two ENV lines in ZenML, and the last wins; here only the last is written.
 */
export function environmentEntries(
  mapping: readonly NamedNode[],
  where: 'environment' | 'runtime_environment',
  { workspace, report }: Planning,
): EnvironmentEntry[] {
  const { dialect } = workspace
  const byName = new Map<string, { entry: EnvironmentEntry; key: string }>()
  const entries: EnvironmentEntry[] = []
  for (const { name: key, value, at } of dialect === 'zenml' ? mapping : mapping.flatMap(bothSpellings)) {
    const name = dialect !== 'zenml' && isProxyArgument(key) ? key : key.toUpperCase()
    const entry = { name, value: meant(name, value, workspace), argument: null, at }
    if (value.kind === 'null' || value.kind === 'list' || value.kind === 'map') {
      const help = 'write the text that you mean in quotes, or remove the key'
      const found = value.kind === 'null' ? 'null' : typeName(value)
      const text =
        value.kind === 'null'
          ? 'the text `None`'
          : `Python's text for it, such as \`${value.kind === 'list' ? "['a']" : "{'a': 'b'}"}\``
      report(diagnostic('DC4067', at, { name: key, found, text }, { help }))
    }
    const other = byName.get(name)
    if (other)
      report(diagnostic('DC4019', at, { name, first: other.key, second: key }, { help: `keep one of them under \`${where}\`` }))
    byName.set(name, { entry, key })
    entries.push(entry)
    if (dockerfileKey(name) === undefined) {
      const severity = dialect === 'zenml' ? 'warning' : 'error'
      const params = { what: 'environment variable', name }
      report(diagnostic('DC4023', at, params, { help: 'use letters, digits and `_`', severity }))
    }
  }
  if (dialect === 'zenml') return entries
  const last = entries.filter(entry => byName.get(entry.name)!.entry === entry)
  for (const entry of last) for (const variable of imageVariablesOf(entry.value)) reportOfImage(variable, entry, where, report)
  // A variable that is itself stays what it is: where the image has none, a line would make it empty.
  return last.filter(({ name, value }) => !(value.length === 1 && imageVariablesOf(value)[0] === name))
}

/**
 * A value with its variables. One that the image has itself means the image's, not that of the machine that runs bake: a variable that adds to itself
 * (`PATH: /opt/tool/bin:${PATH}`), and those that every shell sets. One that the project file lists is left to bake all the same.
 */
function meant(name: string, node: NamedNode['value'], { dialect, project, lock }: WorkspaceBase): Value {
  const value = writtenValue(node)
  if (typeof value === 'string' || dialect === 'zenml') return value
  // A value that no line can hold travels as one argument, which knows no variable of the image.
  if (value.some(part => typeof part === 'string' && (unwritable(part) || part.length > LONG))) return value
  const known = new Set(['PATH', ...[...lock.images.values()].flatMap(({ environment }) => [...environment.keys()])])
  return value.map((part, i) => {
    if (typeof part === 'string' || project.listedVariables.has(part.variable)) return part
    const { variable } = part
    const isItself = variable === name && (isMachineVariable(variable) || addsToIt(value, i))
    return isItself || (isMachineVariable(variable) && known.has(variable)) ? { variable, ofImage: true } : part
  })
}

const LONG = 10_000

/** Whether the text beside a variable goes on a list: `/x:${LD_LIBRARY_PATH}`, `${JAVA_OPTS} -Xmx1g`. */
function addsToIt(value: readonly TemplatePart[], i: number): boolean {
  const [before, behind] = [value[i - 1], value[i + 1]]
  return (typeof before === 'string' && /[:;,\s]$/.test(before)) || (typeof behind === 'string' && /^[:;,\s]/.test(behind))
}

function reportOfImage(variable: string, { name, at }: EnvironmentEntry, where: string, report: Report): void {
  const params = {
    variable,
    where: `${where}.${name}`,
    meaning: "is the image's own value, not that of the machine that builds",
  }
  const help = `to take it from the machine that builds, list it in the project file: \`variables: {${variable}: null}\``
  report(diagnostic('DC4153', at, params, { help, severity: 'hint' }))
}

/** ZenML's upper case hides a proxy from apt, which reads `http_proxy` alone: such a variable keeps its name, and has ZenML's beside it. */
function bothSpellings(entry: NamedNode, _: number, all: readonly NamedNode[]): NamedNode[] {
  const upper = entry.name.toUpperCase()
  const isLower = isProxyArgument(entry.name) && entry.name !== upper
  return isLower && !all.some(({ name }) => name === upper) ? [entry, { ...entry, name: upper }] : [entry]
}
