import type { EnvironmentEntry, ImagePlan, ListedRequirement } from '../model/plan.ts'
import { type DockerSettings, placeOf } from '../model/settings.ts'
import type { Workspace } from '../model/workspace.ts'
import type { PackageRequirement } from '../requirements/requirement-line.ts'
import type { Sources } from '../sources/sources.ts'
import type { Span } from '../sources/span.ts'

/** An image and the settings that ask for it; several settings may ask for one image. */
export interface LintedImage {
  readonly image: ImagePlan
  readonly settings: DockerSettings
  /** The lines of each of its requirement lists, in the order of installing. Equal lists of one place are one object. */
  readonly lists: readonly (readonly ListedRequirement[])[]
}

/** A line that names a package in the form of PEP 508. */
export type PackageLine = ListedRequirement & { readonly read: PackageRequirement }

export const isPackage = (line: ListedRequirement): line is PackageLine => line.read.kind === 'package'

/** The lines of a list that only limit versions. */
export function constraintsOf(list: readonly ListedRequirement[]): PackageLine[] {
  return list.flatMap(line => {
    const read = line.read.kind === 'constraint' ? line.read.of : null
    return read?.kind === 'package' ? [{ ...line, read }] : []
  })
}

/** A variable of an image, with the setting that gives it: `environment.PATH`. */
export interface PlacedVariable extends EnvironmentEntry {
  readonly where: string
}

/** The variables of an image, those for builds first. */
export function variablesIn({ environment, runtimeEnvironment }: ImagePlan): PlacedVariable[] {
  return [
    ...environment.map(entry => ({ ...entry, where: `environment.${entry.name}` })),
    ...runtimeEnvironment.map(entry => ({ ...entry, where: `runtime_environment.${entry.name}` })),
  ]
}

/** Whether the installer of an image reads a variable of this name: uv reads none of pip's variables, and pip none of uv's. */
export const readsVariable = ({ installer }: ImagePlan, name: string): boolean =>
  name.startsWith(installer.name === 'uv' ? 'UV_' : 'PIP_')

/** The arguments of an image's installer that somebody wrote, with their places. */
export function writtenArguments({ image, settings }: LintedImage) {
  return image.installer.asked.map(({ flag, value }) => ({
    name: flag,
    value,
    at: placeOf(settings, 'python_package_installer_args', flag),
  }))
}

/** Equal for places where the same thing is written: several images may take it from there. */
export const placeKey = (at: Span | null): string => `${at?.file}:${at?.start}`

/** All that a rule may look at. */
export interface Linted {
  readonly images: readonly LintedImage[]
  readonly workspace: Workspace
  readonly sources: Sources
}
