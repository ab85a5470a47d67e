import { parseToml } from '../1-parse/parse-toml.ts'
import { own } from '../basics/own.ts'
import { get, type Node } from '../model/node.ts'
import { normalisedName } from '../requirements/package-name.ts'
import { machineOf } from '../requirements/platforms.ts'
import type { ListedPackages } from './lock-file.ts'

/** What a list was resolved for. */
export interface ResolvedFor {
  /** `3.11`. */
  readonly python: string
  readonly platforms: readonly string[]
}

/**
 * What the packages of a list weigh, from uv's answer in the format of pylock.toml (PEP 751), which has what the index says about every file.
 *
 * @returns undefined where the text is not such an answer
 * @example packageSizes('[[packages]]\nname = "six"\n…', { python: '3.11', platforms: ['linux/amd64'] })
 */
export function packageSizes(text: string, { python, platforms }: ResolvedFor): ListedPackages | undefined {
  const { root } = parseToml('pylock.toml', text, () => {})
  const packages = get(root, 'packages')
  if (packages?.kind !== 'list') return undefined
  const found: Record<string, { wheels: Record<string, number | null>; source: number | null }> = {}
  for (const entry of packages.items) {
    const written = textOf(entry, 'name')
    if (written === undefined) continue
    const name = normalisedName(written)
    const known = own(found, name) ?? { wheels: {}, source: null }
    found[name] = known
    const archive = get(entry, 'archive')
    const files = [...itemsOf(get(entry, 'wheels')), ...(archive ? [archive] : [])]
    for (const platform of platforms) {
      const fitting = files.filter(file => fits(fileName(file), python, machineOf(platform)))
      if (fitting.length === 0) continue
      const sizes = [...fitting.map(sizeOf), known.wheels[platform]].filter(size => size !== undefined)
      // Which of several wheels an image takes depends on its C library: the biggest is the most that it can be.
      known.wheels[platform] = sizes.includes(null) ? null : Math.max(...(sizes as number[]))
    }
    const source = [get(entry, 'sdist'), archive].find(file => file && !fileName(file).endsWith('.whl'))
    if (source) known.source = sizeOf(source)
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

/** The name of a file, of its own or the end of its address. */
function fileName(file: Node): string {
  const name = textOf(file, 'name') ?? textOf(file, 'url') ?? textOf(file, 'path') ?? ''
  return decodeURIComponent(name.split(/[?#]/, 1)[0]!.replace(/^.*\//, ''))
}

function sizeOf(file: Node): number | null {
  const size = get(file, 'size')
  return size?.kind === 'int' ? Number(size.value) : null
}

function textOf(node: Node, key: string): string | undefined {
  const found = get(node, key)
  return found?.kind === 'string' ? found.value : undefined
}

const itemsOf = (node: Node | undefined): readonly Node[] => (node?.kind === 'list' ? node.items : [])
