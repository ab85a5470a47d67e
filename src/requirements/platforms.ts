import { own } from '../basics/own.ts'

/** The platforms that lists are resolved for: those of the settings, or the one of most builders. */
export const resolvedPlatforms = (platforms: readonly string[]): readonly string[] =>
  platforms.length > 0 ? platforms : ['linux/amd64']

const MACHINES: Readonly<Record<string, string>> = { 'linux/amd64': 'x86_64', 'linux/arm64': 'aarch64' }

/**
 * What markers (`platform_machine`) and names of wheels call the machine of a platform; undefined: not known.
 *
 * @example machineOf('linux/arm64') // 'aarch64'
 */
export const machineOf = (platform: string): string | undefined => own(MACHINES, platform)
