import { placeOf } from '../../3-resolve/docker-settings.ts'
import { cleanPath } from '../../3-resolve/project.ts'
import type { ImagePlan, RequirementGroup, RequirementList } from '../../model/plan.ts'
import type { DockerSettings } from '../../model/settings.ts'
import type { Sources } from '../../model/sources.ts'
import type { Span } from '../../model/span.ts'
import type { Workspace } from '../../model/workspace.ts'
import { logicalLines } from '../../requirements/logical-lines.ts'
import { type RequirementLine, readRequirementLine } from '../../requirements/requirement-line.ts'

/** A line of a requirement list: what it says, and where that was written. */
export interface ListedRequirement {
  /** Without its comment; continued lines are one. */
  readonly text: string
  readonly line: RequirementLine
  readonly group: RequirementGroup
  /** Who wrote it: a YAML list, a requirements file, a command whose output is in the lock file, or ZenML's catalog. */
  readonly origin: 'yaml' | 'file' | 'captured' | 'catalog'
  readonly place: Span | null
  /** Where, in words: `` `requirements[2]` ``. */
  readonly where: string
}

/** Reads requirement lists; each list of one place once. */
export class RequirementReader {
  readonly #known = new Map<string, readonly ListedRequirement[]>()
  readonly #workspace: Workspace
  readonly #sources: Sources

  constructor(workspace: Workspace, sources: Sources) {
    this.#workspace = workspace
    this.#sources = sources
  }

  /** The lines of each list of an image. */
  read({ requirements }: ImagePlan, settings: DockerSettings): (readonly ListedRequirement[])[] {
    return requirements.map(list => {
      // Only the user's own list is written with the settings: the stack's is one for all images.
      const at = (list.group === 'user' && placeOf(settings, 'requirements')) || list.at[0]
      const key = JSON.stringify([list.group, list.text, at?.file, at?.start])
      const known = this.#known.get(key) ?? this.#lines(list, settings)
      this.#known.set(key, known)
      return known
    })
  }

  #lines(list: RequirementList, settings: DockerSettings): ListedRequirement[] {
    const { group, at } = list
    // An empty list leaves room for the file that is detected.
    const isWritten = Array.isArray(settings.requirements) && settings.requirements.length > 0
    if (group === 'user') return isWritten ? written(list, settings) : this.#inFile(list, settings)
    const captured = group === 'local' || group === 'pyproject'
    const where = captured ? 'the captured output in dockcompile.lock.json' : `the requirements of the ${group}`
    return logicalLines(list.text).map(({ text, number }) => ({
      text,
      line: readRequirementLine(text),
      group,
      origin: captured ? 'captured' : 'catalog',
      place: at[0] ?? null,
      where: captured ? `line ${number} of ${where}` : where,
    }))
  }

  #inFile(list: RequirementList, { requirements }: DockerSettings): ListedRequirement[] {
    const path =
      typeof requirements === 'string' && requirements !== '' ? requirements : `${this.#workspace.sourceRoot}/requirements.txt`
    const file = cleanPath(path)
    // The list has Unix line ends; places are those of the file.
    return logicalLines(this.#sources.read(file) ?? list.text).map(({ text, start, end }) => ({
      text,
      line: readRequirementLine(text),
      group: 'user',
      origin: 'file',
      place: { file, start, end },
      where: `\`${file}\``,
    }))
  }
}

function written({ group }: RequirementList, settings: DockerSettings): ListedRequirement[] {
  const items = settings.requirements as readonly string[]
  return items.flatMap((item, i) =>
    logicalLines(item).map(({ text }) => ({
      text,
      line: readRequirementLine(text),
      group,
      origin: 'yaml' as const,
      place: placeOf(settings, 'requirements', i),
      where: `\`requirements[${i}]\``,
    })),
  )
}
