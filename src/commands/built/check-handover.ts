import { isLocalContainer } from '../../4-plan/local-component.ts'
import { buildContexts } from '../../answers/context/build-contexts.ts'
import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import type { Output } from '../../model/artifact.ts'
import type { BuildPlan } from '../../model/plan.ts'
import type { Workspace } from '../../model/workspace.ts'
import { below } from '../../paths/below.ts'
import { selectSent } from '../context/sent-files.ts'
import type { Project } from '../shared/project.ts'

/** A pipeline whose images ZenML is to run. */
interface Chosen {
  readonly pipeline: string
  readonly plan: BuildPlan
  readonly workspace: Workspace
  readonly output: Output
}

/**
 * Warns of what makes a run fail, or a build longer, though the build file is right.
 *
 * @param files the files that are read and written beside the output, relative to the project root
 */
export function checkHandover(chosen: Chosen, project: Project, files: readonly string[], report: Report): void {
  checkStore(chosen.workspace, report)
  for (const file of files) checkPlace(file, chosen, project, report)
}

/** The client of a local database starts containers that open it themselves, and `zenml[local]` is what they need for that. */
function checkStore({ project, rules, stack }: Workspace, report: Report): void {
  const component = project.storeIsSet || !rules.localExtra ? undefined : stack.components.find(isLocalContainer)
  if (!component) return
  const help =
    "set `store: sql` in the project file, without which a step stops at `No module named 'pymysql'`; with a ZenML server, `store: rest`"
  report(diagnostic('DC6026', component.nameSpan, { component: component.name }, { help }))
}

/** Included code holds whatever is in the project, also a file that each bake writes anew. */
function checkPlace(path: string, { pipeline, plan, output }: Chosen, { sources }: Project, report: Report): void {
  const images = new Set(plan.pipelines.find(({ name }) => name === pipeline)?.builds.map(({ image }) => image))
  const sent = plan.images.find(
    image =>
      images.has(image.id) &&
      buildContexts(image, plan, output, sources).some(context => {
        const inner = below(context.folder, path)
        return inner !== undefined && selectSent(context, [inner]).files.length > 0
      }),
  )
  if (!sent) return
  const place = output.folder === '.' ? 'a folder that `.dockerignore` leaves out' : `\`${output.folder}/\`, which no image gets`
  const help = `write it into ${place}`
  report(diagnostic('DC6025', null, { path, image: sent.id }, { help }))
}
