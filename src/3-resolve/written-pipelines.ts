import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { kept } from '../memo/memo.ts'
import type { CodeReference, PipelineReference } from '../model/project.ts'
import { type CodeSurroundings, codePipelines } from './code-pipelines.ts'
import type { WrittenPipeline } from './pipeline.ts'
import { uniqueNames } from './unique-names.ts'

/** The pipelines that the entries of a project mean, each with what its file and its code say. Code is read here. */
export function writtenPipelines(
  references: readonly PipelineReference[],
  around: CodeSurroundings,
  report: Report,
): readonly WrittenPipeline[] {
  const written = references.flatMap(reference => pipelinesOf(reference, around, report))
  if (references.every(({ code }) => !code)) return written
  reportEmptyPatterns(references, written, report)
  const found = withoutRepeated(written)
  const named = found.map(({ name, file, code, reference }) => ({
    name: name.value,
    file: code?.code ?? file!,
    at: reference.code?.at ?? reference.at,
  }))
  return uniqueNames(named, report) ? found : []
}

function pipelinesOf(reference: PipelineReference, around: CodeSurroundings, report: Report): readonly WrittenPipeline[] {
  const { sources, config, fileOf, memo, ...values } = around
  const surface = { asks: { sources, config, fileOf }, tells: { report } }
  return kept(memo, 'entry', [reference, ...Object.values(values)], surface, asked => {
    if (reference.code) return codePipelines({ ...reference, code: reference.code }, { ...around, ...asked }, asked.report)
    const document = asked.fileOf(reference)
    const name = { value: reference.name!, at: reference.at }
    return document ? [{ reference, name, file: reference.file, root: document.root, code: null }] : []
  })
}

/** A file without a pipeline is none of a pattern's mistakes, a pattern without any is one. */
function reportEmptyPatterns(
  references: readonly PipelineReference[],
  written: readonly WrittenPipeline[],
  report: Report,
): void {
  const matched = references.flatMap(({ code }) => (code?.pattern != null ? [code] : []))
  const used = new Set(written.map(({ reference }) => reference.code?.pattern))
  const empty = new Map<string, CodeReference>(matched.filter(code => !used.has(code.pattern)).map(code => [code.pattern!, code]))
  for (const [pattern, { at }] of empty) report(diagnostic('DC3080', at, { file: pattern, name: null }))
}

/** An entry that names a pipeline beats one that names its file, or a pattern for it. */
function withoutRepeated(written: readonly WrittenPipeline[]): readonly WrittenPipeline[] {
  const isNamed = ({ reference }: WrittenPipeline) => reference.code?.pipeline != null
  const named = new Set(written.filter(isNamed).map(({ code }) => code!.code))
  const seen = new Set<string>()
  return written.filter(each => {
    if (!each.code || isNamed(each)) return true
    const isRepeated = named.has(each.code.code) || seen.has(each.code.code)
    seen.add(each.code.code)
    return !isRepeated
  })
}
