import { parseToml } from '../1-parse/parse-toml.ts'
import { get, type Node } from '../model/node.ts'
import { normalisedName } from '../requirements/package-name.ts'
import { machineOf } from '../requirements/platforms.ts'

/** What a list was resolved for. */
export interface ResolvedFor {
  /** `3.11`. */
  readonly python: string
  readonly platforms: readonly string[]
}

/** A file of an index, or of this machine. */
export interface ListedFile {
  /** `six-1.16.0-py2.py3-none-any.whl`. */
  readonly name: string
  /** A URL, or a path relative to the folder in which uv ran. */
  readonly address: string
  /** In bytes; null: the index does not say. */
  readonly size: number | null
}

/** The files of one package. */
export interface PackageFiles {
  /** The wheels that fit, by platform; one that is missing has none. */
  readonly wheels: ReadonlyMap<string, readonly ListedFile[]>
  readonly source: ListedFile | null
}

/**
 * The files of the packages of a list, by name, from uv's answer in the format of pylock.toml (PEP 751), which has what the index says about every file.
 *
 * @returns undefined where the text is not such an answer
 * @example listedWheels('[[packages]]\nname = "six"\n…', { python: '3.11', platforms: ['linux/amd64'] })
 */
export function listedWheels(text: string, { python, platforms }: ResolvedFor): ReadonlyMap<string, PackageFiles> | undefined {
  const { root } = parseToml('pylock.toml', text, () => {})
  const packages = get(root, 'packages')
  if (packages?.kind !== 'list') return undefined
  const found = new Map<string, { wheels: Map<string, readonly ListedFile[]>; source: ListedFile | null }>()
  for (const entry of packages.items) {
    const written = textOf(entry, 'name')
    if (written === undefined) continue
    const name = normalisedName(written)
    // Versions that differ between platforms are entries of their own.
    const known = found.get(name) ?? { wheels: new Map(), source: null }
    found.set(name, known)
    const archive = get(entry, 'archive')
    const files = [...itemsOf(get(entry, 'wheels')), ...(archive ? [archive] : [])].map(listedFile)
    for (const platform of platforms) {
      const fitting = files.filter(file => fits(file.name, python, machineOf(platform)))
      if (fitting.length > 0) known.wheels.set(platform, [...(known.wheels.get(platform) ?? []), ...fitting])
    }
    const source = [get(entry, 'sdist'), archive].flatMap(file => (file ? [listedFile(file)] : []))
    known.source = source.find(file => !file.name.endsWith('.whl')) ?? known.source
  }
  return found
}

/**
 * Whether a Python on Linux takes a wheel, by the tags of its name.
 *
 * Source: https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/
 */
function fits(file: string, python: string, machine: string | undefined): boolean {
  const [, pythons, abi, places] = /-([^-]+)-([^-]+)-([^-]+)\.whl$/.exec(file) ?? []
  if (pythons === undefined || machine === undefined) return false
  const minor = Number(python.split('.')[1])
  const isPython = pythons.split('.').some(tag => {
    const [, kind, number] = /^(py|cp)3(\d*)$/.exec(tag) ?? []
    if (kind === undefined) return false
    if (number === '' || (kind === 'cp' && Number(number) === minor && abi !== `${tag}t`)) return true
    return Number(number) <= minor && (kind === 'py' || abi === 'abi3')
  })
  return isPython && places!.split('.').some(place => place === 'any' || new RegExp(`^(?:many)?linux.*_${machine}$`).test(place))
}

function listedFile(file: Node): ListedFile {
  const address = textOf(file, 'url') ?? textOf(file, 'path') ?? ''
  const size = get(file, 'size')
  return { name: fileName(textOf(file, 'name') ?? address), address, size: size?.kind === 'int' ? Number(size.value) : null }
}

/** The end of an address. */
function fileName(address: string): string {
  const end = address.split(/[?#]/, 1)[0]!.replace(/^.*\//, '')
  try {
    return decodeURIComponent(end)
  } catch {
    return end
  }
}

function textOf(node: Node, key: string): string | undefined {
  const found = get(node, key)
  return found?.kind === 'string' ? found.value : undefined
}

const itemsOf = (node: Node | undefined): readonly Node[] => (node?.kind === 'list' ? node.items : [])
