import { redactValue } from '../../credentials/redact.ts'
import { DIGEST_LABEL } from '../../model/digest-label.ts'
import type { ManifestEnvironment, ManifestImage, ManifestParent } from '../../model/generated/manifest.ts'
import type { Builds } from '../layers/output-files.ts'
import type { ImageDiff, ListChange, ValueChange } from './changes.ts'
import { layerChanges, packageChanges } from './package-changes.ts'

/** An image with its name and the output that it is of. */
export interface OutputImage {
  readonly name: string
  readonly image: ManifestImage
  readonly builds: Builds
}

export type ImageChanges = Pick<ImageDiff, 'packages' | 'values' | 'variables' | 'lists' | 'other'>

/** How the value of a key is written: as it is to compare it, without credentials to show it. */
type Show = (key: string, value: string) => string
const asIs: Show = (_, value) => value

const LISTS = ['apt', 'tags', 'platforms', 'secrets'] as const
const VARIABLES = ['environment', 'runtime_environment', 'build_args'] as const

/** The single values: all that is not a list, and is not compared in a way of its own. */
type SingleValue = Exclude<
  keyof ManifestImage,
  (typeof LISTS)[number] | (typeof VARIABLES)[number] | 'requirements' | 'layers' | 'sizes' | 'digest' | 'used_by'
>

/** How each single value is written. */
const VALUES: Readonly<Record<SingleValue, (image: ManifestImage, show: Show) => string | null>> = {
  kind: image => image.kind,
  parent: image => parentText(image.parent),
  dockerfile: image => (image.dockerfile === null ? null : image.dockerfile.replace(/^images\/[^/]*\//, '')),
  installer: ({ installer }, show) =>
    installer && [installer.name, ...Object.entries(installer.arguments).map(entry => argument(entry, show))].join(' '),
  user: image => image.user,
  entrypoint: image => image.entrypoint,
  code: image => image.code,
}

/** Everything in which two images differ. */
export function imageChanges(old: OutputImage, now: OutputImage): ImageChanges {
  const values = Object.entries(VALUES).flatMap(([key, text]) =>
    valueChange(
      key,
      show => text(old.image, show),
      show => text(now.image, show),
    ),
  )
  const variables = VARIABLES.flatMap(key => variableChanges(key, old.image[key], now.image[key]))
  const lists = LISTS.flatMap(key => listChange(key, old.image[key], now.image[key]))
  const packages = [
    ...packageChanges(old.image.requirements, now.image.requirements),
    ...layerChanges(old.image.layers ?? [], now.image.layers ?? []),
  ]
  // A recipe holds more than the manifest tells: a user's own Dockerfile or template, the order of lines.
  const told = packages.length + values.length + variables.length + lists.filter(list => list.key !== 'tags').length > 0
  const other = [
    ...(!told && old.image.digest !== now.image.digest ? ['dockerfile'] : []),
    ...(ignoreHash(old) !== ignoreHash(now) ? ['context'] : []),
  ]
  return { packages, values: [...values, ...bakeChanges(old, now)], variables, lists, other }
}

type Side = (show: Show) => string | null

/** Two texts that differ, each without its credentials: then both may be `***`. */
export function valueChange(key: string, old: Side, now: Side): ValueChange[] {
  if (old(asIs) === now(asIs)) return []
  const shown = (side: Side) => {
    const text = side(redactValue)
    return text && redactValue('', text)
  }
  return [{ key, old: shown(old), new: shown(now) }]
}

function parentText(parent: ManifestParent): string {
  if ('image' in parent) return parent.digest === null ? parent.image : `${parent.image}@${parent.digest}`
  return parent.context === null ? parent.dockerfile : `${parent.dockerfile} in ${parent.context}`
}

const argument = ([flag, value]: [string, unknown], show: Show): string =>
  `--${flag}${value === null ? '' : `=${show(flag, String(value))}`}`

type Variables = ManifestEnvironment | ManifestImage['build_args']

function variableChanges(key: string, old: Variables, now: Variables): (ValueChange & { name: string })[] {
  const names = [...new Set([...Object.keys(now), ...Object.keys(old)])]
  return names.flatMap(name =>
    valueChange(
      key,
      show => variableText(old, name, show),
      show => variableText(now, name, show),
    ).map(change => ({ ...change, name })),
  )
}

function variableText(variables: Variables, name: string, show: Show): string | null {
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined
  if (value === undefined) return null
  if (value === null) return 'from whoever builds'
  if (typeof value === 'string') return show(name, value)
  return 'variable' in value ? `\${${value.variable}}` : show(name, value.template)
}

function listChange(key: string, old: readonly string[], now: readonly string[]): ListChange[] {
  const added = now.filter(entry => !old.includes(entry))
  const removed = old.filter(entry => !now.includes(entry))
  const reordered = added.length + removed.length === 0 && JSON.stringify(old) !== JSON.stringify(now)
  const shown = (entries: readonly string[]) => entries.map(entry => redactValue('', entry))
  return added.length + removed.length > 0 || reordered ? [{ key, added: shown(added), removed: shown(removed), reordered }] : []
}

/** Which files the build may see; the own folder's name is not part of it. */
function ignoreHash({ name, builds }: OutputImage): string | undefined {
  const text = builds.files.read(`images/${name}/Dockerfile.dockerignore`)
  return text?.replaceAll(`images/${name}/`, 'images/')
}

/** What the bake file says of a target besides what the manifest tells. */
function bakeChanges(old: OutputImage, now: OutputImage): ValueChange[] {
  const [before, after] = [bakeTarget(old), bakeTarget(now)]
  const keys = [...new Set([...Object.keys(after), ...Object.keys(before)])]
  return keys.flatMap(key =>
    valueChange(
      `bake ${key}`,
      show => optionText(key, before[key], show),
      show => optionText(key, after[key], show),
    ),
  )
}

/** `type=gha, type=registry,ref=…`; of labels `name=value`. */
function optionText(name: string, option: unknown, show: Show): string | null {
  if (option === undefined) return null
  if (Array.isArray(option)) return option.map(item => optionText(name, item, show)).join(', ')
  if (typeof option !== 'object' || option === null) return show(name, String(option))
  const entries = Object.entries(option)
  if (entries.length === 0) return null
  return entries.map(([key, value]) => `${key}=${optionText(key, value, show)}`).join(', ')
}

const TOLD_ELSEWHERE = new Set(['description', 'dockerfile', 'tags', 'platforms', 'args', 'secret', 'contexts'])

function bakeTarget({ name, image, builds }: OutputImage): Record<string, unknown> {
  const target = Object.hasOwn(builds.targets, name) ? builds.targets[name]! : {}
  const kept = Object.entries(target).filter(([key]) => !TOLD_ELSEWHERE.has(key))
  return Object.fromEntries(kept.map(([key, value]) => [key, key === 'labels' ? ownLabels(value as Labels, name, image) : value]))
}

type Labels = Readonly<Record<string, unknown>>

/** Labels that somebody wrote: those of ours repeat the name, the parent and the digest, or are the commit that is built. */
function ownLabels(labels: Labels, name: string, { parent }: ManifestImage): Labels {
  const ours: Labels = {
    'org.opencontainers.image.title': name,
    ...('image' in parent && {
      'org.opencontainers.image.base.name': parent.image,
      'org.opencontainers.image.base.digest': parent.digest,
    }),
  }
  return Object.fromEntries(
    Object.entries(labels).filter(
      ([key, value]) =>
        key !== DIGEST_LABEL &&
        !String(value).includes('DOCKCOMPILE_REVISION') &&
        !(Object.hasOwn(ours, key) && ours[key] === value),
    ),
  )
}
