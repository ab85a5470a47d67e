import type { Code } from './codes.ts'

/**
 * Where the project is published; null as long as it is nowhere. It is the only address in what dockcompile prints, and docs/releasing.md asks for it:
 * an address that may not exist is worse than none.
 *
 * @example 'https://dockcompile.example'
 */
const HOME = null as string | null

/** The home page. */
export const homeUrl = (): string | null => HOME

/** Where the page of a code is published; null: nowhere yet. The same text comes with the package: `dockcompile explain CODE`. */
export const pageUrl = (code: Code): string | null => (HOME === null ? null : `${HOME}/diagnostics/${code}`)

/** The call that prints the page of a code. */
export const pageCommand = (code: Code): string => `dockcompile explain ${code}`
