import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { mountsOf } from '../dockerfile/mounts.ts'
import { type DockerfileFacts, readDockerfile } from '../dockerfile/read-dockerfile.ts'
import { type Instruction, readInstructions } from '../dockerfile/read-instructions.ts'
import type { Output } from '../model/artifact.ts'
import type { Workspace } from '../model/workspace.ts'
import { LISTS } from './lists.ts'

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
    const found = 'problems' in read ? read.problems[0]! : missingStage(text, read.ok)
    if (found === undefined) continue
    const { message, line } = found
    const help = `\`dockcompile eject ${dialect}\` into an empty folder gives the templates that ship, to compare with`
    report(
      diagnostic('DC5004', project.templates.at, { folder: project.templates.value, path, line, problem: message }, { help }),
    )
    return
  }
}

/** The first RUN that reads a list of the Dockerfile, where the templates leave that stage out. */
function missingStage(text: string, { stages }: DockerfileFacts): { message: string; line: number } | undefined {
  if (!text.includes(LISTS) || stages.some(({ name }) => name === LISTS)) return undefined
  const reads = ({ flags }: Instruction) => mountsOf(flags).some(mount => mount.get('from') === LISTS)
  const first = readInstructions(text).instructions.find(reads)
  return first && { message: `the stage \`${LISTS}\` with the requirement lists is missing`, line: first.line }
}
