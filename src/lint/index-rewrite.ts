import { findCredentials } from '../credentials/credentials.ts'
import { INDEX_OPTIONS, indexUrls, namesIndex, optionOf, withoutUser } from '../requirements/index-options.ts'
import type { Linted, LintedImage } from './linted.ts'

/**
 * How to write an index without its credentials: the exact lines. uv knows indexes by name, and takes users and passwords by these names; what
 * is proposed holds all indexes of the image, so that each of several messages says the same. Elsewhere the address stays where it is.
 */
export function indexRewrite(option: string, text: string, linted: LintedImage, all: Linted): string {
  const { dialect, project } = all.workspace
  const isNamed = linted.image.installer.name === 'uv' && INDEX_OPTIONS[option] !== 'links'
  return [
    ...(isNamed ? namedIndexes(linted, all) : netrc(text, project)),
    ...(dialect === 'buildkit' ? [] : [`secrets need \`dialect: buildkit\`; \`${dialect}\` has no secret mounts`]),
  ].join('\n')
}

type Project = Linted['workspace']['project']

function netrc(text: string, { secrets }: Project): string[] {
  const hosts = [...new Set(indexUrls(text).map(hostOf))]
  const machines = hosts.map(host => `\`machine ${host} login … password …\``).join(' and ')
  const known = secrets.find(secret => secret.file !== null && /(?:^|\/)\.?netrc$/.test(secret.target ?? ''))
  return known
    ? [`write \`${withoutUser(text)}\` in its place, and into ${known.file}, which is the secret \`${known.id}\`, ${machines}`]
    : [
        `write \`${withoutUser(text)}\` in its place, and in the project file`,
        `${more('netrc: {file: .netrc, target: /root/.netrc}', secrets)}, where .netrc says ${machines}`,
      ]
}

function namedIndexes(linted: LintedImage, all: Linted): string[] {
  const { secrets } = all.workspace.project
  const names = indexNames(all)
  const found = privateIndexes(linted)
  const named = (address: string): string => `${names.get(address)}=${address}`
  const inPlace = found.findLast(({ kind }) => kind === 'default-index')
  const beside = new Set(besidePypi(linted).map(token => (isPrivate(token) ? named(indexUrls(token)[0]!) : token)))
  for (const { address, kind } of found) if (kind === 'index') beside.add(named(address))
  // One index is not asked twice.
  if (inPlace) beside.delete(named(inPlace.address))
  const keys = [
    ...(beside.size > 0 && found.some(({ kind }) => kind === 'index') ? [`\`index: "${[...beside].join(' ')}"\``] : []),
    ...(inPlace ? [`\`default-index: "${named(inPlace.address)}"\``] : []),
  ]
  const wanted = [...new Set(found.map(({ address }) => variable(names.get(address)!)))].flatMap(name =>
    ['USERNAME', 'PASSWORD'].map(word => `UV_INDEX_${name}_${word}`),
  )
  const missing = wanted.filter(id => !secrets.some(secret => secret.id === id))
  const write = `write ${keys.join(' and ')} into \`python_package_installer_args\` instead`
  if (missing.length === 0) return [`${write}: the secrets ${wanted.map(id => `\`${id}\``).join(' and ')} are there`]
  return [`${write}, and in the project file`, more(missing.map(id => `${id}: {env: ${id}}`).join(', '), secrets)]
}

/** New entries of `secrets`, beside those that are there. */
function more(entries: string, secrets: Project['secrets']): string {
  return secrets.length > 0 ? `beside the other \`secrets\`: \`${entries}\`` : `\`secrets: {${entries}}\``
}

interface PrivateIndex {
  /** Its URL, without user and password. */
  readonly address: string
  readonly kind: 'default-index' | 'index'
  /** The name that it was given: `internal=https://…`. */
  readonly name: string | undefined
}

/** The indexes of an image that are written with credentials, wherever that is. */
function privateIndexes({ image, lists }: LintedImage): PrivateIndex[] {
  const written = [
    ...image.installer.asked.map(({ flag, value }) => [flag.replace(/^-+/, ''), value ?? ''] as const),
    ...[...image.environment, ...image.runtimeEnvironment].map(({ name, value }) => [name, textOf(value)] as const),
    ...lists.flat().map(({ text }) => [optionOf(text) ?? '', text] as const),
  ]
  return written.flatMap(([option, text]) => {
    const kind = namesIndex(option) ? INDEX_OPTIONS[option]! : 'links'
    if (kind === 'links') return []
    return text
      .split(/\s+/)
      .filter(isPrivate)
      .map(token => ({ address: indexUrls(token)[0]!, kind, name: nameOf(token) }))
  })
}

/** What `--index` gets already. */
function besidePypi({ image }: LintedImage): string[] {
  const flag = image.installer.asked.find(argument => argument.flag === 'index')?.value
  const value = flag ?? image.environment.find(entry => entry.name === 'UV_INDEX')?.value ?? ''
  return textOf(value).split(/\s+/).filter(Boolean)
}

/**
 * The name of each index with credentials, by its address: the one it has, `internal` for the only one, else its host's. Secrets are the whole
 * project's, so that no two indexes of a project may share a name.
 */
function indexNames({ images }: Linted): Map<string, string> {
  const found = images.flatMap(privateIndexes)
  const names = new Map(found.flatMap(({ address, name }) => (name === undefined ? [] : [[address, name] as const])))
  const open = images.flatMap(({ image }) =>
    image.installer.asked.filter(({ flag }) => namesIndex(flag)).flatMap(({ value }) => (value ?? '').split(/\s+/)),
  )
  const taken = new Set([...names.values(), ...open.flatMap(token => nameOf(token) ?? [])].map(variable))
  const unnamed = [...new Set(found.map(({ address }) => address))].filter(address => !names.has(address))
  for (const address of unnamed) {
    const host = hostOf(address)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
    const wish = unnamed.length === 1 && !taken.has('INTERNAL') ? 'internal' : host
    const name = [wish, ...unnamed.map((_, i) => `${host}-${i + 2}`), `${host}-x`].find(one => !taken.has(variable(one)))!
    taken.add(variable(name))
    names.set(address, name)
  }
  return names
}

/** How uv spells a name in `UV_INDEX_…_PASSWORD`. */
const variable = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]/g, '_')
const nameOf = (token: string): string | undefined => /^([\w.-]+)=[a-z][a-z0-9+.-]{0,20}:\/\//i.exec(token)?.[1]
const isPrivate = (token: string): boolean => indexUrls(token).length > 0 && findCredentials(token).length > 0
const textOf = (value: LintedImage['image']['environment'][number]['value']): string =>
  typeof value === 'string' ? value : value.map(part => (typeof part === 'string' ? part : `\${${part.variable}}`)).join('')
/** `https://[::1]:8080/simple` → `[::1]`. */
const hostOf = (address: string): string => /:\/\/(\[[^\]]*\]|[^/:]*)/.exec(address)![1]!
