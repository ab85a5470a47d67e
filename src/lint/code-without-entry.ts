import { firstTime } from '../basics/first-time.ts'
import { byCodePoint } from '../basics/order.ts'
import type { CodeContext } from '../code/read-code.ts'
import { reader } from '../code/reader.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { CodePipeline } from '../model/code.ts'
import { codeRoots } from '../model/code-roots.ts'
import { entriesOf, get, type MapNode } from '../model/node.ts'
import type { PythonFiles } from '../model/python-files.ts'
import type { Span } from '../sources/span.ts'
import { placeKey } from './linted.ts'

/** Docker settings in code, with the pipeline that they reach. */
interface Found {
  readonly code: string
  readonly at: Span
}

/**
 * Warns of Docker settings in Python that reach a pipeline while no entry of the project names code: ZenML builds other images than those that are planned.
 * One warning for the project, at the first place, with the others as notes.
 *
 * @param files by text; a file of which nothing reaches a pipeline is not a reason for a warning
 */
export function lintCodeWithoutEntry(
  { settings, pipelines }: PythonFiles,
  known: Omit<CodeContext, 'file' | 'config'>,
  report: Report,
): void {
  if (settings.length === 0) return
  const context = { ...known, file: undefined, config: () => undefined }
  const read = pipelines.flatMap(file => reader().readCode({ file, name: null, at: null }, context, () => {}))
  const found = read.flatMap(settingsOf)
  const [first, ...others] = onePerPlace(found)
  if (!first) return
  const notes = others.map(({ code, at }) => ({ message: `\`${code}\` has Docker settings here, too`, at }))
  const help = `write \`- code: ${first.code}\` under \`pipelines\`, with the run configuration as \`file\` beside it; \`dockcompile init\` proposes such entries`
  report(diagnostic('DC3078', first.at, { code: first.code }, { help, notes, entry: first.code }))
}

function settingsOf(pipeline: CodePipeline): Found[] {
  return codeRoots(pipeline).flatMap(root => dockerPlaces(root).map(at => ({ code: pipeline.code, at })))
}

/** Where a layer of code gives Docker settings, to the pipeline or to a step. */
function dockerPlaces(root: MapNode): Span[] {
  const levels = [root, ...entriesOf(get(root, 'steps')).map(({ value }) => value)]
  return levels.flatMap(level => get(level, 'settings', 'docker')?.span ?? [])
}

/** In the order of files and places; a constant that several pipelines use is one place. */
function onePerPlace(found: readonly Found[]): Found[] {
  const isFirst = firstTime<string>()
  const unique = found.filter(({ at }) => isFirst(placeKey(at)))
  return unique.sort((a, b) => byCodePoint(a.at.file, b.at.file) || a.at.start - b.at.start)
}
