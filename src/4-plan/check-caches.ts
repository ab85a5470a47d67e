import { redactLine } from '../credentials/redact.ts'
import { diagnostic } from '../diagnostics/diagnostic.ts'
import { type ImagePlan, sourceFiles, targetsOf } from '../model/plan.ts'
import { locateInFile } from '../sources/place-of-part.ts'
import type { Planning } from './planning.ts'

/** Stands for the target's name in `cache_from` and `cache_to`. */
export const IMAGE_PLACEHOLDER = '{image}'

/**
 * Refuses a cache that bake cannot read, which would make the whole bake file unreadable, and warns of one that several targets write: each of them
 * replaces what the one before wrote silently (buildx#3819).
 */
export function checkCaches(images: readonly ImagePlan[], { workspace: { project }, sources, report }: Planning): void {
  const written = new Map(images.flatMap(image => cachesOf(image).map(cache => [cache, image.origin] as const)))
  for (const [cache, origin] of written) {
    if (isCache(cache)) continue
    const files = [project.file, ...sourceFiles(origin)]
    const at = files.map(file => locateInFile(file, undefined, cache, sources)).find(place => place !== null) ?? null
    const help = 'write `type=registry,ref=registry.example.com/cache`, or the reference of an image'
    report(diagnostic('DC4023', at, { what: 'cache', name: redactLine(cache) }, { help }))
  }
  const writers = new Map<string, number>()
  for (const cache of images.flatMap(image => optionsOf(image).flatMap(({ cacheTo }) => cacheTo)))
    writers.set(cache, (writers.get(cache) ?? 0) + 1)
  for (const [cache, count] of writers) {
    // `inline` travels in the image itself.
    if (count < 2 || cache.includes(IMAGE_PLACEHOLDER) || /(?:^|,)type=inline(?:,|$)/.test(cache)) continue
    const at = locateInFile(project.file, undefined, cache, sources)
    const help = 'put `{image}` into its name, where the name of the target belongs: `ref=registry.example.com/cache:{image}`'
    report(diagnostic('DC4037', at, { cache: redactLine(cache), count }, { help }))
  }
}

const cachesOf = (image: ImagePlan): string[] => optionsOf(image).flatMap(({ cacheFrom, cacheTo }) => [...cacheFrom, ...cacheTo])

/** What the targets of an image that bake builds are built with. */
function optionsOf(image: ImagePlan): ImagePlan['options'][] {
  return image.kind === 'use' || image.kind === 'prebuilt' ? [] : targetsOf(image).map(({ options }) => options)
}

/**
 * Whether bake takes a text for a cache: a line of CSV, with references alone or with `key=value` in each field and a `type` among them. bake takes
 * an empty text for nothing.
 *
 * Grammar: docker/buildx util/buildflags/cache.go, tonistiigi/go-csvvalue.
 */
function isCache(text: string): boolean {
  if (!/^(?:[^",]*|"(?:[^"]|"")*")(?:,(?:[^",]*|"(?:[^"]|"")*"))*$/.test(text)) return false
  const fields = fieldsOf(text)
  return !text.includes('=') || (fields.every(field => field.includes('=')) && fields.some(field => /^type=./i.test(field)))
}

const fieldsOf = (text: string): string[] =>
  [...text.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^",]*)/g)].map(([, field]) => field!.replace(/^"|"$/g, '').replaceAll('""', '"'))

/** The fields of a cache, their keys in lower case. */
export function cacheFields(text: string): [key: string, value: string][] {
  return fieldsOf(text).map(field => {
    const [key = '', ...value] = field.split('=')
    return [key.trim().toLowerCase(), value.join('=')]
  })
}
