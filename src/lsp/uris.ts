import { fileURLToPath, pathToFileURL } from 'node:url'

/** The path of a `file:` address; undefined for any other, such as a text that has no file yet. */
export function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined
  try {
    return fileURLToPath(uri)
  } catch {
    return undefined
  }
}

/** The address of a file. */
export const uriOf = (path: string): string => pathToFileURL(path).href
