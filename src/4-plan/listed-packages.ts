import { byCodePoint } from '../basics/order.ts'
import type { ImagePlan, LayerPackage } from '../model/plan.ts'
import type { LockedPackage, ParentPython } from '../model/workspace.ts'
import { logicalLines } from '../requirements/logical-lines.ts'
import { holds, markerEnvironment, readMarker } from '../requirements/marker.ts'
import { packageName } from '../requirements/package-name.ts'
import { machineOf, resolvedPlatforms } from '../requirements/platforms.ts'

/** A package of a resolved list, with all its lines: it has several where versions differ between platforms. */
export interface ListedPackage {
  readonly name: string
  readonly lines: readonly string[]
  /** Platforms of the image that a line counts on. */
  readonly platforms: readonly string[]
  /** The one that all lines pin; null: they differ, or there is an address in its place. */
  readonly version: string | null
}

/** What a resolved list says. */
interface ResolvedList {
  /** Those that count on some platform of the image, in code-point order. */
  readonly packages: readonly ListedPackage[]
  /** Lines without the name of a package. */
  readonly nameless: readonly string[]
}

/** Reads a resolved list for an image. */
export function listedPackages(text: string, { python, options }: Pick<ImagePlan, 'python' | 'options'>): ResolvedList {
  const platforms = resolvedPlatforms(options.platforms)
  const lines = new Map<string, { line: string; platforms: readonly string[] }[]>()
  const nameless: string[] = []
  for (const { text: line } of logicalLines(text)) {
    if (line.startsWith('-')) continue
    const name = packageName(line)
    const on = platforms.filter(platform => counts(line, python, platform))
    if (name === undefined) nameless.push(line)
    else if (on.length > 0) lines.set(name, [...(lines.get(name) ?? []), { line, platforms: on }])
  }
  // uv sorts them, and whoever edits the file need not.
  const sorted = [...lines].sort(([a], [b]) => byCodePoint(a, b))
  const packages = sorted.map(([name, own]): ListedPackage => {
    const versions = new Set(own.map(({ line }) => versionOf(line)))
    return {
      name,
      lines: own.map(({ line }) => line),
      platforms: platforms.filter(platform => own.some(each => each.platforms.includes(platform))),
      version: versions.size === 1 ? [...versions][0]! : null,
    }
  })
  return { packages, nameless }
}

function counts(line: string, python: string, platform: string): boolean {
  const [, marker] = /;\s*(.*?)\s*(?:\s--hash[= ]|$)/.exec(line) ?? []
  if (marker === undefined) return true
  const machine = machineOf(platform)
  const environment = new Map([...markerEnvironment(python), ...(machine ? [['platform_machine', machine] as const] : [])])
  return holds(readMarker(marker), environment) !== false
}

const versionOf = (line: string): string | null => /^[^\s;@]*==\s*([^\s;]+)/.exec(line)?.[1] ?? null

/** Whether the parent has it in the version that is needed. A build of a version (`2.4.0+cpu`) is that version, unless another one is asked for. */
export function isKept({ name, version }: ListedPackage, { packages }: ParentPython): boolean {
  const has = packages.get(name)?.toLowerCase()
  const wanted = version?.toLowerCase()
  return has !== undefined && wanted !== undefined && (has === wanted || (!wanted.includes('+') && has.split('+')[0] === wanted))
}

/** What travels for a package. */
export function layerPackage({ name, version, platforms }: ListedPackage, { wheels, source }: LockedPackage): LayerPackage {
  const sizes = platforms.map(platform => (wheels.has(platform) ? wheels.get(platform)! : source))
  return { name, version, bytes: sizes.includes(null) ? null : Math.max(...(sizes as number[])) }
}
