import { byCodePoint } from '../../basics/order.ts'
import { CREDENTIAL_FILES, TEMPLATE } from '../../credentials/credential-files.ts'
import { matchesAny } from '../../dockerignore/pattern.ts'
import type { FoundFile } from '../../sources/found-file.ts'

/** Something that hardly belongs in an image. */
export interface Suspect {
  readonly path: string
  /** `a virtual environment`. */
  readonly what: string
}

const LARGE = 50 * 1024 * 1024

const isCredential = matchesAny(CREDENTIAL_FILES)

/**
 * What of these files hardly belongs in an image: virtual environments, git's history, credentials, and data above 50 MB.
 *
 * @param secrets paths of files that the project declares as secrets
 */
export function suspects(files: readonly FoundFile[], secrets: readonly string[]): Suspect[] {
  const folders = new Map<string, string>()
  for (const { path } of files) {
    const git = /^(?:.*\/)?\.git(?=\/)/.exec(path)?.[0]
    if (git !== undefined) folders.set(git, "git's history")
    if (/\/pyvenv\.cfg$/.test(path)) folders.set(path.slice(0, path.lastIndexOf('/')), 'a virtual environment')
  }
  const inside = (path: string) => [...folders.keys()].some(folder => path.startsWith(`${folder}/`))
  const rest = files.filter(file => !inside(file.path))
  return [
    ...[...folders].map(([path, what]) => ({ path, what })),
    ...rest.filter(({ path }) => secrets.includes(path)).map(({ path }) => ({ path, what: 'a secret of the project file' })),
    ...rest
      .filter(({ path }) => isCredential(path) && !TEMPLATE.test(path) && !secrets.includes(path))
      .map(({ path }) => ({ path, what: 'a file that usually holds credentials' })),
    ...heavy(rest).map(({ path, bytes }) => ({ path, what: `${Math.round(bytes / 1024 / 1024)} MB of data` })),
  ].sort((a, b) => byCodePoint(a.path, b.path))
}

/** The smallest files and folders above the limit: a folder counts where nothing in it is large by itself. */
function heavy(files: readonly FoundFile[]): FoundFile[] {
  const totals = new Map<string, number>()
  for (const { path, bytes } of files) {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const part = path.slice(0, end)
      totals.set(part, (totals.get(part) ?? 0) + bytes)
    }
  }
  const large = [...totals].filter(([, bytes]) => bytes > LARGE)
  return large
    .filter(([path]) => !large.some(([other]) => other.startsWith(`${path}/`)))
    .map(([path, bytes]) => ({ path, bytes }))
}
