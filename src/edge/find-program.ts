import { posix, win32 } from 'node:path'

/** A machine that programs are looked for on. */
export interface Machine {
  /** As `process.platform`. */
  readonly platform: NodeJS.Platform
  readonly environment: NodeJS.ProcessEnv
  /** Whether a file that can be run is there. */
  readonly isProgram: (path: string) => boolean
}

/**
 * Where a program is, by the folders of `PATH`. The current folder counts on no system: Windows would look there first. Neither do empty and
 * relative entries, which mean the current folder or lead below it, nor folders below `checkout`.
 *
 * @param checkout where files of strangers may be; empty: every absolute folder counts
 * @returns an absolute path; undefined: there is none
 * @example findProgram('git', machine with PATH=`C:\repo\bin;.;C:\Git\cmd`, ['C:\\repo']) // 'C:\\Git\\cmd\\git.exe'
 */
export function findProgram(name: string, machine: Machine, checkout: readonly string[]): string | undefined {
  const { platform, environment, isProgram } = machine
  // A name with a folder in it would be taken from the current folder.
  if (/[\\/:]/.test(name)) return undefined
  const folders = searchedFolders(variable(environment, 'PATH', platform), platform, checkout)
  const files = endings(environment, platform).map(ending => `${name}${ending}`)
  return folders.flatMap(folder => files.map(file => flavour(platform).join(folder, file))).find(isProgram)
}

/** The entries of a `PATH` that are absolute and do not lead into the checkout. */
export function searchedFolders(path: string, platform: NodeJS.Platform, checkout: readonly string[]): string[] {
  return path
    .split(flavour(platform).delimiter)
    .map(entry => (platform === 'win32' ? entry.replaceAll('"', '').trim() : entry))
    .filter(entry => isAbsolute(entry, platform) && !checkout.some(folder => isWithin(entry, folder, platform)))
}

/** The value of a variable, whose name has no case on Windows; empty where it is not set. */
function variable(environment: NodeJS.ProcessEnv, name: string, platform: NodeJS.Platform): string {
  if (platform !== 'win32') return environment[name] ?? ''
  const key = Object.keys(environment).find(key => key.toUpperCase() === name)
  return (key === undefined ? undefined : environment[key]) ?? ''
}

/** Whether a path is the folder or is below it, by the rules of any system; `disk.ts` has the same for this one. Compares names, and looks at no disk. */
export function isWithin(path: string, folder: string, platform: NodeJS.Platform): boolean {
  const { relative, isAbsolute, sep } = flavour(platform)
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** `\x` is not an absolute path on Windows: which drive it means depends on the current folder. */
export function isAbsolute(path: string, platform: NodeJS.Platform): boolean {
  return platform === 'win32' ? /^(?:[A-Za-z]:[\\/]|[\\/]{2})/.test(path) : posix.isAbsolute(path)
}

const flavour = (platform: NodeJS.Platform) => (platform === 'win32' ? win32 : posix)

/** What the name of a program ends with. Scripts (`.cmd`, `.bat`) start by way of a shell only, so they do not count. */
function endings(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  if (platform !== 'win32') return ['']
  const listed = (variable(environment, 'PATHEXT', platform) || '.COM;.EXE').toLowerCase().split(';')
  return listed.filter(ending => ending === '.exe' || ending === '.com')
}
