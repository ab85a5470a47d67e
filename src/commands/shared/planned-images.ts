import { nearestFirst } from '../../diagnostics/suggest.ts'
import type { Output } from '../../model/artifact.ts'
import type { Compilation } from '../../model/compilation.ts'
import type { Manifest, ManifestImage } from '../../model/generated/manifest.ts'
import type { BuildPlan, ImagePlan } from '../../model/plan.ts'
import { inOutput } from '../../paths/output-path.ts'
import { UsageError } from './arguments.ts'

/** An image of one output. */
export interface ListedImage extends ManifestImage {
  readonly name: string
  readonly output: Output
}

/** An image, with the decisions behind it. */
export interface PlannedImage {
  readonly name: string
  readonly image: ImagePlan
  readonly plan: BuildPlan
  readonly output: Output
}

/** The manifest of an output; undefined where nothing is to build. */
export function manifestOf(output: Output): Manifest | undefined {
  const text = output.files.find(f => f.path === inOutput(output, 'manifest.json'))?.text
  return text === undefined ? undefined : (JSON.parse(text) as Manifest)
}

/** The images of all outputs, in the manifests' order. */
export function images(outputs: readonly Output[]): ListedImage[] {
  return outputs.flatMap(output =>
    Object.entries(manifestOf(output)?.images ?? {}).map(([name, image]) => ({ ...image, name, output })),
  )
}

/** ZenML's texts of an image's requirement lists, as the manifest orders them: some of them are not files. */
export function listTexts({ requirements }: ManifestImage, name: string, plan: BuildPlan): string[] {
  const lists = plan.images.find(({ id }) => id === name)!.requirements
  return requirements.map(({ group }) => lists.find(list => list.group === group)!.text)
}

/** Whether there is something for `show` to print: an image that is used as it is has no Dockerfile. */
export const hasDockerfile = ({ dockerfile }: ManifestImage): boolean => typeof dockerfile === 'string'

/** The images of all plans that came out. */
export function plannedImages({ outputs, plans }: Compilation): PlannedImage[] {
  return outputs.flatMap((output, i) => plans[i]!.images.map(image => ({ name: image.id, image, plan: plans[i]!, output })))
}

/** The image of that name; where several outputs have one, the folder comes before it: build/prod/train. */
export function chooseImage<I extends { readonly name: string; readonly output: Output }>(all: readonly I[], name: string): I {
  const found = all.filter(i => i.name === name || inOutput(i.output, i.name) === name)
  if (found.length === 1) return found[0]!
  if (found.length > 1)
    throw new UsageError(
      `there are several images \`${name}\`: ${found.map(i => `\`${inOutput(i.output, i.name)}\``).join(', ')}`,
    )
  if (all.length === 0) throw new UsageError(`there is no image \`${name}\`: nothing is to build`)
  throw new UsageError(`there is no image \`${name}\`; there are ${someNames(name, all)}`, {
    word: name,
    candidates: all.map(i => i.name),
  })
}

const SHOWN = 8

/** Some of the names, those first that are like the word. */
function someNames(word: string, all: readonly { readonly name: string }[]): string {
  const names = [...new Set(all.map(({ name }) => name))]
  const some = nearestFirst(word, names).slice(0, names.length > SHOWN + 1 ? SHOWN : names.length)
  const shown = some.map(name => `\`${name}\``).join(', ')
  return some.length < names.length ? `${shown}, and ${names.length - some.length} more: \`dockcompile list\`` : shown
}
