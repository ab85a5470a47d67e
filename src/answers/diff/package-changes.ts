import { redactValue } from '../../credentials/redact.ts'
import type { ManifestRequirements } from '../../model/generated/manifest.ts'
import { packageName } from '../../requirements/package-name.ts'
import type { PackageChange } from './changes.ts'

/** The groups in the order in which they are installed. */
const GROUPS = ['local', 'stack', 'extra', 'integrations', 'pyproject', 'user']

/** Which requirement lines came, went or changed, group by group; a package is known by its name, any other line by its text. */
export function packageChanges(old: readonly ManifestRequirements[], now: readonly ManifestRequirements[]): PackageChange[] {
  const names = new Set([...GROUPS, ...old.map(list => list.group), ...now.map(list => list.group)])
  return [...names].flatMap(group => {
    const [before, after] = [linesOf(old, group), linesOf(now, group)]
    return [...new Set([...after.keys(), ...before.keys()])].flatMap((key): PackageChange[] => {
      const [oldLine = null, newLine = null] = [before.get(key), after.get(key)]
      return oldLine === newLine
        ? []
        : [{ group, package: packageName(newLine ?? oldLine ?? '') ?? null, old: shown(oldLine), new: shown(newLine) }]
    })
  })
}

const shown = (line: string | null) => line && redactValue('', line)

/** Lines by package; a package that is listed twice (with markers) keeps both lines. */
function linesOf(lists: readonly ManifestRequirements[], group: string): Map<string, string> {
  const lines = new Map<string, string>()
  for (const line of lists.filter(list => list.group === group).flatMap(list => list.packages)) {
    const key = packageName(line) ?? `\n${line}`
    const known = lines.get(key)
    lines.set(key, known === undefined ? line : `${known}, ${line}`)
  }
  return lines
}
