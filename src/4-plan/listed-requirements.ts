import { LOCK_FILE } from '../3-resolve/read-lock-file.ts'
import { Interned } from '../basics/interned.ts'
import type { ListedRequirement, RequirementGroup } from '../model/plan.ts'
import { type LogicalLine, logicalLines } from '../requirements/logical-lines.ts'
import { packageName } from '../requirements/package-name.ts'
import { readRequirementLine } from '../requirements/requirement-line.ts'
import type { Span } from '../sources/span.ts'
import { type PartedText, partAt, type WrittenList } from './written-lists.ts'

/** What a list is made from. */
export type ListSource = WrittenSource | CalculatedSource

/** What a person wrote. */
export interface WrittenSource extends WrittenList {
  readonly origin: 'written'
  /** The file that the settings name; null: they hold the list. */
  readonly file: string | null
  /** Where somebody asked for it; null: nobody wrote that down. */
  readonly at: Span | null
}

/** What ZenML's catalog or a command says. */
interface CalculatedSource {
  readonly origin: 'catalog' | 'captured'
  readonly text: string
  readonly at: Span | null
}

const KNOWN = new Interned<readonly ListedRequirement[]>()

/** The lines of a list with their places. Equal lists of one place are one object. */
export function listedRequirements(group: RequirementGroup, source: ListSource): readonly ListedRequirement[] {
  const { text, at } = source
  const places = source.origin === 'written' ? [source.constraints.text, ...placesOf(source)] : []
  const key = JSON.stringify([group, text, source.origin, at?.file, at?.start, ...places])
  return KNOWN.of(key, () => readLines(group, source))
}

/** Equal texts of two files, or of an edited file, have other places. */
function placesOf({ parts, constraints }: WrittenSource): readonly unknown[] {
  return [...parts, ...constraints.parts].map(({ start, where, at }) => [start, where, at(start, start)])
}

function readLines(group: RequirementGroup, source: ListSource): ListedRequirement[] {
  if (source.origin !== 'written') return logicalLines(source.text).map(line => calculatedLine(line, group, source))
  const limits = logicalLines(source.constraints.text).map((line): ListedRequirement => {
    const { read, ...written } = writtenLine(line, group, source.constraints)
    return { ...written, package: null, read: { kind: 'constraint', of: read } }
  })
  return [...logicalLines(source.text).map(line => writtenLine(line, group, source)), ...limits]
}

function readLine({ text, number }: LogicalLine) {
  return { text, number, package: packageName(text) ?? null, read: readRequirementLine(text) }
}

function writtenLine(line: LogicalLine, group: RequirementGroup, text: PartedText): ListedRequirement {
  const { origin, where, at } = partAt(text, line.start)
  return { ...readLine(line), group, origin, at: at(line.start, line.end), where }
}

function calculatedLine(line: LogicalLine, group: RequirementGroup, { origin, at }: CalculatedSource): ListedRequirement {
  const where =
    origin === 'captured' ? `line ${line.number} of the captured output in ${LOCK_FILE}` : `the requirements of the ${group}`
  return { ...readLine(line), group, origin, at, where }
}
