import { projectTemplates } from '../../5-render/templates.ts'
import { Inputs } from '../../inputs.ts'
import type { Memo } from '../../memo/memo.ts'
import type { Compilation } from '../../model/compilation.ts'
import type { Sources } from '../../sources/sources.ts'
import { Explainer } from './explainer.ts'

/**
 * What explains a compilation, one for each stack; empty when it failed.
 *
 * @param memo that of the compilation: files that it parsed are not parsed again
 */
export function explain({ outputs, plans, workspaces, diagnostics }: Compilation, sources: Sources, memo?: Memo): Explainer[] {
  // Whatever is wrong with the files was reported when they were compiled.
  const inputs = new Inputs(sources, () => {}, { memo })
  const secret = diagnostics.flatMap(({ redact, at }) => (redact && at ? [at] : []))
  return outputs.map((output, i) => {
    const [plan, workspace] = [plans[i]!, workspaces[i]!]
    return new Explainer({
      workspace,
      plan,
      output,
      sources,
      secret,
      rootOf: file => inputs.document('pipeline', file, null)?.root,
      templates: () => projectTemplates(workspace, sources),
    })
  })
}
