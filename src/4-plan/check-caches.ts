import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { redactLine } from '../diagnostics/redact.ts'
import { type ImagePlan, targetsOf } from '../model/plan.ts'
import type { Sources } from '../model/sources.ts'
import type { Workspace } from '../model/workspace.ts'
import { locateInFile } from './lint/place-of-part.ts'

/** Stands for the target's name in `cache_from` and `cache_to`. */
export const IMAGE_PLACEHOLDER = '{image}'

/** Warns of a cache that several targets write: each of them replaces what the one before wrote, without a word (buildx#3819). */
export function checkCaches(images: readonly ImagePlan[], { project }: Workspace, sources: Sources, report: Report): void {
  const writers = new Map<string, number>()
  for (const image of images) {
    if (image.kind === 'use' || image.kind === 'prebuilt') continue
    for (const cache of targetsOf(image).flatMap(({ options }) => options.cacheTo))
      writers.set(cache, (writers.get(cache) ?? 0) + 1)
  }
  for (const [cache, count] of writers) {
    // `inline` travels in the image itself.
    if (count < 2 || cache.includes(IMAGE_PLACEHOLDER) || /(?:^|,)type=inline(?:,|$)/.test(cache)) continue
    const at = locateInFile(project.file, undefined, cache, sources)
    const help = 'put `{image}` into its name, where the name of the target belongs: `ref=registry.example.com/cache:{image}`'
    report(diagnostic('DC4037', at, { cache: redactLine(cache), count }, { help }))
  }
}
