import { isUtf8 } from 'node:buffer'
import { compile, type Resources } from '../../src/compile.ts'
import { packageCatalogs } from '../../src/edge/catalogs.ts'
import type { Catalog, Catalogs } from '../../src/model/catalog.ts'
import type { Compilation } from '../../src/model/compilation.ts'
import type { CompileOptions, Flags } from '../../src/model/options.ts'
import { memorySources } from '../../src/sources/memory-sources.ts'
import type { Sources } from '../../src/sources/sources.ts'

/** Everything that a compilation gets: the files by path, as bytes because some are not text, and a command line without its verb. */
export interface FuzzProject {
  readonly files: ReadonlyMap<string, Buffer>
  readonly args: readonly string[]
}

const onDisk = packageCatalogs('catalog')
const loaded = new Map<string, Catalog>()

/** The package's catalogs, each read once. */
export const catalogs: Catalogs = {
  versions: onDisk.versions,
  load(version) {
    const catalog = loaded.get(version) ?? onDisk.load(version)
    loaded.set(version, catalog)
    return catalog
  },
}

/** @param more what the program asks beside the files */
export function compileProject(project: FuzzProject, more: Partial<Resources> = {}): Compilation {
  return compile(sourcesOf(project), optionsOf(project), { catalogs, ...more })
}

/** A project from texts, by path. */
export function fromTexts(texts: Readonly<Record<string, string>>, args: readonly string[] = []): FuzzProject {
  return { files: new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)])), args }
}

/** The text of a file that is one. */
export function textOf({ files }: FuzzProject, path: string): string | undefined {
  const bytes = files.get(path)
  return bytes && isUtf8(bytes) ? bytes.toString('utf8') : undefined
}

function sourcesOf(project: FuzzProject): Sources {
  const texts = memorySources(Object.fromEntries([...project.files.keys()].map(path => [path, textOf(project, path) ?? ''])))
  return {
    ...texts,
    read: path => textOf(project, path),
    status: path => (project.files.has(path) && textOf(project, path) === undefined ? 'binary' : texts.status(path)),
  }
}

const PROJECT_FILES = ['dockcompile.config.yaml', 'dockcompile.config.yml', 'dockcompile.config.json', '.dockcompilerc']

function optionsOf({ files, args }: FuzzProject): CompileOptions {
  const flags: Record<string, unknown> = {}
  const named: string[] = []
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!
    if (!word.startsWith('--')) named.push(word)
    else if (word === '--no-config') continue
    else if (SWITCHES.has(word)) flags[fieldOf(word)] = true
    else flags[fieldOf(word)] = flagValue(word, args[++i] ?? '')
  }
  const projectFile = args.includes('--no-config') ? undefined : (PROJECT_FILES.find(name => files.has(name)) ?? tablesIn(files))
  return { ...(projectFile && { projectFile }), ...(named.length && { files: named }), flags: flags as Flags }
}

const SWITCHES = new Set(['--dynamic', '--split-heavy', '--deny-warnings'])
const fieldOf = (flag: string) =>
  flag === '--var' ? 'variables' : flag.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

function flagValue(flag: string, value: string): unknown {
  if (flag === '--steps' || flag === '--allow') return value.split(',')
  return flag === '--var' ? { [value.split('=')[0]!]: value.slice(value.indexOf('=') + 1) } : value
}

/** `[tool.dockcompile]` and its like, in a file of somebody else. */
function tablesIn(files: FuzzProject['files']): string | undefined {
  return ['package.json', 'pyproject.toml'].find(name => files.get(name)?.includes('dockcompile'))
}
