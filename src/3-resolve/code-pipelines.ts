import type { CodeContext } from '../code/read-code.ts'
import { reader } from '../code/reader.ts'
import { unknownValue } from '../code/unknown-value.ts'
import { type Diagnostic, diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { placeOfDamage } from '../diagnostics/place-of-damage.ts'
import { didYouMean } from '../diagnostics/suggest-path.ts'
import type { CodePipeline } from '../model/code.ts'
import type { Document } from '../model/document.ts'
import type { CodeReference, PipelineReference } from '../model/project.ts'
import type { Lock } from '../model/workspace.ts'
import { STATUS_HELP, STATUS_WORDS } from '../sources/sources.ts'
import type { Span } from '../sources/span.ts'
import { answersAbout, capturedPipeline, isUpToDate } from './captured-pipeline.ts'
import type { WrittenPipeline } from './pipeline.ts'

/** What code is read with, the file of the entry aside. */
export interface CodeSurroundings extends Omit<CodeContext, 'file'> {
  readonly lock: Lock
  /** The run configuration of an entry; undefined where it is missing or broken, which was reported. */
  readonly fileOf: (reference: PipelineReference) => Document | undefined
}

type Coded = PipelineReference & { readonly code: CodeReference }

/** The pipelines that the code of an entry means; mistakes are reported. */
export function codePipelines(reference: Coded, around: CodeSurroundings, report: Report): WrittenPipeline[] {
  const { code } = reference
  if (!isThere(code, around, report)) return []
  const file = reference.file === null ? undefined : around.fileOf(reference)
  if (reference.file !== null && !file) return []
  const found = meantPipelines(reference, file, around, report)
  if (!meansOne(reference, found, report)) return []
  return found.flatMap(pipeline => written(reference, pipeline, file, around, report) ?? [])
}

/** What ZenML said about the code; where it was not asked, what the code says. */
function meantPipelines(
  { code, file: path }: Coded,
  file: Document | undefined,
  around: CodeSurroundings,
  report: Report,
): readonly CodePipeline[] {
  const { lock, sources, variables } = around
  const answers = answersAbout(code, path, lock)
  const answered = [...answers].flatMap(([name, answer]) => {
    const entry = { code: name, at: code.at, variables }
    return isUpToDate(answer, entry, sources, report) ? capturedPipeline(name, answer, variables) : []
  })
  if (code.pipeline !== null && answers.size > 0) return answered
  const problems: Diagnostic[] = []
  const entry = { file: code.file, name: code.pipeline, at: code.at, isOneOfMany: code.pattern !== null }
  const read = reader().readCode(entry, { ...around, file }, problem => void problems.push(problem))
  const unanswered = read.filter(pipeline => !answers.has(pipeline.code))
  // What kept a pipeline from being read does not matter once ZenML has answered.
  if (answers.size === 0 || unanswered.length > 0) problems.forEach(report)
  return [...unanswered, ...answered]
}

function isThere({ file, at }: CodeReference, { sources }: CodeSurroundings, report: Report): boolean {
  const status = sources.status(file)
  if (status === 'file') return true
  const what = 'Python file'
  if (status === 'missing') {
    const label = didYouMean(file, sources)
    const help = at ? undefined : label
    report(diagnostic('DC3003', at, { path: file, what }, { label: at ? label : undefined, help }))
  } else {
    const place = placeOfDamage(file, at, sources)
    const details = { help: STATUS_HELP[status], notes: place.notes }
    report(diagnostic('DC3004', place.at, { path: file, what, problem: STATUS_WORDS[status] }, details))
  }
  return false
}

/** What an entry says besides `code` is about one pipeline. */
function meansOne(reference: Coded, found: readonly CodePipeline[], report: Report): boolean {
  const { code, name, file, steps, build, dynamic } = reference
  const forOne = { name, file, steps, build, dynamic }
  const keys = Object.entries(forOne).flatMap(([key, value]) => (value === null ? [] : [key]))
  const isSeveral = found.length > 1 || code.pattern !== null
  if (!isSeveral || keys.length === 0) return true
  const [first] = found
  const help = `name one: \`code: ${first?.code ?? `${code.file}:NAME`}\``
  const params = { code: code.pattern ?? code.file, keys: keys.map(key => `\`${key}\``).join(' and ') }
  report(diagnostic('DC3071', code.at, params, { help }))
  return false
}

function written(
  reference: Coded,
  code: CodePipeline,
  file: Document | undefined,
  around: CodeSurroundings,
  report: Report,
): WrittenPipeline | undefined {
  const name = reference.name === null ? code.name : { value: reference.name, at: reference.at }
  if ('kind' in name) {
    const way = 'write `name` beside `code` in the project file'
    report(unknownValue(name, { reaches: `the name of the pipeline \`${code.code}\``, way }))
    return undefined
  }
  if (reference.file !== null || !code.configPath) return { reference, name, file: reference.file, root: file?.root, code }
  const { value: path, at } = code.configPath
  const document = around.config(path, at as Span)
  return document && { reference, name, file: path, root: document.root, code }
}
