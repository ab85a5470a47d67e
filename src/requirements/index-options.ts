/** Flags and options whose value is an index, by how they are written: whether it takes PyPI's place, comes beside it, or is a page of links. */
export const INDEX_OPTIONS: Readonly<Record<string, 'default-index' | 'index' | 'links'>> = {
  'index-url': 'default-index',
  i: 'default-index',
  'default-index': 'default-index',
  'extra-index-url': 'index',
  index: 'index',
  'find-links': 'links',
  f: 'links',
  PIP_INDEX_URL: 'default-index',
  PIP_EXTRA_INDEX_URL: 'index',
  PIP_FIND_LINKS: 'links',
  UV_INDEX_URL: 'default-index',
  UV_DEFAULT_INDEX: 'default-index',
  UV_EXTRA_INDEX_URL: 'index',
  UV_INDEX: 'index',
  UV_FIND_LINKS: 'links',
}

/** Whether a flag, an option (without its dashes) or an environment variable names an index. */
export function namesIndex(option: string): boolean {
  return Object.hasOwn(INDEX_OPTIONS, option)
}

/** The option that a line begins with, without its dashes; it may be one that nobody knows. undefined for a requirement. */
export function optionOf(line: string): string | undefined {
  return /^\s*--?([\w-]+)/.exec(line)?.[1]
}

/** The URLs of a text, without their users: indexes may have names, and several may be in one value. */
export function indexUrls(text: string): string[] {
  return withoutUser(text).match(/[a-z][a-z0-9+.-]{0,20}:\/\/[^\s"']+/gi) ?? []
}

/** A text without the users and passwords of its URLs. */
export const withoutUser = (text: string): string => text.replace(/:\/\/[^/\s]*@/g, '://')
