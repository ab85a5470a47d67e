import { zenmlChecksum } from '../../src/4-plan/zenml-checksum.ts'
import type { Compilation } from '../../src/model/compilation.ts'

/** ZenML's checksum of each image that the pipelines of the first stack ask for; `keyOf` names them. */
export function checksumsOf(
  { plans, workspaces }: Compilation,
  keyOf: (step: string | null, key: string) => string,
): Record<string, string | null> {
  const [plan, workspace] = [plans[0]!, workspaces[0]!]
  return Object.fromEntries(
    plan.requests.map(request => {
      const { parent } = plan.images.find(({ id }) => id === request.image)!
      return [keyOf(request.step, request.key), zenmlChecksum(request, parent, workspace)]
    }),
  )
}
