import { satisfies, validRange } from '@renovatebot/pep440'
import { parse } from '../../1-parse/parse.ts'
import { parseToml } from '../../1-parse/parse-toml.ts'
import { compareVersions } from '../../basics/compare-versions.ts'
import { get, type Node } from '../../model/node.ts'
import type { Sources } from '../../sources/sources.ts'

/** A Python version for the project file, and how it was found, for a comment. */
export interface ChosenPython {
  /** `3.11` */
  readonly version: string
  readonly from: string
}

/** What a project says about its Python: ranges as in PEP 440, the surest first. */
interface Saying {
  readonly range: string
  readonly from: string
}

/**
 * The Python that a project works with: its virtual environment's, else the newest that its own files take, else the newest that this ZenML has.
 *
 * @param newest of the ZenML version: `3.13`
 * @param active the `pyvenv.cfg` of the virtual environment that is active, in the project or elsewhere
 * @example pyproject.toml with `requires-python = ">=3.9,<3.12"` → `3.11`
 */
export function pythonFor(sources: Sources, newest: string, active?: string): ChosenPython {
  const [major, minor] = newest.split('.').map(Number) as [number, number]
  const candidates = Array.from({ length: minor + 1 }, (_, i) => `${major}.${i}`)
    .sort(compareVersions)
    .reverse()
  for (const saying of SAYINGS) {
    const said = saying(sources, active)
    // Of 3.11 some patch release is meant, a late one.
    const version = said && validRange(said.range) && candidates.find(v => satisfies(`${v}.99`, said.range))
    if (said && version) return { version, from: said.from }
  }
  return { version: newest, from: 'the newest that this ZenML knows: write the one that you use' }
}

/** In this order; the first one that names a version that ZenML has counts. */
const SAYINGS: readonly ((sources: Sources, active: string | undefined) => Saying | undefined)[] = [
  virtualEnvironment,
  (_, active) => ofEnvironment(active, 'that of the active virtual environment'),
  sources => ranged(textIn(toml(sources, 'pyproject.toml'), 'project', 'requires-python'), 'requires-python', 'pyproject.toml'),
  poetry,
  sources => exact(textIn(toml(sources, 'Pipfile'), 'requires', 'python_version'), 'python_version', 'Pipfile'),
  conda,
]

function virtualEnvironment(sources: Sources): Saying | undefined {
  for (const folder of ['.venv', 'venv', 'env', '.env']) {
    const file = `${folder}/pyvenv.cfg`
    const said = ofEnvironment(sources.read(file), `that of the virtual environment (${file})`)
    if (said) return said
  }
  return undefined
}

/** `version = 3.11.9` of `venv`, `version_info = 3.11.9` of uv and virtualenv. */
function ofEnvironment(configuration: string | undefined, from: string): Saying | undefined {
  const version = /^version(?:_info)?\s*=\s*(3\.\d+)/m.exec(configuration ?? '')?.[1]
  return version === undefined ? undefined : { range: `==${version}.*`, from }
}

function poetry(sources: Sources): Saying | undefined {
  const root = toml(sources, 'pyproject.toml')
  const key = ['tool', 'poetry', 'dependencies', 'python']
  const written = textIn(root, ...key) ?? textIn(root, ...key, 'version')
  if (written === undefined) return undefined
  // Of several ranges (`||`) the last holds the newest. A space between two conditions is a comma.
  const last = written.slice(written.lastIndexOf('|') + 1).trim()
  const range = last
    .replace(/\s+/g, ' ')
    .split(/ ?, ?| (?=[<>=!~^])/)
    .map(pep440Range)
    .join(',')
  return { range, from: `by \`python = "${written}"\` of Poetry in pyproject.toml` }
}

/** Poetry's `^3.10` is `>=3.10,<4`, its `~3.10` is `>=3.10,<3.11`, and `3.10` alone means this one. */
function pep440Range(part: string): string {
  const [, sign = '', version = ''] = /^(\^|~(?!=))?\s*(\d[\d.]*?)(?:\.\*)?$/.exec(part) ?? []
  if (version === '') return part
  const [major, minor] = version.split('.')
  if (sign === '^') return `>=${version},<${Number(major) + 1}`
  return `>=${version},==${major}.${minor ?? '*'}${minor === undefined ? '' : '.*'}`
}

/** `- python=3.11` of a conda environment. */
function conda(sources: Sources): Saying | undefined {
  for (const file of ['environment.yml', 'environment.yaml', 'conda.yaml', 'conda.yml']) {
    const { root } = parse(file, sources.read(file) ?? '', () => {})
    const dependencies = get(root, 'dependencies')
    for (const item of dependencies?.kind === 'list' ? dependencies.items : []) {
      const version = item.kind === 'string' ? /^python\s*=+\s*(3\.\d+)/.exec(item.value)?.[1] : undefined
      if (version !== undefined) return exact(version, 'python', file)
    }
  }
  return undefined
}

const ranged = (range: string | undefined, key: string, file: string): Saying | undefined =>
  range === undefined ? undefined : { range, from: `by \`${key} = "${range}"\` of ${file}` }

const exact = (version: string | undefined, key: string, file: string): Saying | undefined =>
  version === undefined ? undefined : { range: `==${version}.*`, from: `by \`${key}\` of ${file}` }

const toml = (sources: Sources, file: string): Node | undefined => parseToml(file, sources.read(file) ?? '', () => {}).root

function textIn(root: Node | undefined, ...path: string[]): string | undefined {
  const node = get(root, ...path)
  return node?.kind === 'string' ? node.value : undefined
}
