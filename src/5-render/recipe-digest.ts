import type { ImagePlan } from '../model/plan.ts'
import { sha256 } from '../model/sha256.ts'

/** What a digest covers besides the instructions. */
export interface RecipeParts {
  /** The text of the Dockerfile; of a copied or linked one, as the user wrote it. */
  readonly dockerfile: string
  /** Contents of the files that the instructions bind or copy, in order, without included code. */
  readonly files: readonly string[]
  /** The image's folder, whose name is no part of the recipe. */
  readonly folder: string
}

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
  const from =
    parent.kind === 'image'
      ? [parent.image, parent.digest]
      : [parent.text, parent.context, parent.dockerignore, parent.options.args, parent.options.target, parent.options.platforms]
  const recipe = [
    image.kind,
    from,
    instructions,
    files,
    options.args,
    options.target,
    options.platforms,
    image.secrets.map(secret => secret.id),
  ]
  return `sha256:${sha256(JSON.stringify(recipe))}`
}
