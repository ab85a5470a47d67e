import { toWellFormed } from './unwritable.ts'

/**
 * A relative path as a URI reference.
 *
 * Grammar: RFC 3986, `path-noscheme`: every character that is none of `pchar` is percent-encoded, and so is a colon, which would end a scheme.
 *
 * @example uriPath('a b/50%.yaml') // 'a%20b/50%25.yaml'
 */
export function uriPath(path: string): string {
  return path
    .split('/')
    .map(segment => encodeURIComponent(toWellFormed(segment)))
    .join('/')
}
