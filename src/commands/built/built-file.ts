import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from '../../1-parse/parse.ts'
import { textAt } from '../../3-resolve/place.ts'
import { MAX_METADATA_BYTES, MAX_METADATA_VALUES, shown } from '../../basics/limits.ts'
import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { diskSources } from '../../edge/disk.ts'
import { hasManyValues } from '../../edge/known-files.ts'
import { readPlain } from '../../edge/read-plain.ts'
import { DIGEST_LABEL } from '../../model/digest-label.ts'
import { get } from '../../model/node.ts'
import { STATUS_WORDS } from '../../sources/sources.ts'

/** What one target of bake became. */
export interface BuiltTarget {
  readonly names: readonly string[]
  /** The digest to pull it by; null: it was built and kept nowhere. */
  readonly digest: string | null
  /** Whether it went to a registry, as far as that can be seen. */
  readonly pushed: boolean
  /** The digest of the recipe, from the label in its provenance; null: not said. */
  readonly recipe: string | null
}

/** One image of a ZenML build. */
interface BuiltItem {
  readonly image: string
  /** The digest of the recipe, where `zenml-build` wrote it. */
  readonly recipe: string | null
  readonly dockerfile: string | null
  readonly requirements: string | null
}

/** A file about what was built, by targets of bake or by keys of a ZenML build. */
export type BuiltFile =
  | { readonly kind: 'bake'; readonly name: string; readonly targets: ReadonlyMap<string, BuiltTarget> }
  | { readonly kind: 'zenml'; readonly name: string; readonly items: ReadonlyMap<string, BuiltItem> }

/** The label that carries the recipe's digest. */
const LABEL = `label:${DIGEST_LABEL}`

/** Reads a metadata file of bake, or a ZenML build file; undefined for anything else, which is reported. */
export function readBuiltFile(cwd: string, name: string, report: Report): BuiltFile | undefined {
  const text = readText(cwd, name, report)
  if (text === undefined) return undefined
  const found = bakeTargets(name, text) ?? zenmlItems(name, text)
  if (!found) {
    const help = 'name the file that `docker buildx bake --metadata-file` or `zenml pipeline build --output` wrote'
    report(diagnostic('DC6023', null, { path: name, problem: 'says nothing about images that were built' }, { help }))
  }
  return found
}

function readText(cwd: string, name: string, report: Report): string | undefined {
  const path = resolve(cwd, name)
  const sources = diskSources(cwd, [path])
  const status = sources.status(path)
  if (status === 'file') return sources.read(path)
  if (status === 'too-large') return readLarge(path, name, report)
  const help = 'build with `docker buildx bake -f build/docker-bake.json --metadata-file build/bake.json`'
  report(diagnostic('DC6023', null, { path: name, problem: STATUS_WORDS[status] }, status === 'missing' ? { help } : {}))
  return undefined
}

/** The provenance of many images is long. */
function readLarge(path: string, name: string, report: Report): string | undefined {
  const text = readPlain(realpathSync(path), MAX_METADATA_BYTES).bytes?.toString('utf8')
  const limit =
    text === undefined
      ? `${shown(MAX_METADATA_BYTES / 1_000_000)} MB`
      : hasManyValues(text, MAX_METADATA_VALUES)
        ? `${shown(MAX_METADATA_VALUES)} values`
        : undefined
  if (limit === undefined) return text
  const what = `\`${name}\` is too large`
  report(diagnostic('DC1018', null, { what, limit }, { help: 'build fewer targets at once: several files may be given' }))
  return undefined
}

function bakeTargets(name: string, text: string): BuiltFile | undefined {
  const targets = new Map<string, BuiltTarget>()
  for (const [target, value] of Object.entries(asObject(parsed(text)))) {
    // Beside the targets there may be keys of bake itself, such as `buildx.build.warnings`.
    if (target.includes('.') || !Object.keys(asObject(value)).some(key => /^(?:containerimage|buildx|image)\./.test(key)))
      continue
    targets.set(target, builtTarget(asObject(value)))
  }
  return targets.size ? { kind: 'bake', name, targets } : undefined
}

function builtTarget(target: Record<string, unknown>): BuiltTarget {
  const [digest, config, names] = ['containerimage.digest', 'containerimage.config.digest', 'image.name'].map(key =>
    textOf(target[key]),
  )
  return {
    names: (names ?? '')
      .split(',')
      .map(part => part.trim())
      .filter(Boolean),
    digest: digest ?? null,
    // An image that stays in Docker's own store has no manifest: its digest is that of its configuration.
    pushed: digest !== undefined && digest !== config,
    recipe: recipeOf(target),
  }
}

/** One provenance, or one per platform; in the form of SLSA 0.2 or 1. */
function recipeOf(target: Record<string, unknown>): string | null {
  for (const [key, provenance] of Object.entries(target)) {
    if (!key.startsWith('buildx.build.provenance')) continue
    for (const path of [
      ['invocation', 'parameters', 'args'],
      ['buildDefinition', 'externalParameters', 'request', 'args'],
    ]) {
      const found = textOf(path.reduce((here, step) => asObject(here[step]), asObject(provenance))[LABEL])
      if (found !== undefined) return found
    }
  }
  return null
}

function zenmlItems(name: string, text: string): BuiltFile | undefined {
  const images = get(parse(name, text, () => {}).root, 'images')
  if (images?.kind !== 'map') return undefined
  const items = images.entries.flatMap(({ key, value }): [string, BuiltItem][] => {
    const at = (field: string) => textAt(value, field)?.value ?? null
    const image = at('image')
    if (key.kind !== 'string' || image === null) return []
    return [[key.value, { image, recipe: at('recipe'), dockerfile: at('dockerfile'), requirements: at('requirements') }]]
  })
  return { kind: 'zenml', name, items: new Map(items) }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
