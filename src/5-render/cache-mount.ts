/** Where caches are mounted; always named on the command line too, so that no parent can move them into a layer. */
export const PIP_CACHE = '/root/.cache/pip'
export const UV_CACHE = '/root/.cache/uv'

/** uv and build backends leave lock files there. Mounts below it come later. */
export const TMP = 'type=tmpfs,target=/tmp'

/** A cache mount with a stable id. Shared, as it is by default: pip and uv lock what they write. */
function cacheMount(id: string, target: string): string {
  return `type=cache,id=${id},target=${target}`
}

/**
 * pip's cache: what it built is for images with the same key, what it downloaded is for all.
 *
 * @param key `cacheKey` of the image
 */
export function pipCacheMounts(key: string): string[] {
  return [cacheMount(`pip-${key}`, PIP_CACHE), cacheMount('pip-http', `${PIP_CACHE}/http-v2`)]
}

/** uv's cache, for images with the same key: uv moves files between the parts of its cache, which must be one mount. */
export function uvCacheMount(key: string): string {
  return cacheMount(`uv-${key}`, UV_CACHE)
}
