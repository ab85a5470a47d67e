import { diagnostic } from '../diagnostics/diagnostic.ts'
import type { BuildArgument, ImagePlan, ParentDockerfile, TargetOptions } from '../model/plan.ts'
import type { BuildConfig, DockerSettings } from '../model/settings.ts'
import { placeOf } from '../model/settings.ts'
import { isProxyArgument } from '../policy/proxy-arguments.ts'
import type { Span } from '../sources/span.ts'
import { pullIsZenmls, targetOptions } from './build-options.ts'
import { IMAGE_PLACEHOLDER } from './check-caches.ts'
import { ownOptions } from './parent.ts'
import type { Planning } from './planning.ts'

/**
 * An image on the user's Dockerfile, with build options that fit each other. bake builds the two as two targets, and neither gets the other's
 * options: an image for `linux/arm64` on a parent that the builder made for itself holds programs of the wrong processor, and nothing reports it.
 *
 * `build_config` holds for the Dockerfile as well, unless `parent_image_build_config` says otherwise; a platform holds in both directions.
 */
export function withLinkedOptions(image: ImagePlan, settings: DockerSettings, planning: Planning): ImagePlan {
  const { parent } = image
  if (parent.kind !== 'dockerfile' || image.kind === 'use') return image
  const own = asked(settings.build_config)
  const below = asked(ownOptions(settings, planning.workspace))
  const wanted = own.platforms.length ? own.platforms : below.platforms.length ? below.platforms : image.options.platforms
  const platforms = below.platforms.length ? below.platforms : wanted
  checkPlatforms(image.id, parent, { wanted, offered: platforms }, settings, planning)
  const options: TargetOptions = {
    ...parent.options,
    platforms,
    args: [...parent.options.args, ...heard(own.args, parent)],
    pull: parent.options.pull || (own.pull && !pullIsZenmls(planning.workspace)),
    noCache: parent.options.noCache || own.noCache,
    ...(below.cacheFrom.length === 0 && own.cacheFrom.length > 0 && { cacheFrom: own.cacheFrom }),
    ...(below.cacheTo.length === 0 &&
      own.cacheTo.length > 0 && { cacheTo: image.kind === 'dockerfile' ? own.cacheTo : own.cacheTo.filter(holdsSeveral) }),
  }
  return { ...image, options: { ...image.options, platforms: wanted }, parent: { ...parent, options } }
}

/** What one of the two mappings says, without the project's defaults. */
function asked(config: BuildConfig | null): TargetOptions {
  return targetOptions(config, { platforms: [], labels: [], cacheFrom: [], cacheTo: [], attest: [] }, () => {})
}

/** Arguments for a Dockerfile that declares them, and those that BuildKit knows in every one. */
function heard(args: readonly BuildArgument[], { declares, options }: ParentDockerfile): BuildArgument[] {
  const given = new Set(options.args.map(({ name }) => name))
  return args.filter(({ name }) => !given.has(name) && (declares.includes(name) || isProxyArgument(name)))
}

/** A cache that two targets can write, each its own. One that has a single content stays with the image, whose export holds the parent's layers, too. */
const holdsSeveral = (cache: string): boolean => cache.includes(IMAGE_PLACEHOLDER) || /(?:^|,)type=inline(?:,|$)/.test(cache)

function checkPlatforms(
  id: string,
  parent: ParentDockerfile,
  { wanted, offered }: { readonly wanted: readonly string[]; readonly offered: readonly string[] },
  settings: DockerSettings,
  { report }: Planning,
): void {
  const missing = wanted.filter(platform => !offered.includes(platform))
  if (missing.length > 0) {
    const params = { image: id, platforms: missing.join(', '), dockerfile: parent.dockerfile, other: offered.join(', ') }
    const help = 'write the same platforms under `build_config` and `parent_image_build_config`, or under one of the two only'
    report(diagnostic('DC4040', placeOfPlatform(settings), params, { help }))
  }
  const { platform } = parent
  if (platform === null || wanted.every(one => one === platform.name)) return
  const isBuilders = /^\$\{?BUILDPLATFORM\}?$/.test(platform.name)
  if (wanted.length === 0 && !isBuilders) return
  const params = {
    image: id,
    platforms: wanted.length > 0 ? wanted.join(', ') : 'the platform that is asked for',
    dockerfile: parent.dockerfile,
    other: isBuilders ? 'the machine that builds' : platform.name,
  }
  const help = 'remove `--platform` from the `FROM` of the last stage: it then has the platform of the image'
  report(diagnostic('DC4040', platform.at, params, { help, severity: 'warning' }))
}

function placeOfPlatform(settings: DockerSettings): Span | null {
  const places = ['build_config', 'parent_image_build_config'].flatMap(config =>
    ['platform', 'platforms'].map(key => placeOf(settings, config, 'build_options', key)),
  )
  return places.find(Boolean) ?? null
}
