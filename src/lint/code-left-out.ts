import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { selectContext } from '../dockerignore/select-context.ts'
import { startOf } from '../sources/place-of-part.ts'
import type { Span } from '../sources/span.ts'
import type { Linted } from './linted.ts'

/** A step is imported from its file, so an image that includes the code needs that file. One message for the first file of each reason. */
export function lintCodeLeftOut({ images, workspace }: Linted, report: Report): void {
  const included = images.find(({ image }) => image.code.mode === 'include')?.image.code
  if (!included) return
  const { project, pipelines, sourceRoot } = workspace
  const files = [...new Set(pipelines.flatMap(({ code }) => code?.at.file ?? []))]
  const inOutput = files.find(file => file.startsWith(`${project.output}/`))
  if (inOutput !== undefined) {
    const problem = `the output folder \`${project.output}\` is never part of an image`
    const help = 'choose a folder that holds nothing else with `output`'
    report(diagnostic('DC6053', project.outputAt, { path: inOutput, problem }, { help, severity: 'error' }))
  }
  const { dockerignore } = included
  if (dockerignore === null || inOutput !== undefined) return
  const root = sourceRoot === '.' ? '' : `${sourceRoot}/`
  const below = files.flatMap(file => (file.startsWith(root) ? file.slice(root.length) : []))
  const sent = new Set(sentOf(below, dockerignore.text))
  const left = below.find(file => !sent.has(file))
  if (left === undefined) return
  const [top] = left.split('/')
  const help = `remove the line, or write \`!${top}\` below it`
  const at = lineThatLeavesOut(left, dockerignore)
  report(diagnostic('DC6053', at, { path: `${root}${left}`, problem: `\`${dockerignore.path}\` leaves it out` }, { help }))
}

/** The files that an image gets: all, where Docker refuses the ignore file, which is reported elsewhere. */
function sentOf(files: readonly string[], text: string): readonly string[] {
  const selected = selectContext(files, text)
  return 'files' in selected ? selected.files : files
}

/** The last line without which the file would be there; the start of the file where several leave it out. */
function lineThatLeavesOut(left: string, { path, text }: { readonly path: string; readonly text: string }): Span {
  const lines = text.split('\n')
  const found = lines.findLastIndex((_, i) => sentOf([left], lines.toSpliced(i, 1).join('\n')).length > 0)
  if (found < 0) return startOf(path)
  const start = lines.slice(0, found).join('\n').length + (found > 0 ? 1 : 0)
  return { file: path, start, end: start + lines[found]!.trimEnd().length }
}
