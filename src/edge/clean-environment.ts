import { isAbsolute, isWithin, searchedFolders } from './find-program.ts'

/** Variables that name a folder or a file of settings: a relative value would lead into the current folder. */
const NAMES_SETTINGS = /(?:HOME|USERPROFILE|CONFIG|CONFIG_GLOBAL|CONFIG_SYSTEM|CONFIG_FILE)$/i

/**
 * An environment in which nothing leads into the checkout: `PATH` without its folders and without relative ones, and no variable that names a path
 * in it, such as `DOCKER_CONFIG=<checkout>/.docker` or `VIRTUAL_ENV=<checkout>/.venv`.
 *
 * @param checkout where files of strangers may lie
 */
export function cleanEnvironment(
  environment: NodeJS.ProcessEnv,
  checkout: readonly string[],
  platform: NodeJS.Platform,
): NodeJS.ProcessEnv {
  const delimiter = platform === 'win32' ? ';' : ':'
  const leadsInside = (path: string) =>
    isAbsolute(path, platform) && checkout.some(folder => isWithin(path.replaceAll('"', ''), folder, platform))
  const kept = Object.entries(environment).flatMap(([name, value = '']): [string, string][] => {
    if (name.toUpperCase() === 'PATH') return [[name, searchedFolders(value, platform, checkout).join(delimiter)]]
    if (NAMES_SETTINGS.test(name) && value !== '' && !isAbsolute(value, platform)) return []
    return value.split(delimiter).concat(value).some(leadsInside) ? [] : [[name, value]]
  })
  // For what these programs start: cmd and others look into the current folder first.
  return { ...Object.fromEntries(kept), ...(platform === 'win32' && { NoDefaultCurrentDirectoryInExePath: '1' }) }
}
