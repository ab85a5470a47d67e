import { entry, type Node } from '../model/node.ts'
import type { Span } from '../sources/span.ts'

/**
 * Keys that a file of another program has at its top, all of them, and a run configuration never. A workflow has `on` as well, which YAML reads as
 * true: no key is a text `on`.
 */
const PROGRAMS: readonly (readonly [what: string, keys: readonly string[], help?: string])[] = [
  ['a manifest of Kubernetes', ['apiVersion', 'kind']],
  ['a Compose file', ['services']],
  ['a workflow of GitHub', ['jobs']],
  ['a stack file', ['stack_name', 'components'], 'name it as `stack` in the project file, and a run configuration here'],
  ['an environment of conda', ['channels', 'dependencies']],
  ['a file of BentoML', ['service', 'include']],
  ['a file of BentoML', ['service', 'python']],
  ['a file of Cog', ['build', 'predict']],
  ['a project of MLflow', ['entry_points']],
  ['a pipeline of GitLab, or of DVC', ['stages']],
  ['hooks of pre-commit', ['repos']],
]

/** Keys that only make sense to ZenML: with one of them a file is a run configuration, whatever else is in it. */
const ZENML = ['settings', 'steps', 'run_name', 'enable_cache', 'parameters', 'model', 'schedule']

/**
 * The program that a run configuration is really for; undefined where it may be one of ZenML's.
 *
 * @returns `at` is the first key of the file
 */
export function otherProgram(root: Node): { readonly what: string; readonly at: Span; readonly help?: string } | undefined {
  if (root.kind !== 'map' || ZENML.some(key => entry(root, key))) return undefined
  const found = PROGRAMS.find(([, keys]) => keys.every(key => entry(root, key)))
  if (!found) return undefined
  const [what, , help] = found
  return { what, at: root.entries[0]!.key.span, ...(help !== undefined && { help }) }
}
