import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

// The only module that knows where the package is. In the standalone program it is in the program itself.
const root = join(import.meta.dirname, '..')

/** The text of a file that is shipped with the program, such as `schema/stack.schema.json`; undefined: there is none. */
export function packageText(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    return undefined
  }
}

/** The names of what is shipped in a folder, sorted. */
export function packageNames(folder: string): string[] {
  return readdirSync(join(root, folder)).sort()
}
