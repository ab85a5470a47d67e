import type { Instruction } from '../../dockerfile/read-instructions.ts'

/** What a requirement list is called, by the group in its file's name (`6-user.txt`). */
const GROUP = /(?:^|[/\s"',=])\d-([a-z]+)(?:-constraints)?\.txt\b|\.zenml_([a-z_]+?)_requirements\b/

/** A layer of packages is called by the stage that it comes from. */
const PACKAGES = /^copy --link --from=(package-[\w.-]+|packages(?:-of-(?:some|all))?-\d+) /i

/** What an instruction is for, by what it says. The first that fits. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/\blocked\.txt\b/, 'locked requirements'],
  [/^from\b/i, 'parent image'],
  [/^copy --link --from=dockcompile-code /i, 'code'],
  [/\bpip uninstall\b|^run\b.*\brm -r [^\n]*-info\b/is, 'removed packages'],
  [/\bapt-get\b.*\binstall\b/is, 'system packages'],
  [/\buseradd\b|\badduser\b/, 'user'],
  [/\bpip install\b[^&|;]*\buv\b(?!\s*pip)|\bcommand -v uv\b/is, 'installer'],
  [/\bpip install\b.*\s\.{1,2}(?:\/[^\s;&|]*)?(?:\[[^\]]*\])?(?:\s&&.*)?$/is, 'project'],
  [/^(?:copy|add)\b[^\n]*(?:\s|"|\[)\.(?:\/|"|\s)/i, 'code'],
  [/^run\b.*\bchmod\b|^run\b.*\bchown\b/is, 'permissions'],
  [/^run : "\$\{/i, 'values that the build must give'],
  [/^workdir\b/i, 'working directory'],
  [/\bcommand -v python\b/, 'checks of the parent'],
]

/** A few words for a layer: `user requirements`; of an instruction that nobody knows its beginning. */
export function layerName(instruction: Instruction, whole: string): string {
  const text = whole.length > 4000 ? `${whole.slice(0, 2000)}${whole.slice(-2000)}` : whole
  const stage = PACKAGES.exec(text)
  if (stage) return stage[1]!
  const group = GROUP.exec(text)
  if (group) return `${(group[1] ?? group[2]!).replaceAll('_', ' ')} requirements`
  const known = NAMES.find(([pattern]) => pattern.test(text))
  if (known) return known[1]
  const line = `${instruction.name} ${instruction.rest}`.replace(/\s+/g, ' ').trim()
  return `\`${line.length > 50 ? `${line.slice(0, 49)}…` : line}\``
}
