import type { ImagePlan, ParentPlan } from '../model/plan.ts'
import type { Dialect } from '../model/project.ts'

/**
 * A text that is equal for images with the same content, which are then one image. Everything counts but what is left out here by name: names,
 * places, labels, comments. So a new field keeps two images apart until somebody decides otherwise.
 */
export function recipeOf(image: ImagePlan, dialect: Dialect): string {
  const { id, tags, parentTarget, usedBy, origin, ...content } = image
  // Of what is not built the settings of the installs and the code may differ as they like.
  const isAsIs = image.kind === 'use' || image.kind === 'retag'
  return JSON.stringify({
    ...content,
    parent: parentContent(image.parent, dialect),
    requirements: image.requirements.map(({ title, at, lines, zenmlText, ...list }) => list),
    installs: image.installs.map(({ title, ...install }) => install),
    layers: image.layers && { ...image.layers, python: image.layers.python.executable },
    installer: isAsIs ? null : image.installer,
    apt: image.apt.map(({ from, ...apt }) => apt),
    environment: image.environment.map(({ at, ...entry }) => entry),
    runtimeEnvironment: image.runtimeEnvironment.map(({ at, ...entry }) => entry),
    code: isAsIs ? null : codeContent(image.code),
    options: withoutLabels(image.options),
  })
}

/** A text that is equal for parents that are built alike. */
export function parentRecipe(parent: ParentPlan, dialect: Dialect): string {
  return JSON.stringify(parentContent(parent, dialect))
}

function parentContent(parent: ParentPlan, dialect: Dialect): object {
  if (parent.kind === 'image') {
    const { at, ...content } = parent
    return content
  }
  // The text shows what it declares.
  const { at, ignoreFile, dockerfile, intermediate, declares, platform, ...content } = parent
  return {
    ...content,
    options: withoutLabels(parent.options),
    // BuildKit reads the ignore file beside it: `train.Dockerfile.dockerignore`.
    ...(!parent.copied && { dockerfile }),
    ...(dialect === 'zenml' && { intermediate }),
  }
}

function codeContent({ ignoreFile, dockerignore, ...content }: ImagePlan['code']): object {
  return { ...content, dockerignore: dockerignore?.text }
}

function withoutLabels({ labels, ...options }: ImagePlan['options']): object {
  return options
}
