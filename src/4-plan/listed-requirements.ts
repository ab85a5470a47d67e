import { LOCK_FILE } from '../3-resolve/read-lock-file.ts'
import type { ListedRequirement, RequirementGroup } from '../model/plan.ts'
import type { PlacedText } from '../model/settings.ts'
import { type LogicalLine, logicalLines } from '../requirements/logical-lines.ts'
import { packageName } from '../requirements/package-name.ts'
import { readRequirementLine } from '../requirements/requirement-line.ts'
import type { Sources } from '../sources/sources.ts'
import type { Span } from '../sources/span.ts'

/** What a list is made from. */
export type ListSource = {
  readonly text: string
  /** Where somebody asked for it; null: nobody wrote that down. */
  readonly at: Span | null
} & (
  | { readonly origin: 'catalog' | 'captured' }
  | { readonly origin: 'file'; readonly file: string }
  | { readonly origin: 'yaml'; readonly items: readonly PlacedText[] }
)

const KNOWN = new WeakMap<Sources, Map<string, readonly ListedRequirement[]>>()

/** The lines of a list with their places. Equal lists of one place are read once in a compilation, and are one object. */
export function listedRequirements(group: RequirementGroup, source: ListSource, sources: Sources): readonly ListedRequirement[] {
  const all = KNOWN.get(sources) ?? new Map<string, readonly ListedRequirement[]>()
  KNOWN.set(sources, all)
  const { text, at } = source
  const key = JSON.stringify([group, text, source.origin === 'file' && source.file, at?.file, at?.start])
  const known = all.get(key) ?? readLines(group, source)
  all.set(key, known)
  return known
}

function readLines(group: RequirementGroup, source: ListSource): ListedRequirement[] {
  const place = places(group, source)
  return logicalLines(source.text).map(line => ({
    text: line.text,
    number: line.number,
    package: packageName(line.text) ?? null,
    read: readRequirementLine(line.text),
    group,
    origin: source.origin,
    ...place(line),
  }))
}

/** Says where lines were written; it is asked for one after the other. */
function places(group: RequirementGroup, source: ListSource): (line: LogicalLine) => Pick<ListedRequirement, 'at' | 'where'> {
  switch (source.origin) {
    case 'file':
      return ({ start, end }) => ({ at: { file: source.file, start, end }, where: `\`${source.file}\`` })
    case 'yaml': {
      const { items } = source
      let item = 0
      let end = items[0]!.text.length
      return ({ start }) => {
        while (start > end) end += items[++item]!.text.length + 1
        return { at: items[item]!.at, where: `\`requirements[${item}]\`` }
      }
    }
    case 'captured':
      return ({ number }) => ({ at: source.at, where: `line ${number} of the captured output in ${LOCK_FILE}` })
    case 'catalog':
      return () => ({ at: source.at, where: `the requirements of the ${group}` })
  }
}
