/** Build arguments that BuildKit knows without an `ARG` line, in both spellings: such a line would put their values into the history and the cache key. */
export function isProxyArgument(name: string): boolean {
  return /^(?:https?|ftp|no|all)_proxy$/i.test(name) && (name === name.toLowerCase() || name === name.toUpperCase())
}
