/** Where caches are mounted; always named on the command line too, so that no parent can move them into a layer. */
export const PIP_CACHE = '/root/.cache/pip'
export const UV_CACHE = '/root/.cache/uv'

/** A cache mount with a stable id. Shared, as it is by default: pip and uv lock what they write. */
export function cacheMount(id: string, target: string): string {
  return `type=cache,id=${id},target=${target}`
}
