import { placeOf } from '../3-resolve/docker-settings.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { redactLine } from '../diagnostics/redact.ts'
import type { InstallerPlan, InstallPlan, RequirementList } from '../model/plan.ts'
import type { DockerSettings } from '../model/settings.ts'
import { logicalLines } from '../requirements/logical-lines.ts'
import { holds, markerEnvironment } from '../requirements/marker.ts'
import { readRequirementLine } from '../requirements/requirement-line.ts'

/** Whether every requirement of a list has a hash, so that the installer may be told to ask for them; a continued line counts as one. */
export function allHashed(text: string): boolean {
  if (!mayHoldHash(text)) return false
  const lines = logicalLines(text).filter(line => !line.text.startsWith('-'))
  return lines.some(line => HASH.test(line.text)) && lines.every(({ text }) => HASH.test(text) || hasFragment(text))
}

const HASH = /\s--hash[= ]/
/** The quickest way to say no, as for nearly every list: no line has to be read. */
const mayHoldHash = (text: string): boolean => text.includes('--hash')

/** A hash in a URL: checked where hashes are asked for, and no reason to ask for them. */
const hasFragment = (line: string): boolean => {
  const at = line.indexOf('#')
  return at >= 0 && /[#&](?:md5|sha1|sha224|sha256|sha384|sha512)=/.test(line.slice(at))
}

/**
 * Tells of installs with and without hashes at once. pip asks for all hashes when one requirement has one, and so does the flag `require-hashes`:
 * the install then stops at the first line without. uv checks those that are there, and a list that is checked in full by itself no longer is.
 */
export function checkHashes(
  installs: readonly InstallPlan[],
  lists: readonly RequirementList[],
  { name: installer, asked }: InstallerPlan,
  settings: DockerSettings,
  python: string,
  report: Report,
): void {
  const flag = asked.some(argument => argument.flag === 'require-hashes')
  for (const install of installs) {
    const own = lists.filter(list => install.lists.some(({ fileName }) => fileName === list.fileName))
    const hashed = own.find(({ text }) => mayHoldHash(text) && logicalLines(text).some(line => HASH.test(line.text)))
    if (!hashed && !flag) continue
    const unhashed = own.flatMap(list => unhashedLines(list.text, python))[0]
    if (unhashed === undefined) continue
    const at = (flag ? placeOf(settings, 'python_package_installer_args', 'require-hashes') : hashed?.at[0]) ?? null
    const apart = own.length > 1 && own.every(list => allHashed(list.text) || !HASH.test(list.text))
    if (flag || installer === 'pip') {
      const help =
        apart && !flag
          ? '`resolve: layered` in the project file installs each list by itself, and checks this one'
          : `give each requirement a hash (\`uv pip compile --generate-hashes\`), or ${flag ? 'remove `require-hashes`' : 'none'}`
      report(diagnostic('DC4140', at, { installer, line: redactLine(unhashed) }, { help }))
    } else if (own.some(list => allHashed(list.text))) {
      const help = '`resolve: layered` in the project file installs each list by itself, this one with `--require-hashes`'
      report(diagnostic('DC4141', at, { line: redactLine(unhashed) }, { help }))
    }
  }
}

/** Lines without a hash that the installer certainly reads: an unknown one, or one with a marker, may be meant for another system. */
function unhashedLines(text: string, python: string): string[] {
  const environment = markerEnvironment(python)
  return logicalLines(text)
    .map(line => line.text)
    .filter(line => !HASH.test(line) && !hasFragment(line))
    .filter(line => {
      const read = readRequirementLine(line)
      if (read.kind === 'location') return true
      return read.kind === 'package' && holds(read.marker, environment) === true
    })
}
