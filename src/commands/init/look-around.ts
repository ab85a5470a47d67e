import { existsSync } from 'node:fs'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { diskSources } from '../../edge/disk.ts'
import { ownFiles } from '../../edge/own-files.ts'
import { isTestFile } from '../../paths/test-file.ts'
import type { Sources } from '../../sources/sources.ts'
import { kindOf } from './classify.ts'

/** What there is in a project. Paths are relative to its root, in code-point order. */
export interface Surroundings {
  readonly sources: Sources
  readonly stacks: readonly { readonly file: string; readonly name: string | null }[]
  /** Run configurations. */
  readonly pipelines: readonly string[]
  /** Files whose keys a run configuration has, and files of other programs as well. */
  readonly perhaps: readonly string[]
  /** YAML files that are neither a stack nor surely a pipeline. */
  readonly otherYaml: readonly string[]
  /** Python files but for tests, and those among them that speak of ZenML. */
  readonly python: readonly string[]
  readonly zenml: readonly string[]
  /** Notebooks with a pipeline in them: ZenML runs it, and nobody reads it. */
  readonly notebooks: readonly string[]
  /** Requirement lists and Dockerfiles at the root. */
  readonly requirements: readonly string[]
  readonly dockerfiles: readonly string[]
  /** Folders with a `.zen`. */
  readonly zenFolders: readonly string[]
  /** Folders with files that only a project's root has, the root (`.`) among them. */
  readonly marked: readonly string[]
  /** The kind of host that the checkout has as a remote, as ZenML names it; null: none of those. */
  readonly repository: 'github' | 'gitlab' | null
  readonly pythonVersion: boolean
  /** The `pyvenv.cfg` of the virtual environment that is active; undefined: none is. */
  readonly activeEnvironment: string | undefined
  /** Whether there is more than was looked at. */
  readonly cut: boolean
}

/** Folders with what programs made of a project. */
const MADE: ReadonlySet<string> = new Set(['build', 'dist', 'images'])
/** A run configuration is small; data is not. */
const MOST_BYTES = 512 * 1024
/** Who has more YAML and Python files than that names them himself. */
const MOST = 10_000
const LIST = /^requirements[\w.-]*\.txt$/
const DOCKERFILE = /^(?:\w+\.)?Dockerfile(?:\.\w+)?$/
/** Files that are at the root of a project. */
const MARKS: ReadonlySet<string> = new Set(['pyproject.toml', 'requirements.txt', 'setup.py', 'setup.cfg'])

/** Looks through a project. Reads texts, runs nothing. */
export function lookAround(root: string, { VIRTUAL_ENV }: NodeJS.ProcessEnv = {}): Surroundings {
  const { files, folders, cut } = ownFiles(root, {
    wanted: name => /\.(?:ya?ml|py|ipynb)$/i.test(name) || MARKS.has(name) || LIST.test(name) || DOCKERFILE.test(name),
    mostBytes: MOST_BYTES,
    most: MOST,
    enter: (folder, names) =>
      !MADE.has(basename(folder)) &&
      !names.has('conda-meta') &&
      ![...names].some(name => /^dockcompile\.config\.ya?ml$/.test(name)),
  })
  const sources = diskSources(root)
  const text = (path: string) => sources.read(path) ?? ''
  const yaml = files
    .filter(path => /\.ya?ml$/i.test(path) && !basename(path).startsWith('.'))
    .map(path => ({ path, kind: kindOf(path, text(path)) }))
  const python = files.filter(path => path.endsWith('.py') && !isTestFile(path))
  const zenFolders = folders.filter(folder => existsSync(join(root, folder, '.zen')))
  const marked = new Set([...zenFolders, ...files.filter(path => MARKS.has(basename(path))).map(dirname)])
  return {
    sources,
    stacks: yaml.flatMap(({ path, kind }) => (kind?.kind === 'stack' ? [{ file: path, name: kind.name }] : [])),
    pipelines: yaml.flatMap(({ path, kind }) => (kind?.kind === 'pipeline' ? [path] : [])),
    perhaps: yaml.flatMap(({ path, kind }) => (kind?.kind === 'perhaps a pipeline' ? [path] : [])),
    otherYaml: yaml.flatMap(({ path, kind }) => (kind === undefined || kind.kind === 'perhaps a pipeline' ? [path] : [])),
    python,
    zenml: python.filter(path => text(path).includes('zenml')),
    notebooks: files.filter(path => path.endsWith('.ipynb') && PIPELINE_IN_JSON.test(text(path)) && text(path).includes('zenml')),
    requirements: files.filter(path => LIST.test(path)),
    dockerfiles: files.filter(path => DOCKERFILE.test(path)),
    zenFolders,
    marked: [...marked],
    repository: hostOf(text('.git/config')),
    activeEnvironment: VIRTUAL_ENV ? textOf(join(VIRTUAL_ENV, 'pyvenv.cfg')) : undefined,
    pythonVersion: sources.status('.python-version') === 'file',
    cut,
  }
}

/** `@pipeline`, `@zenml.pipeline`: a cell is a list of lines, or one text with its line breaks escaped. */
const PIPELINE_IN_JSON = /(?:"|\\n)@(?:\w+\.)?pipeline\b/

/** The text of one file, wherever it is. */
const textOf = (path: string): string | undefined =>
  isAbsolute(path) ? diskSources(dirname(path), [path]).read(path) : undefined

/** By the address of a remote, which may be a server of one's own: `gitlab.example.com`. */
function hostOf(gitConfig: string): Surroundings['repository'] {
  const addresses = gitConfig.split('\n').filter(line => /^url\b/.test(line.trim()))
  const host = addresses.map(line => /\b(github|gitlab)\b/.exec(line)?.[1]).find(Boolean)
  return host === 'github' || host === 'gitlab' ? host : null
}
