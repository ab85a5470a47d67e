import { byCodePoint } from '../basics/order.ts'
import type { AptPackage } from '../model/plan.ts'
import type { WorkspaceBase } from '../model/workspace.ts'
import { isLocalContainer } from './local-component.ts'

/**
 * What the stack needs in an image, sorted by code point and each line once: every component's integration, the code repository's where this
 * image downloads from it, and `zenml[local]` for local orchestrators and deployers of a client that works on a database.
 */
export function stackRequirements(workspace: WorkspaceBase, downloadsFromRepository: boolean): string[] {
  const lines = new Set<string>()
  for (const component of workspace.stack.components) {
    const { known } = component
    if (!known) continue
    // A flavor's integration is in the catalog of its version: a test holds it.
    if (known.integration) for (const line of workspace.catalog.integrations[known.integration]!.requirements) lines.add(line)
    for (const line of known.requirements ?? []) lines.add(line)
    if (workspace.rules.localExtra && workspace.project.store === 'sql' && isLocalContainer(component))
      lines.add(`zenml[local]==${workspace.zenml}`)
  }
  if (downloadsFromRepository && workspace.codeRepository) {
    for (const line of workspace.catalog.integrations[workspace.codeRepository.type]?.requirements ?? []) lines.add(line)
  }
  return [...lines].sort(byCodePoint)
}

/** The components that requirements come from, for people: `s3 artifact store`. */
function bringsRequirements({ stack, catalog }: WorkspaceBase): string[] {
  return stack.components
    .filter(
      ({ known }) =>
        (known?.integration && catalog.integrations[known.integration]?.requirements.length) || known?.requirements?.length,
    )
    .map(({ flavor, type }) => `${flavor} ${type.replaceAll('_', ' ')}`)
}

/** What the stack's list is for; without a component it holds ZenML's own extras or what a code repository needs. */
export function stackTitle(workspace: WorkspaceBase, lines: readonly string[]): string {
  const components = bringsRequirements(workspace)
  return `Stack: ${(components.length ? components : lines).join(', ')}`
}

/** apt packages of the stack's integrations, in component order, repeats and all. */
export function stackAptPackages({ stack, catalog }: WorkspaceBase): AptPackage[] {
  return stack.components.flatMap(({ known, type, name }) =>
    (known?.integration ? (catalog.integrations[known.integration]?.apt ?? []) : []).map(apt => ({
      name: apt,
      from: `${type} ${name}`,
    })),
  )
}
