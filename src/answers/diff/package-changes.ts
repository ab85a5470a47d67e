import { byCodePoint } from '../../basics/order.ts'
import { redactValue } from '../../credentials/redact.ts'
import type { ManifestLayer, ManifestRequirements } from '../../model/generated/manifest.ts'
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

/** Which packages of layers came, went or changed, or have another layer. The group of a change is its layer, `packages-3`. */
export function layerChanges(old: readonly ManifestLayer[], now: readonly ManifestLayer[]): PackageChange[] {
  const [before, after] = [packagesOf(old), packagesOf(now)]
  return [...new Set([...after.keys(), ...before.keys()])].sort(byCodePoint).flatMap((name): PackageChange[] => {
    const [was, is] = [before.get(name), after.get(name)]
    if (was?.line === is?.line && was?.layer === is?.layer) return []
    // A package that only moves is reported by its layers.
    const [oldText, newText] =
      was && is && was.line === is.line ? [`${was.line} in ${was.layer}`, `${is.line} in ${is.layer}`] : [was?.line, is?.line]
    return [{ group: (is ?? was)!.layer, package: name, old: oldText ?? null, new: newText ?? null }]
  })
}

function packagesOf(layers: readonly ManifestLayer[]): Map<string, { layer: string; line: string }> {
  return new Map(
    layers.flatMap(({ name: layer, packages }) =>
      Object.entries(packages).map(
        ([name, { version }]) => [name, { layer, line: version === null ? name : `${name}==${version}` }] as const,
      ),
    ),
  )
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
