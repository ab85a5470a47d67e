import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { ImagePlan } from '../model/plan.ts'
import type { WorkspaceBase } from '../model/workspace.ts'
import type { Span } from '../sources/span.ts'
import type { Planning } from './planning.ts'

// distribution/reference: a lower-case repository, then a tag of at most 128 characters.
const REFERENCE =
  /^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::[0-9]+)?\/)?[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/

function helpFor(tag: string): string {
  const scheme = /^[a-z]+:\/\//i.exec(tag)?.[0]
  if (scheme) return `a registry is named without a scheme: remove \`${scheme}\``
  const variable = /\$\{?\w+\}?/.exec(tag)?.[0]
  if (variable !== undefined) return `a stack file has no variables: write the name in the place of \`${variable}\``
  const name = tag.replace(/:[^:/]*$/, '')
  if (/:[\w.-]+\//.test(name.replace(/^[^/]*\//, '')))
    return 'the tag comes at the end, and dockcompile writes it: remove it from the registry'
  if (/[A-Z]/.test(name.replace(/^[^/.:]*[.:][^/]*\//, '')))
    return `repositories are written in lower case: \`${name.toLowerCase()}\``
  return 'a reference is `registry/repository:tag`: a lower-case repository, and a tag of letters, digits, `_`, `.` and `-`'
}

/**
 * Reports tags that Docker refuses, and one tag for two images: the later build would overwrite the earlier one silently.
 *
 * @param placeOfTag what an image's tag is made from
 */
export function checkTags(
  images: readonly ImagePlan[],
  placeOfTag: (image: ImagePlan, tag: string) => Span | null,
  { workspace, report }: Planning,
): void {
  const owners = new Map<string, ImagePlan>()
  const refused = new Map<string, Refused>()
  for (const image of images) {
    for (const tag of image.tags) {
      const other = owners.get(tag)
      owners.set(tag, image)
      if (other) {
        const help = 'give each its own `image_tag`, or remove it: then every image gets a tag of its own'
        const severity = workspace.dialect === 'zenml' ? 'warning' : 'error'
        report(diagnostic('DC4013', placeOfTag(image, tag), { tag, image: image.id, other: other.id }, { help, severity }))
      } else if (!REFERENCE.test(tag)) {
        // One value of the stack may be part of every tag.
        const at = placeOfTag(image, tag)
        const key = at ? `${at.file}\n${at.start}` : tag
        const first = refused.get(key)
        refused.set(key, first ? { ...first, more: first.more + 1 } : { tag, at, more: 0 })
      } else checkIntermediate(image, placeOfTag(image, tag), workspace, report)
    }
  }
  for (const each of refused.values()) reportRefused(each, workspace, report)
}

/** A tag that Docker refuses, and how many others have the same reason. */
interface Refused {
  readonly tag: string
  readonly at: Span | null
  readonly more: number
}

/** Nothing can be built under a name with a scheme; what ZenML itself would do is shown all the same. */
function reportRefused({ tag, at, more }: Refused, { dialect }: WorkspaceBase, report: Report): void {
  const isError = /^[a-z]+:\/\//i.test(tag) && dialect !== 'zenml'
  const notes = more > 0 ? [{ message: `and ${more} more ${more === 1 ? 'tag' : 'tags'} with the same registry` }] : []
  report(diagnostic('DC4026', at, { tag }, { help: helpFor(tag), notes, ...(isError && { severity: 'error' as const }) }))
}

/** In ZenML's own dialect the image of the user's Dockerfile has a longer name than what is based on it; old versions cut neither. */
function checkIntermediate({ kind, parent }: ImagePlan, at: Span | null, { dialect }: WorkspaceBase, report: Report): void {
  if (dialect !== 'zenml' || kind !== 'build' || parent.kind !== 'dockerfile' || REFERENCE.test(parent.intermediate)) return
  const help = `ZenML calls the image of \`${parent.dockerfile}\` so: shorten the name of the pipeline or the step, or update ZenML, which cuts it`
  report(diagnostic('DC4026', at, { tag: parent.intermediate }, { help }))
}
