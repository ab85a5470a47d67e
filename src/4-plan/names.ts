import type { ImageRequest } from '../model/plan.ts'
import type { DockerSettings } from '../model/settings.ts'
import type { WorkspaceBase } from '../model/workspace.ts'
import { withoutTrailingSlashes } from '../paths/trailing-slashes.ts'
import { textOf } from './configuration.ts'

/**
 * The tag of an image: `image_tag` as it is, else `<pipeline>[-<step>]-<key>` cleaned.
 *
 * Source: `create_pipeline_build` and `ContainerEngine.sanitize_tag` (ZenML 0.98).
 */
export function tagOf({ pipeline, step, key, settings }: ImageRequest, { rules }: WorkspaceBase): string {
  if (settings.image_tag) return settings.image_tag
  const tag = [pipeline.tagName, ...(step === null ? [] : [step]), key].join('-')
  return rules.sanitiseTags ? sanitiseTag(tag) : tag
}

/** What dockcompile calls an image: `<pipeline>[-<step>]`, with the key where it is not the orchestrator's. */
export function ownName({ pipeline, step, key }: ImageRequest): string {
  return [pipeline.name, ...(step === null ? [] : [step]), ...(key === 'orchestrator' ? [] : [key])].join('-')
}

/** Characters that no tag may have are removed, not replaced: two names can become one. */
export function sanitiseTag(tag: string): string {
  return tag
    .replace(/[^a-zA-Z0-9_.-]/g, '')
    .replace(/^[-.]/, '_')
    .slice(0, 128)
}

/** The full reference of an image, `<uri>/<repository>:<tag>`; nothing is lower-cased or checked, as in ZenML. */
export function imageName(settings: DockerSettings, tag: string, workspace: WorkspaceBase): string {
  const uri = registryUri(workspace)
  const name = `${repositoryOf(settings, workspace)}:${tag}`
  return uri === null ? name : `${uri}/${name}`
}

/**
 * What ZenML calls the image of a user's Dockerfile below a layer of its own. The suffix is cut with the tag, and the registry is named only
 * where the image must travel to a remote builder.
 */
export function intermediateName(settings: DockerSettings, tag: string, workspace: WorkspaceBase): string {
  const suffixed = `${tag}-intermediate-build`
  const name = `${repositoryOf(settings, workspace)}:${workspace.rules.sanitiseTags ? sanitiseTag(suffixed) : suffixed}`
  const uri = registryUri(workspace)
  return uri !== null && !buildsLocally(workspace) ? `${uri}/${name}` : name
}

/** The stack's registry, without trailing slashes; null without one. */
function registryUri({ stack }: WorkspaceBase): string | null {
  const registry = stack.components.find(c => c.type === 'container_registry')
  const uri = registry && textOf(registry, 'uri')
  return uri === undefined ? null : withoutTrailingSlashes(uri)
}

function repositoryOf(settings: DockerSettings, { stack, catalog }: WorkspaceBase): string {
  const registry = stack.components.find(c => c.type === 'container_registry')
  return (
    settings.target_repository || (registry && textOf(registry, 'default_repository')) || catalog.generator.default_repository
  )
}

/** Whether the stack's image builder works on the client: without one, ZenML takes the local one. */
function buildsLocally({ stack }: WorkspaceBase): boolean {
  const builder = stack.components.find(c => c.type === 'image_builder')
  return !builder || builder.known?.builds_locally === true
}
