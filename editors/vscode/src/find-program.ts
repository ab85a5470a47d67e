import { existsSync, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'

/** A program that serves the language: a file that starts by itself, or a module for Node. */
export interface Program {
  readonly kind: 'executable' | 'module'
  readonly path: string
  /** Where it was found, in a few words. */
  readonly from: 'the setting `dockcompile.path`' | 'the project' | 'the virtual environment' | 'PATH' | 'the extension'
}

/** Where a program is looked for. */
export interface Surroundings {
  /** The workspace folders. */
  readonly folders: readonly string[]
  /** `dockcompile.path`; empty: not set. */
  readonly setting: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The module that came with the extension. */
  readonly packed: string
  readonly isWindows: boolean
}

const MODULE = join('node_modules', 'dockcompile', 'dist', 'cli.js')
/** What people call the folder of their virtual environment. */
const ENVIRONMENTS = ['.venv', 'venv', '.env', 'env']

/**
 * The program to start, of these the first that is there: the setting, the project's `node_modules`, its virtual environment, `PATH`, the extension's own.
 * A setting that leads nowhere is an error, so that nobody takes another version for the one that was chosen.
 *
 * @throws {Error} with a sentence for the user
 */
export function findProgram({ folders, setting, environment, packed, isWindows }: Surroundings): Program {
  const name = isWindows ? 'dockcompile.exe' : 'dockcompile'
  const bin = isWindows ? 'Scripts' : 'bin'
  if (setting !== '') {
    const [path] = (isAbsolute(setting) ? [setting] : folders.map(folder => resolve(folder, setting))).filter(isFile)
    if (path === undefined) throw new Error(`The setting \`dockcompile.path\` names \`${setting}\`, which is not a file.`)
    return { kind: /\.[cm]?js$/.test(path) ? 'module' : 'executable', path, from: 'the setting `dockcompile.path`' }
  }
  const active = environment.VIRTUAL_ENV
  const environments = [...(active ? [active] : []), ...folders.flatMap(folder => ENVIRONMENTS.map(each => join(folder, each)))]
  // On Windows `PATH` may hold the script that npm makes, which only a shell can start: not looked for.
  const path = (environment.PATH ?? environment.Path ?? '').split(delimiter).filter(isAbsolute)
  const candidates: readonly Program[] = [
    ...folders.map(folder => ({ kind: 'module', path: join(folder, MODULE), from: 'the project' }) as const),
    ...environments.map(
      folder => ({ kind: 'executable', path: join(folder, bin, name), from: 'the virtual environment' }) as const,
    ),
    ...path.map(folder => ({ kind: 'executable', path: join(folder, name), from: 'PATH' }) as const),
    { kind: 'module', path: packed, from: 'the extension' },
  ]
  const found = candidates.find(({ path }) => isFile(path))
  if (!found) throw new Error('There is no program `dockcompile`: install it, or set `dockcompile.path`.')
  return found
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile()
