import { readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { PROJECT_FILES } from '../model/project.ts'

/** The nearest project file: here or in a folder above, up to the first one with a package.json. Absolute; undefined without one. No file is parsed, no code is run. */
export function discover(folder: string): string | undefined {
  const here = PROJECT_FILES.map(name => join(folder, name)).find(path => isProjectFile(path))
  if (here || isFile(join(folder, 'package.json')) || dirname(folder) === folder) return here
  const above = dirname(folder)
  // Loading cosmiconfig takes longer than compiling, so it is loaded only when it has something to find.
  return ancestors(above).some(f => PROJECT_FILES.some(name => isFile(join(f, name)))) ? search(above) : undefined
}

/**
 * The project file of a folder or of one above it, up to `top`, as `discover` finds it; undefined where there is none.
 *
 * @param openText the text that an editor has for a path, which need not be on disk yet
 */
export function discoverWithin(folder: string, top: string, openText: (path: string) => string | undefined): string | undefined {
  const here = PROJECT_FILES.map(name => join(folder, name)).find(path => isProjectFile(path, openText(path)))
  const isLast = folder === top || dirname(folder) === folder
  return here || isLast || isFile(join(folder, 'package.json')) ? here : discoverWithin(dirname(folder), top, openText)
}

function search(folder: string): string | undefined {
  // Not the package's front door: that one first looks for a configuration of its own, and would run `.config/config.js` for it.
  const { ExplorerSync } = require('cosmiconfig/dist/ExplorerSync.js') as typeof import('cosmiconfig/dist/ExplorerSync.js')
  const explorer = new ExplorerSync({
    moduleName: 'dockcompile',
    searchPlaces: PROJECT_FILES,
    searchStrategy: 'project',
    // An empty project file marks the project's root all the same.
    ignoreEmptySearchPlaces: false,
    loaders: { '.yaml': found, '.yml': found, noExt: found, '.json': findJson, '.toml': findToml },
    transform: result => result,
    cache: false,
    metaConfigFilePath: null,
    mergeImportArrays: false,
    mergeSearchPlaces: false,
  })
  const path = explorer.search(folder)?.filepath
  // Of an empty package.json or pyproject.toml cosmiconfig does not ask our loaders.
  if (path === undefined || isProjectFile(path)) return path
  const next = dirname(dirname(path))
  return basename(path) === 'package.json' || next === dirname(path) ? undefined : search(next)
}

// Loaders for cosmiconfig that say whether a file is one of ours, and leave the parsing to the compiler, which keeps places.
const found = () => true
const findJson = (path: string, text: string) =>
  basename(path) === 'package.json' ? { dockcompile: hasKey(text) || null } : true
const findToml = (_path: string, text: string) => hasTable(text) || null

/**
 * Whether a file is there that we would take as the project file. Whatever is wrong with it is for the compiler to say.
 *
 * @param open the text of an editor that is in the place of the file
 */
function isProjectFile(path: string, open?: string): boolean {
  // A folder of our own name is somebody's mistake, which the compiler tells.
  if (!['package.json', 'pyproject.toml'].includes(basename(path))) return open !== undefined || stat(path) !== undefined
  if (open === undefined && !isFile(path)) return false
  try {
    const text = open ?? readFileSync(path, 'utf8')
    return basename(path) === 'package.json' ? hasKey(text) : hasTable(text)
  } catch {
    return false
  }
}

function hasKey(text: string): boolean {
  if (!/"dockcompile"\s*:/.test(text)) return false
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''))
    return typeof value === 'object' && value !== null && Object.hasOwn(value, 'dockcompile')
  } catch {
    // Broken JSON that is meant for us: its error should be reported.
    return true
  }
}

/** Whether a TOML text has `[tool.dockcompile]` in one of its spellings. */
function hasTable(text: string): boolean {
  if (!text.includes('dockcompile')) return false
  let table = ''
  for (const line of text.split('\n')) {
    const plain = line.replace(/["']/g, '').replace(/\s/g, '')
    const header = /^\[+(?!\[)([^\]]*)\]/.exec(plain)
    if (header) table = header[1]!
    const key = /^([^=#]*)=/.exec(plain)?.[1]
    const name = header ? table : key === undefined ? '' : table ? `${table}.${key}` : key
    if (/^tool\.dockcompile(\.|$)/.test(name)) return true
  }
  return false
}

const ancestors = (folder: string): string[] => [folder, ...(dirname(folder) === folder ? [] : ancestors(dirname(folder)))]

const isFile = (path: string) => stat(path)?.isFile() ?? false

function stat(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
