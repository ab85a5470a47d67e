import { diagnostic } from '../diagnostics/diagnostic.ts'
import type { EnvironmentEntry } from '../model/plan.ts'
import type { NamedNode } from '../model/settings.ts'
import { typeName } from '../python/values.ts'
import { dockerfileKey } from '../quote/dockerfile-key.ts'
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
  { workspace: { dialect }, report }: Planning,
): EnvironmentEntry[] {
  const byName = new Map<string, { entry: EnvironmentEntry; key: string }>()
  const entries: EnvironmentEntry[] = []
  for (const { name: key, value, at } of mapping) {
    const name = key.toUpperCase()
    const entry = { name, value: writtenValue(value), argument: null, at }
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
  return dialect === 'zenml' ? entries : entries.filter(entry => byName.get(entry.name)!.entry === entry)
}
