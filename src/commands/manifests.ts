import type { Output } from '../model/artifact.ts'

/** What listing commands need of a manifest's image (schema/manifest.schema.json). */
export interface ImageEntry {
  readonly kind: string
  readonly tags: readonly string[]
  readonly dockerfile: string | null
  readonly used_by: readonly string[]
}

/** An image of one output. */
export interface ListedImage extends ImageEntry {
  readonly name: string
  readonly output: Output
}

/** The images of all outputs, in the manifests' order. */
export function images(outputs: readonly Output[]): ListedImage[] {
  return outputs.flatMap(output => {
    const text = output.files.find(f => f.path === inFolder(output, 'manifest.json'))?.text
    if (text === undefined) return []
    const manifest = JSON.parse(text) as { images: Record<string, ImageEntry> }
    return Object.entries(manifest.images).map(([name, image]) => ({ ...image, name, output }))
  })
}

/** A path in an output folder, relative to the project root. */
export const inFolder = ({ folder }: Output, path: string): string => (folder === '.' ? path : `${folder}/${path}`)
