import { below } from '../../paths/below.ts'
import { dockerignorePattern } from '../../quote/dockerignore-pattern.ts'
import type { BuildContext } from './build-contexts.ts'

/** What to add to which file, so that a path of the project stays out of a context: ``the line `key.pem` to `src/.dockerignore` ``. */
export function ignoreLine(path: string, { own: { file, folder } }: BuildContext): string {
  const inner = path === folder ? undefined : below(folder, path)
  const pattern = inner === undefined ? undefined : dockerignorePattern(inner)
  return pattern === undefined ? `lines for what no image needs to \`${file}\`` : `the line \`${pattern}\` to \`${file}\``
}
