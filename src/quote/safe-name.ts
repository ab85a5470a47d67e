import { byCodePoint } from '../basics/order.ts'
import { sha256 } from '../basics/sha256.ts'

/**
 * A name for a bake target: letters, digits, `_` and `-`. A name that is one already stays; `.` becomes `_`, as bake itself does with names
 * on its command line; accents go; any other run of characters becomes one `-`. The image's folder has the same name, so Windows' device names
 * get a `_`.
 *
 * Grammar: docker/buildx bake/bake.go, `validTargetNamePattern`. A `-` in front would be a flag.
 */
export function bakeTargetName(name: string): string {
  const safe = shortened(
    ascii(name)
      .replaceAll('.', '_')
      .replace(/[^A-Za-z0-9_-]+/g, '-'),
    name,
  )
  return noDevice(safe)
}

/**
 * A name for a file or folder on every system: letters, digits, `.`, `_` and `-`, at most 100 characters, none of Windows' device names.
 *
 * Rules: POSIX portable file names; Microsoft's "Naming Files, Paths, and Namespaces" (CON, NUL, COM1 … with any extension, no dot at the
 * end). A leading dot would hide the file, a leading `-` would be a flag.
 */
export function fileName(name: string): string {
  return noDevice(shortened(ascii(name).replace(/[^A-Za-z0-9._-]+/g, '-'), name))
}

/** Whether Windows takes a name for a device, whatever its extension: `con`, `NUL.txt`. */
export const isDeviceName = (name: string): boolean => DEVICES.has(name.split('.', 1)[0]!.toLowerCase())
const DEVICES: ReadonlySet<string> = new Set([
  ...['con', 'prn', 'aux', 'nul', 'conin$', 'conout$'],
  ...[...'0123456789'].flatMap(digit => [`com${digit}`, `lpt${digit}`]),
])

const noDevice = (name: string) => (isDeviceName(name) ? name.replace(/^[^.]+/, '$&_') : name)

/**
 * Safe names for all of these names at once, each different from the others even where upper and lower case are one (macOS, Windows).
 * A name that needed no change keeps it; where two would meet, the later one in code-point order gets a short hash of the original.
 * So the outcome does not depend on the order given.
 *
 * @param others names that somebody else has
 */
export function distinctNames(
  names: Iterable<string>,
  safe: (name: string) => string,
  others: Iterable<string> = [],
): Map<string, string> {
  const taken = new Set([...others].map(name => name.toLowerCase()))
  const result = new Map<string, string>()
  const all = [...new Set(names)].map(name => [name, safe(name)] as const)
  all.sort(([a, safeA], [b, safeB]) => Number(safeA !== a) - Number(safeB !== b) || byCodePoint(a, b))
  for (const [name, wanted] of all) {
    let candidate = wanted
    for (let digits = 6; taken.has(candidate.toLowerCase()); digits++) candidate = `${wanted}-${sha256(name).slice(0, digits)}`
    taken.add(candidate.toLowerCase())
    result.set(name, candidate)
  }
  return result
}

const longest = 100
const ascii = (name: string) => (/^[\0-\x7f]*$/.test(name) ? name : name.normalize('NFKD').replace(/\p{Mark}+/gu, ''))

function shortened(safe: string, name: string): string {
  const trimmed = safe.replace(/^[-.]+|(?<![-.])[-.]+$/g, '')
  if (!/[A-Za-z0-9]/.test(trimmed)) return `image-${sha256(name).slice(0, 8)}`
  return trimmed.length <= longest ? trimmed : `${trimmed.slice(0, longest - 9)}-${sha256(name).slice(0, 8)}`
}
