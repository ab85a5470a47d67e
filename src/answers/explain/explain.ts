import { templateFiles } from '../../5-render/templates.ts'
import { traceTemplates } from '../../5-render/trace.ts'
import { Inputs } from '../../inputs.ts'
import { kept, type Memo } from '../../memo/memo.ts'
import type { Compilation } from '../../model/compilation.ts'
import type { Dialect } from '../../model/project.ts'
import type { Sources } from '../../sources/sources.ts'
import { Explainer } from './explainer.ts'

/**
 * What explains a compilation, one for each stack; empty when it failed.
 *
 * @param shippedTemplates the template set of a dialect, text by file name
 * @param memo that of the compilation: files that it parsed are not parsed again
 */
export function explain(
  { outputs, plans, workspaces, diagnostics }: Compilation,
  sources: Sources,
  shippedTemplates: (dialect: Dialect) => ReadonlyMap<string, string>,
  memo?: Memo,
): Explainer[] {
  // Whatever is wrong with the files was reported when they were compiled.
  const inputs = new Inputs(sources, () => {}, { memo })
  const secret = diagnostics.flatMap(({ redact, at }) => (redact && at ? [at] : []))
  return outputs.map((output, i) => {
    const [plan, workspace] = [plans[i]!, workspaces[i]!]
    const templates = () => templateFiles(workspace, sources, shippedTemplates(workspace.dialect))
    const files = [...new Set(workspace.pipelines.flatMap(({ file }) => file ?? []))]
    return new Explainer({
      workspace,
      plan,
      output,
      sources,
      secret,
      roots: () => new Map(files.map(file => [file, inputs.document('pipeline', file, null)?.root])),
      templates,
      trace: () => {
        const texts = [...templates().values()].flatMap(({ path, text }) => [path, text])
        return kept(memo, 'trace of templates', texts, {}, () => traceTemplates(templates()))
      },
    })
  })
}
