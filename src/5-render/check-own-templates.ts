import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { readDockerfile } from '../dockerfile/read-dockerfile.ts'
import type { Output } from '../model/artifact.ts'
import type { Workspace } from '../model/workspace.ts'

/**
 * Refuses Dockerfiles that BuildKit would refuse, where the project's own templates made them: the shipped ones have tests for that. ZenML's dialect
 * writes values as they are, so there it need not be the template.
 */
export function checkOwnTemplates({ folder, files }: Output, { dialect, project }: Workspace, report: Report): void {
  if (project.templates === null || dialect === 'zenml') return
  const prefix = folder === '.' ? '' : `${folder}/`
  for (const { path, text } of files) {
    if (!path.startsWith(`${prefix}images/`) || !path.endsWith('/Dockerfile')) continue
    const read = readDockerfile(path, text)
    if (!('problems' in read)) continue
    const { message, line } = read.problems[0]!
    const help = `\`dockcompile eject ${dialect}\` into an empty folder gives the templates that ship, to compare with`
    report(
      diagnostic('DC5004', project.templates.at, { folder: project.templates.value, path, line, problem: message }, { help }),
    )
    return
  }
}
