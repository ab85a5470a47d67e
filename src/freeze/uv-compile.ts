import type { InstallerArgument } from '../model/plan.ts'
import { resolvedPlatforms } from '../requirements/platforms.ts'

/** Flags of an install that say where packages come from or which of them count; resolving needs the same ones. */
const SHARED = new Set([
  'index',
  'default-index',
  'index-url',
  'extra-index-url',
  'find-links',
  'no-index',
  'index-strategy',
  'keyring-provider',
  'resolution',
  'prerelease',
  'pre',
  'exclude-newer',
  'no-build',
  'no-binary',
  'only-binary',
  'no-deps',
  'torch-backend',
  'trusted-host',
])

/** Flags that say which packages may be built. */
const BUILDING: ReadonlySet<string> = new Set(['no-build', 'no-binary', 'only-binary'])

/** Short forms in pip's own words. */
const RENAMED: Readonly<Record<string, string>> = { 'trusted-host': 'allow-insecure-host', i: 'index-url', f: 'find-links' }

const TARGETS: Readonly<Record<string, string>> = {
  'linux/amd64': 'x86_64-unknown-linux-gnu',
  'linux/arm64': 'aarch64-unknown-linux-gnu',
}

/** What is resolved. */
export interface Resolution {
  /** `3.11`. */
  readonly python: string
  /** Empty: that of most builders. */
  readonly platforms: readonly string[]
  /** The installer's arguments in the user's words. */
  readonly asked: readonly InstallerArgument[]
  /** Whether packages that have no wheel may be built, which runs their code. */
  readonly builds: boolean
  /** Packages whose known pins do not count; `all`: no known pin counts. Without it all count. */
  readonly upgrade?: readonly string[] | 'all'
  /** A file with known pins, which uv overwrites; undefined: there are none. */
  readonly known?: string | undefined
  /** A file with constraints. */
  readonly constraints?: string | undefined
}

/**
 * The arguments with which uv turns requirement lines (on its standard input) into a full list with hashes. For one platform the list is exact; for
 * several it holds what each of them needs, with markers.
 */
export function uvCompileArguments({ python, platforms, asked, builds, upgrade = [], known, constraints }: Resolution): string[] {
  const targets = resolvedPlatforms(platforms).map(platform => TARGETS[platform])
  const target = targets.length === 1 ? targets[0] : undefined
  const shared = asked
    .filter(({ flag }) => SHARED.has(flag) || Object.hasOwn(RENAMED, flag))
    .filter(({ flag }) => builds || !BUILDING.has(flag))
  return [
    // `--system`: not the Python of an environment, which may be one of the checkout.
    ...['pip', 'compile', '-', '--system', ...(builds ? [] : ['--no-build'])],
    // With a file and `--quiet` uv would not print the list.
    ...(known === undefined ? ['--quiet'] : [`--output-file=${known}`]),
    ...['--generate-hashes', '--no-header', '--no-annotate', '--python-version', python],
    // Both also ask the index again, whatever a cache says.
    ...(upgrade === 'all' ? ['--upgrade'] : upgrade.map(name => `--upgrade-package=${name}`)),
    ...(target === undefined ? ['--universal'] : ['--python-platform', target]),
    ...shared.map(({ flag, value }) => {
      if (flag === 'pre') return '--prerelease=allow'
      return value === null ? `--${flag}` : `--${RENAMED[flag] ?? flag}=${value}`
    }),
    ...(constraints === undefined ? [] : ['--constraint', constraints]),
  ]
}
