import { byCodePoint } from '../basics/order.ts'
import type { ImageFacts } from './lock-file.ts'
import { repositoryOf } from './repository-of.ts'

/** How to read an image's description. */
interface Reading {
  /** Platforms that the project builds for: the first that the image has is described. */
  readonly wanted: readonly string[]
  /** Variables whose values are left out. */
  readonly isSecret: (name: string) => boolean
}

/** What `docker buildx imagetools inspect --format '{{json .}}'` says about an image; undefined where that is not such an answer. */
export function factsFromRegistry(answer: unknown, reading: Reading): ImageFacts | undefined {
  const { manifest, image } = asObject(answer)
  const { digest, manifests } = asObject(manifest)
  if (typeof digest !== 'string' || !DIGEST.test(digest)) return undefined
  // One platform: its description itself. Several: by platform.
  const single = 'architecture' in asObject(image) || 'config' in asObject(image)
  const byPlatform = new Map(single ? [[platformOf(image), image]] : Object.entries(asObject(image)))
  const listed = asList(manifests).map(entry => platformOf(asObject(entry).platform))
  const platforms = new Set([...listed, ...byPlatform.keys()].filter(isReal).sort(byCodePoint))
  const chosen = [...reading.wanted, 'linux/amd64', ...platforms].find(platform => byPlatform.has(platform))
  const { config, rootfs } = asObject(chosen && byPlatform.get(chosen))
  const layers = layersIn(asObject(rootfs).diff_ids)
  return { digest, ...described(asObject(config), reading), platforms: [...platforms], layers, python: null }
}

/** What `docker image inspect` says about an image. Its digest is that of the registry it came from; null: it was made here. */
export function factsFromEngine(answer: unknown, reference: string, reading: Reading): ImageFacts | undefined {
  const image = asObject(asList(answer)[0])
  if (!('Config' in image)) return undefined
  const digests = asList(image.RepoDigests).flatMap(d => (typeof d === 'string' ? [d.split('@') as [string, string]] : []))
  const own = digests.find(([repository]) => fullName(repository) === fullName(repositoryOf(reference)))
  const platform = platformOf({ architecture: image.Architecture, os: image.Os, variant: image.Variant })
  return {
    digest: own && DIGEST.test(own[1]) ? own[1] : null,
    ...described(asObject(image.Config), reading),
    platforms: [platform].filter(isReal),
    layers: layersIn(asObject(image.RootFS).Layers),
    python: null,
  }
}

/** A reference that names its digest needs no other. */
export const isPinned = (reference: string): boolean => reference.includes('@')

function described(
  { User, WorkingDir, Env }: Record<string, unknown>,
  { isSecret }: Reading,
): Pick<ImageFacts, 'user' | 'workdir' | 'environment'> {
  const variables = asList(Env).flatMap(line => {
    const [, name, value] = typeof line === 'string' ? (/^([^=]+)=([\s\S]*)$/.exec(line) ?? []) : []
    return name === undefined || isSecret(name) ? [] : [[name, value!] as const]
  })
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  return { user: text(User), workdir: text(WorkingDir), environment: Object.fromEntries(variables) }
}

const layersIn = (ids: unknown): number | null => (Array.isArray(ids) ? ids.length : null)

const DIGEST = /^[a-z0-9]+:[0-9a-f]+$/

/** `linux/arm/v7`; arm64 has one variant, which nobody writes. */
function platformOf(value: unknown): string {
  const { os, architecture, variant } = asObject(value)
  const parts = [os, architecture, architecture === 'arm64' && variant === 'v8' ? undefined : variant]
  return parts.filter(part => typeof part === 'string' && part !== '').join('/')
}

/** Attestations are among the platforms as `unknown/unknown`. */
const isReal = (platform: string): boolean => platform.includes('/') && !platform.startsWith('unknown/')

/** Docker Hub's images have short names. */
function fullName(repository: string): string {
  const named = repository.replace(/^(?:index\.)?docker\.io\//, '')
  const [first = ''] = named.split('/')
  const isHost = named.includes('/') && /[.:]|^localhost$/.test(first)
  return isHost ? named : `docker.io/${named.includes('/') ? named : `library/${named}`}`
}

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
