import { LOCK_FILE } from '../../3-resolve/read-lock-file.ts'
import { constraintsFile } from '../../4-plan/constraints-file.ts'
import { userLines } from '../../4-plan/requirements.ts'
import { heldLists } from '../../5-render/lists.ts'
import { groupBy } from '../../basics/group-by.ts'
import { redact } from '../../credentials/redact.ts'
import { readInstructions } from '../../dockerfile/read-instructions.ts'
import type { Output } from '../../model/artifact.ts'
import type { Cause, RequirementOrigin } from '../../model/explanation.ts'
import type { RequirementList } from '../../model/plan.ts'
import type { Workspace } from '../../model/workspace.ts'
import { inOutput } from '../../paths/output-path.ts'
import { logicalLines } from '../../requirements/logical-lines.ts'
import { packageName } from '../../requirements/package-name.ts'
import { distinct, fileStart, settingCauses } from './causes.ts'
import { componentCause, groupReason, type ImageContext, integrationCauses } from './image-reasons.ts'

/** A line of a list, wherever the list is. */
export interface ListLine extends Omit<RequirementOrigin, 'file' | 'line'> {
  readonly fileName: string
  /** Of the list, counted from 1. */
  readonly number: number
}

/** Every line of an image's requirement lists, and who brought it. */
export function requirementOrigins(context: ImageContext, output: Output): RequirementOrigin[] {
  const { image, plan } = context
  const dockerfile = inOutput(plan, `images/${image.id}/Dockerfile`)
  const inDockerfile = heredocLines(output.files.find(({ path }) => path === dockerfile)?.text ?? '')
  const held = new Set(heldLists(image).map(list => list.fileName))
  return listLines(context).map(({ fileName, number, ...line }) => {
    const before = inDockerfile.get(`/requirements/${fileName}`)
    // A template of the project may leave a list out.
    const place = held.has(fileName)
      ? { file: dockerfile, line: before === undefined ? 1 : before + number }
      : { file: listPath(context, fileName), line: number }
    return { ...line, ...place }
  })
}

function listPath({ image, plan }: ImageContext, fileName: string): string {
  const name =
    plan.dialect === 'zenml' ? image.requirements.find(list => list.fileName === fileName)!.zenmlName : `requirements/${fileName}`
  return inOutput(plan, `images/${image.id}/${name}`)
}

/** The files that a Dockerfile makes from heredocs, and the line that each is opened in. */
function heredocLines(text: string): Map<string, number> {
  const opened = readInstructions(text).instructions.filter(({ heredocs }) => heredocs.length === 1)
  return new Map(opened.map(({ rest, line }) => [rest.slice(rest.lastIndexOf(' ') + 1), line]))
}

/** Lines, by the lists that they are in. */
export const byList = <L extends { readonly group: string; readonly file: string }>(lines: readonly L[]): L[][] =>
  groupBy(lines, ({ group, file }) => JSON.stringify([group, file]))

/** Every line of an image's requirement lists, without the places of the lists. */
export function listLines(context: ImageContext): ListLine[] {
  const listed = context.image.requirements.flatMap(list => listOrigins(context, list))
  return [...listed, ...resolvedOrigins(context, listed)]
}

function listOrigins(context: ImageContext, list: RequirementList): ListLine[] {
  const { plan, settings, workspace, sources } = context
  const { rule } = groupReason(context, list.group)
  const { lines } = list
  const users = list.group === 'user' ? settings.map(each => ({ each, own: userLines(each, workspace, sources) })) : []
  return lines.map(({ text, number, package: name, read }, i) => {
    const limits = read.kind === 'constraint'
    const causes = lineCauses(context, list, text)
    const written = users.flatMap(({ each, own }): Cause[] => {
      const at = own.length === lines.length ? own[i]!.at : null
      const [whole] = settingCauses([each], 'requirements')
      // The line beats nobody; the setting that holds or names the list may.
      const line: Cause[] = at ? [{ what: own[i]!.where.replaceAll('`', ''), at, beat: [] }] : []
      return whole ? [...line, whole] : line
    })
    return {
      group: list.group,
      fileName: limits && plan.dialect !== 'zenml' ? constraintsFile(list)[0]!.fileName : list.fileName,
      number,
      text: redact(text),
      package: limits ? (packageName(text) ?? null) : name,
      layer: null,
      rule: limits ? 'a constraint: it installs nothing, and limits the version of what is installed' : rule,
      causes: distinct([...written, ...causes]),
    }
  })
}

function lineCauses(context: ImageContext, { group }: RequirementList, line: string): Cause[] {
  const { settings, workspace } = context
  switch (group) {
    case 'stack':
      return stackLineCauses(context, line)
    case 'extra':
      return groupReason(context, group).causes.slice()
    case 'integrations': {
      const names = new Set(settings.flatMap(each => each.required_integrations))
      const bringing = [...names].filter(name => workspace.catalog.integrations[name]?.requirements.includes(line))
      return bringing.flatMap(name => integrationCauses(settings, name))
    }
    case 'local':
    case 'pyproject':
      return [...groupReason(context, group).causes, { what: LOCK_FILE, at: fileStart(LOCK_FILE), beat: [] }]
    case 'user':
      return []
  }
}

function stackLineCauses({ image, workspace }: ImageContext, line: string): Cause[] {
  const { stack, catalog, codeRepository } = workspace
  const components = stack.components.filter(
    ({ known }) =>
      (known?.integration && catalog.integrations[known.integration]?.requirements.includes(line)) ||
      known?.requirements?.includes(line),
  )
  const causes = components.map(({ type, name, nameSpan }) => componentCause(type, name, nameSpan))
  const repository =
    image.code.mode === 'download-from-code-repository' && codeRepository
      ? catalog.integrations[codeRepository.type]?.requirements.includes(line)
      : false
  if (repository) causes.push({ what: 'code_repository', at: codeRepository!.at, beat: [] })
  return causes.length ? causes : localStoreCauses(workspace, line)
}

/** `zenml[local]`: for local components of a client that works on a database. */
function localStoreCauses({ stack }: Workspace, line: string): Cause[] {
  if (!line.startsWith('zenml[')) return []
  return stack.components
    .filter(({ known, type }) => known?.image && (type === 'orchestrator' || type === 'deployer'))
    .map(({ type, name, nameSpan }) => componentCause(type, name, nameSpan))
}

/** The lists that were made from the others: the lock file's, and the heavy packages. */
function resolvedOrigins({ image, workspace }: ImageContext, listed: readonly ListLine[]): ListLine[] {
  const own = new Set(image.requirements.flatMap(list => [list, ...constraintsFile(list)]).map(({ fileName }) => fileName))
  const locked = workspace.project.resolve === 'locked'
  return image.installs.flatMap(({ lists, stage }) =>
    lists
      .filter(list => !own.has(list.fileName))
      .flatMap(list =>
        logicalLines(list.text).map(({ text, number }): ListLine => {
          const name = packageName(text) ?? null
          const asked = distinct(
            listed.filter(origin => origin.package === name && name !== null).flatMap(({ causes }) => causes),
          )
          const lock: Cause[] = locked ? [{ what: LOCK_FILE, at: fileStart(LOCK_FILE), beat: [] }] : []
          const rule = !locked
            ? '`split_heavy`: installed first, in a layer that changes seldom'
            : asked.length
              ? '`resolve: locked`: asked for, at the version of the lock file'
              : '`resolve: locked`: nobody asks for it by name; another package needs it'
          const shown = redact(text.replace(/(?<!\s)\s*--hash=\S+/g, '').trim())
          const causes = [...asked, ...lock]
          const layer = name === null ? null : (stage?.name ?? null)
          return { group: 'resolution', fileName: list.fileName, number, text: shown, package: name, layer, rule, causes }
        }),
      ),
  )
}
