import type { Code } from './codes.ts'

/** Where the page of a code is published; the same text is in docs/diagnostics of the package. */
export const pageUrl = (code: Code): string => `https://dockcompile.dev/diagnostics/${code}`

export const HOME_URL = 'https://dockcompile.dev'
