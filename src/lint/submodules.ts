import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { isSent } from '../dockerignore/select-context.ts'
import { below } from '../paths/below.ts'
import { cleanPath } from '../paths/clean-path.ts'
import { leadsOutside } from '../paths/leads-outside.ts'
import type { Linted } from './linted.ts'

const FILE = '.gitmodules'

/** git leaves the folder of a submodule empty until somebody asks for it, as CI's checkout does: images then lack that code. */
export function lintSubmodules({ images, workspace, sources }: Linted, report: Report): void {
  const included = images.find(({ image }) => image.code.mode === 'include')?.image.code
  if (!included || sources.status(FILE) !== 'file') return
  const text = sources.read(FILE) ?? ''
  for (const { 1: written = '', index } of text.matchAll(/^[ \t]*path[ \t]*=[ \t]*(.*?)[ \t]*\r?$/gm)) {
    const path = cleanPath(written.replace(/^"(.*)"$/, '$1'))
    const inCode = leadsOutside(path) ? undefined : below(workspace.sourceRoot, path)
    if (inCode === undefined || inCode === '.' || isCheckedOut(path)) continue
    if (!isSent(`${inCode}/file`, included.dockerignore?.text ?? '')) continue
    const start = text.indexOf(written, index)
    const help = `\`git submodule update --init\` gets it (for GitHub's checkout: \`submodules: true\`); if no image needs it, add the line \`${inCode}\` to \`${included.ignoreFile}\``
    report(diagnostic('DC4184', { file: FILE, start, end: start + written.length }, { path }, { help }))
  }

  function isCheckedOut(path: string): boolean {
    const status = sources.status(path)
    return status === 'folder' ? (sources.list(path)?.length ?? 0) > 0 : status !== 'missing'
  }
}
