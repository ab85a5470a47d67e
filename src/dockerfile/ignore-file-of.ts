import type { Sources } from '../sources/sources.ts'

/**
 * The ignore file that BuildKit reads for a user's Dockerfile: the one beside it, else that of the context. `usual`: where lines belong when there
 * is none.
 */
export function ignoreFileOf(
  dockerfile: string,
  context: string,
  sources: Sources,
): { found: string | undefined; usual: string } {
  const usual = context === '.' ? '.dockerignore' : `${context}/.dockerignore`
  return { found: [`${dockerfile}.dockerignore`, usual].find(path => sources.status(path) === 'file'), usual }
}
