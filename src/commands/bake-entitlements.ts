import { relative, resolve } from 'node:path'
import { IMAGE_PLACEHOLDER } from '../4-plan/check-caches.ts'
import { byCodePoint } from '../model/order.ts'
import { type BuildPlan, type ImagePlan, targetsOf } from '../model/plan.ts'

/**
 * What bake asks for before it builds, and stops without where nobody can answer: the network of the host, and files outside the folder that it
 * runs in. Source: docker/buildx bake/entitlements.go.
 *
 * @returns `--allow=network.host`, `--allow=fs.read=../netrc`, …; none for most projects
 */
export function bakeEntitlements(plan: BuildPlan, root: string): string[] {
  const asked = plan.images.filter(image => image.built).flatMap(image => ofImage(image, plan, root))
  return [...new Set(asked)].sort(byCodePoint).map(entitlement => `--allow=${entitlement}`)
}

function ofImage(image: ImagePlan, { dialect }: BuildPlan, root: string): string[] {
  const targets = targetsOf(image)
  const used = targets.map(({ options }) => options)
  const secrets = dialect === 'buildkit' ? targets.flatMap(target => target.secrets) : []
  const outside = (right: string, path: string | null | undefined): string[] =>
    path && isOutside(root, path) ? [`${right}=${path}`] : []
  return [
    ...used.flatMap(({ network }) => (network === 'host' ? ['network.host'] : [])),
    ...secrets.flatMap(({ file }) => outside('fs.read', file)),
    ...used.flatMap(({ cacheFrom }) => cacheFrom.flatMap(cache => outside('fs.read', localCache(cache, 'src', image.id)))),
    ...used.flatMap(({ cacheTo }) => cacheTo.flatMap(cache => outside('fs.write', localCache(cache, 'dest', image.id)))),
  ]
}

/** The folder of a cache that lies on the disk. */
function localCache(cache: string, key: 'src' | 'dest', image: string): string | undefined {
  const fields = new Map(cache.split(',').map(field => field.split('=', 2) as [string, string]))
  return fields.get('type') === 'local' ? fields.get(key)?.replaceAll(IMAGE_PLACEHOLDER, image) : undefined
}

const isOutside = (root: string, path: string): boolean =>
  /^(?:\.\.(?:[/\\]|$)|[/\\]|[A-Za-z]:)/.test(relative(root, resolve(root, path)))
