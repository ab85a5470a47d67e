import type { Span } from '../sources/span.ts'
import type { MapNode, Node, UnknownNode } from './node.ts'
import { entry, get } from './node.ts'

/**
 * The effective DockerSettings of a pipeline or a step, typed: every layer merged, defaults filled in.
 *
 * Names and meanings are ZenML 0.98's (`zenml/config/docker_settings.py`); an empty text counts as not set where ZenML asks for truth.
 */
export interface DockerSettings {
  readonly parent_image: string | null
  readonly image_tag: string | null
  readonly dockerfile: string | null
  readonly build_context_root: string | null
  readonly parent_image_build_config: BuildConfig | null
  readonly skip_build: boolean
  readonly prevent_build_reuse: boolean
  readonly target_repository: string | null
  readonly python_package_installer: 'pip' | 'uv'
  readonly python_package_installer_cache_mount: string | null
  /** Flag without dashes → value; a null value is a bare flag. */
  readonly python_package_installer_args: readonly NamedNode[]
  readonly disable_automatic_requirements_detection: boolean
  /** The command whose output is installed, or null. */
  readonly replicate_local_python_environment: string | null
  readonly pyproject_path: string | null
  readonly pyproject_export_command: readonly string[]
  /** A path, a list of lines, or null. */
  readonly requirements: string | readonly PlacedText[] | null
  readonly required_integrations: readonly string[]
  readonly install_stack_requirements: boolean
  readonly install_deployment_requirements: boolean
  readonly local_project_install_command: string | null
  readonly apt_packages: readonly string[]
  readonly environment: readonly NamedNode[]
  readonly runtime_environment: readonly NamedNode[]
  readonly user: string | null
  readonly build_config: BuildConfig | null
  readonly allow_including_files_in_images: boolean
  readonly allow_download_from_code_repository: boolean
  readonly allow_download_from_artifact_store: boolean
  /** Deprecated; up to 0.91.2 the fallback of `parent_image_build_config.build_options`. */
  readonly build_options: readonly NamedNode[]
  /** Deprecated, still the fallback of `build_config.dockerignore`. */
  readonly dockerignore: string | null
  /** The merged keys as they were written, with the places they come from and whom they beat. */
  readonly written: MapNode
  /** What of them only running the code would tell: nothing can be planned from these settings before each is known. */
  readonly unknown: readonly UnknownNode[]
}

/** How one image is built: options for the builder, and what its context leaves out. */
export interface BuildConfig {
  /** docker-py's and our names as written; `build_args` and friends already under their new names. */
  readonly build_options: readonly NamedNode[]
  readonly dockerignore: string | null
}

/** A text, and where it was written. */
export interface PlacedText {
  readonly text: string
  readonly at: Span
}

export interface NamedNode {
  readonly name: string
  readonly value: Node
  readonly at: Span
}

/** Where a key of the settings was written; null for a default. */
export function placeOf(settings: DockerSettings, ...path: (string | number)[]): Span | null {
  return get(settings.written, ...path)?.span ?? null
}

/** Where a key's name is, for what is said about the key and not about its value. */
export function keyPlaceOf(settings: DockerSettings, key: string): Span | null {
  return entry(settings.written, key)?.key.span ?? null
}
