import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { byCodePoint } from '../../basics/order.ts'
import { diskSources } from '../../edge/disk.ts'
import { walk } from '../../edge/walk.ts'
import { kindOf } from './classify.ts'
import { pythonNames } from './python-names.ts'

/** What there is in a project. Paths are relative to its root, in code-point order. */
export interface Surroundings {
  readonly stacks: readonly { readonly file: string; readonly name: string | null }[]
  readonly pipelines: readonly string[]
  /** Files whose keys a run configuration has, and files of other programs as well. */
  readonly perhaps: readonly string[]
  /** YAML files that are no stack and no certain pipeline. */
  readonly otherYaml: readonly string[]
  /** By `@step` and `@pipeline` in the Python files, by their text. */
  readonly steps: readonly string[]
  readonly pipelineFunctions: readonly string[]
  /** Requirement lists and Dockerfiles at the root. */
  readonly requirements: readonly string[]
  readonly dockerfiles: readonly string[]
  /** Folders with a `.zen`. */
  readonly zenFolders: readonly string[]
  /** The kind of host that the checkout has as a remote, as ZenML names it; null: none of those. */
  readonly repository: 'github' | 'gitlab' | null
  readonly requiresPython: string | null
  readonly pythonVersion: boolean
}

/** Folders that hold nothing of the project's own. */
const FOREIGN: ReadonlySet<string> = new Set([
  'node_modules',
  'venv',
  'env',
  'site-packages',
  '__pycache__',
  'build',
  'dist',
  'images',
])
const DEEPEST = 5
/** A run configuration is small; data is not. */
const MOST_BYTES = 512 * 1024
/** Who has more files than that names them himself. */
const MOST_FILES = 5000

/** Looks through a project. Reads texts, runs nothing. */
export function lookAround(root: string): Surroundings {
  const isOurs = (path: string) =>
    !FOREIGN.has(basename(path)) && !basename(path).startsWith('.') && path.split('/').length < DEEPEST
  const files = walk(root, new Map(), isOurs, () => {})
    .filter(file => file.bytes <= MOST_BYTES)
    .map(file => file.path)
    .sort(byCodePoint)
    .slice(0, MOST_FILES)
  const sources = diskSources(root)
  const text = (path: string) => sources.read(path) ?? ''
  const yaml = files
    .filter(path => /\.ya?ml$/i.test(path) && !basename(path).startsWith('.'))
    .map(path => ({ path, kind: kindOf(path, text(path)) }))
  const names = files.filter(path => path.endsWith('.py')).map(path => pythonNames(text(path)))
  const folders = [...new Set(files.map(path => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.')))]
  const project = text('pyproject.toml')
  return {
    stacks: yaml.flatMap(({ path, kind }) => (kind?.kind === 'stack' ? [{ file: path, name: kind.name }] : [])),
    pipelines: yaml.flatMap(({ path, kind }) => (kind?.kind === 'pipeline' ? [path] : [])),
    perhaps: yaml.flatMap(({ path, kind }) => (kind?.kind === 'perhaps a pipeline' ? [path] : [])),
    otherYaml: yaml.flatMap(({ path, kind }) => (kind === undefined || kind.kind === 'perhaps a pipeline' ? [path] : [])),
    steps: unique(names.flatMap(({ steps }) => steps)),
    pipelineFunctions: unique(names.flatMap(({ pipelines }) => pipelines)),
    requirements: files.filter(path => /^requirements[\w.-]*\.txt$/.test(path)),
    dockerfiles: files.filter(path => /^(?:\w+\.)?Dockerfile(?:\.\w+)?$/.test(path)),
    zenFolders: folders.filter(folder => existsSync(join(root, folder, '.zen'))),
    repository: hostOf(text('.git/config')),
    requiresPython: /^requires-python\s*=\s*["']([^"']+)["']/m.exec(project)?.[1] ?? null,
    pythonVersion: files.includes('.python-version'),
  }
}

/** By the address of a remote, which may be a server of one's own: `gitlab.example.com`. */
function hostOf(gitConfig: string): Surroundings['repository'] {
  const addresses = gitConfig.split('\n').filter(line => /^url\b/.test(line.trim()))
  const host = addresses.map(line => /\b(github|gitlab)\b/.exec(line)?.[1]).find(Boolean)
  return host === 'github' || host === 'gitlab' ? host : null
}

const unique = (names: readonly string[]) => [...new Set(names)].sort(byCodePoint)
