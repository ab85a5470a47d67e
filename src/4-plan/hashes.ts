import { redactLine } from '../credentials/redact.ts'
import { diagnostic } from '../diagnostics/diagnostic.ts'
import type { InstallerPlan, ListedRequirement, RequirementList } from '../model/plan.ts'
import type { DockerSettings } from '../model/settings.ts'
import { placeOf } from '../model/settings.ts'
import { holds, markerEnvironment } from '../requirements/marker.ts'
import type { UnplacedInstall } from './list-place.ts'
import type { Planning } from './planning.ts'

/** Whether every requirement of a list has a hash, so that the installer may ask for them; a continued line counts as one. */
export function allHashed(lines: readonly Line[]): boolean {
  const requirements = lines.filter(({ text }) => !text.startsWith('-'))
  return requirements.some(hasHash) && requirements.every(line => hasHash(line) || hasFragment(line))
}

/** The lines of a list that install something, and its options. */
export const installed = ({ lines }: Pick<RequirementList, 'lines'>): ListedRequirement[] =>
  lines.filter(({ read }) => read.kind !== 'constraint')

/** Of a list, or of a text that is not a list of the plan: the resolved one in the lock file. */
type Line = Pick<ListedRequirement, 'text'>

const hasHash = ({ text }: Line): boolean => /\s--hash[= ]/.test(text)

/** A line with its hashes below it, as `pip-compile` writes it. */
export const hashPerLine = (line: string): string =>
  line
    .split(/\s(?=--hash[= ])/)
    .map(part => part.trim())
    .join(' \\\n    ')

/** A hash in a URL: checked where hashes are asked for, and no reason to ask for them. */
const hasFragment = ({ text }: Line): boolean => {
  const at = text.indexOf('#')
  return at >= 0 && /[#&](?:md5|sha1|sha224|sha256|sha384|sha512)=/.test(text.slice(at))
}

/**
 * Tells of installs with and without hashes at once. pip asks for all hashes when one requirement has one, and so does the flag `require-hashes`:
 * the install then stops at the first line without. uv checks those that are there, and a list that is checked in full by itself no longer is.
 */
export function checkHashes(
  installs: readonly UnplacedInstall[],
  lists: readonly RequirementList[],
  { name: installer, asked }: InstallerPlan,
  settings: DockerSettings,
  { workspace: { python }, report }: Planning,
): void {
  const flag = asked.some(argument => argument.flag === 'require-hashes')
  for (const install of installs) {
    const own = lists.filter(list => install.lists.some(({ fileName }) => fileName === list.fileName))
    const hashed = own.find(({ lines }) => lines.some(hasHash))
    if (!hashed && !flag) continue
    const unhashed = own.flatMap(list => unhashedLines(list.lines, python))[0]?.text
    if (unhashed === undefined) continue
    const at = (flag ? placeOf(settings, 'python_package_installer_args', 'require-hashes') : hashed?.at[0]) ?? null
    const apart = own.length > 1 && own.every(list => allHashed(installed(list)) || !list.lines.some(hasHash))
    if (flag || installer === 'pip') {
      const help =
        apart && !flag
          ? '`resolve: layered` in the project file installs each list by itself, and checks this one'
          : `give each requirement a hash (\`uv pip compile --generate-hashes\`), or ${flag ? 'remove `require-hashes`' : 'none'}`
      report(diagnostic('DC4140', at, { installer, line: redactLine(unhashed) }, { help }))
    } else if (own.some(list => allHashed(installed(list)))) {
      const help = '`resolve: layered` in the project file installs each list by itself, this one with `--require-hashes`'
      report(diagnostic('DC4141', at, { line: redactLine(unhashed) }, { help }))
    }
  }
}

/** Lines without a hash that the installer certainly reads: an unknown one, or one with a marker, may be meant for another system. */
function unhashedLines(lines: readonly ListedRequirement[], python: string): ListedRequirement[] {
  const environment = markerEnvironment(python)
  return lines
    .filter(line => !hasHash(line) && !hasFragment(line))
    .filter(({ read }) => read.kind === 'location' || (read.kind === 'package' && holds(read.marker, environment) === true))
}
