import { sha256 } from '../basics/sha256.ts'
import type { AfterInstalls, ImageName, ImagePlan } from '../model/plan.ts'

/** What a digest covers besides the instructions. */
export interface RecipeParts {
  /** The text of the Dockerfile; of a copied or linked one, as the user wrote it. */
  readonly dockerfile: string
  /** Contents of the files that the instructions bind or copy, in order, without included code. */
  readonly files: readonly string[]
  /** The image's folder, whose name is not part of the recipe. */
  readonly folder: string
}

/** Fields that the instructions and the files show. */
type Shown =
  | AfterInstalls
  | (
      | 'built'
      | 'runs'
      | 'python'
      | 'requirements'
      | 'installs'
      | 'layers'
      | 'sizes'
      | 'installer'
      | 'apt'
      | 'environment'
      | 'buildArgs'
      | 'facts'
      | 'user'
      | 'runsAs'
    )

/**
 * The digest of an image's recipe: equal digest and pinned parent mean nothing to rebuild, included code aside. It covers the instructions without
 * comments, bound files, build arguments, platforms, the parent with its pinned digest and secret ids; no labels, tags or names.
 */
export function recipeDigest(image: ImagePlan, { dockerfile, files, folder }: RecipeParts): string {
  const { parent, options } = image
  const instructions = dockerfile
    .split('\n')
    .filter(line => /^\s*[^\s#]/.test(line))
    .map(line => line.replaceAll(`${folder}/`, ''))
    .map(line => (`${line} `.startsWith(`FROM ${image.parentTarget} `) ? line.replace(image.parentTarget!, 'parent') : line))
  const from =
    parent.kind === 'image'
      ? [parent.image, parent.digest]
      : [parent.text, parent.context, parent.dockerignore, parent.options.args, parent.options.target, parent.options.platforms]
  const beside = {
    kind: image.kind,
    parent: from,
    options: [options.args, options.target, options.platforms],
    secrets: image.secrets.map(secret => secret.id),
  } satisfies Record<Exclude<keyof ImagePlan, ImageName | Shown>, unknown>
  const recipe = [beside.kind, beside.parent, instructions, files, ...beside.options, beside.secrets]
  return `sha256:${sha256(JSON.stringify(recipe))}`
}
