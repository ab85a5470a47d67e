import type { Sources } from '../../sources/sources.ts'

/** Where a module is. */
export interface FoundModule {
  /** Its file; the folder itself for a package without `__init__.py`. */
  readonly file: string
  readonly isPackage: boolean
  /** Folders in which the modules of a package are looked for. */
  readonly folders: readonly string[]
  /** A folder without `__init__.py`: an installed package of that name comes first. */
  readonly isNamespace: boolean
}

/** Modules that are part of Python's interpreter, or that ZenML has always imported before the project's code runs: no file of the project hides them. */
const BUILT_IN = new Set([
  'builtins',
  'sys',
  'time',
  'zenml',
  '__future__',
  'itertools',
  'math',
  'marshal',
  'gc',
  'errno',
  'atexit',
])

/** Modules of Python's own library: whether a file of the project hides one depends on who imports it first. */
const STANDARD = new Set([
  'abc',
  'argparse',
  'ast',
  'asyncio',
  'base64',
  'bisect',
  'calendar',
  'code',
  'codecs',
  'collections',
  'concurrent',
  'configparser',
  'contextlib',
  'copy',
  'csv',
  'dataclasses',
  'datetime',
  'decimal',
  'difflib',
  'email',
  'enum',
  'fnmatch',
  'functools',
  'getpass',
  'glob',
  'gzip',
  'hashlib',
  'heapq',
  'html',
  'http',
  'importlib',
  'inspect',
  'io',
  'ipaddress',
  'json',
  'keyword',
  'locale',
  'logging',
  'multiprocessing',
  'numbers',
  'operator',
  'os',
  'pathlib',
  'pickle',
  'pkgutil',
  'platform',
  'pprint',
  'profile',
  'queue',
  'random',
  're',
  'resource',
  'secrets',
  'select',
  'shelve',
  'shlex',
  'shutil',
  'signal',
  'site',
  'socket',
  'sqlite3',
  'ssl',
  'stat',
  'statistics',
  'string',
  'struct',
  'subprocess',
  'symtable',
  'sysconfig',
  'tempfile',
  'test',
  'textwrap',
  'threading',
  'timeit',
  'token',
  'tokenize',
  'tomllib',
  'trace',
  'traceback',
  'types',
  'typing',
  'unittest',
  'urllib',
  'uuid',
  'warnings',
  'weakref',
  'xml',
  'zipfile',
  'zlib',
  'zoneinfo',
])

export type Search = FoundModule | 'outside' | 'ambiguous'

/**
 * Where Python finds a top-level module, with the source root and then the folder of the entry's file on its path (language reference 5.4 and 5.5).
 *
 * `ambiguous`: in both places, or named like a module of Python's own.
 */
export function findTopLevel(sources: Sources, roots: readonly string[], name: string): Search {
  if (BUILT_IN.has(name)) return 'outside'
  const found = roots.map(root => findIn(sources, root, name))
  const regular = found.filter(place => place !== undefined && !place.isNamespace)
  if (regular.length > 1) return 'ambiguous'
  const namespaces = found.filter(place => place !== undefined)
  const [place = namespaces[0]] = regular
  if (!place) return 'outside'
  if (STANDARD.has(name)) return place.isNamespace ? 'outside' : 'ambiguous'
  return place.isNamespace ? { ...place, folders: namespaces.flatMap(({ folders }) => folders) } : place
}

/** A module of a package. */
export function findInPackage(sources: Sources, folders: readonly string[], name: string): FoundModule | undefined {
  const found = folders.map(folder => findIn(sources, folder, name)).filter(place => place !== undefined)
  return found.find(place => !place.isNamespace) ?? found[0]
}

function findIn(sources: Sources, folder: string, name: string): FoundModule | undefined {
  const base = folder === '.' ? name : `${folder}/${name}`
  const isFile = (path: string) => !/^(?:missing|folder|outside)$/.test(sources.status(path))
  const isFolder = sources.status(base) === 'folder'
  if (isFolder && isFile(`${base}/__init__.py`))
    return { file: `${base}/__init__.py`, isPackage: true, folders: [base], isNamespace: false }
  if (isFile(`${base}.py`)) return { file: `${base}.py`, isPackage: false, folders: [], isNamespace: false }
  return isFolder ? { file: base, isPackage: true, folders: [base], isNamespace: true } : undefined
}
