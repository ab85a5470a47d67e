import type { Sources } from './sources.ts'

/** The text of a file; empty where there is none that can be read, as when it vanished since it was looked for. */
export function readText(sources: Sources, path: string): string {
  return sources.read(path) ?? ''
}
