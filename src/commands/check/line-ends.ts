import { type Diagnostic, diagnostic } from '../../diagnostics/diagnostic.ts'
import type { Project } from '../shared/project.ts'

/** Files that differ in their line ends only, in one message, with the line of `.gitattributes` that keeps git from changing them. */
export function differentLineEnds(paths: readonly string[], { compilation, sources }: Project): Diagnostic {
  const folder = compilation.plans[0]?.outputs ?? '.'
  const pattern = folder === '.' ? '*' : `${folder}/**`
  const line = `${/[\s"]/.test(pattern) ? JSON.stringify(pattern) : pattern} text eol=lf`
  const isWritten = sources
    .read('.gitattributes')
    ?.split(/\r?\n/)
    .some(each => each.startsWith(pattern) && /\seol=lf\b/.test(each))
  const help = isWritten
    ? 'run `dockcompile`: it writes them with Unix line ends, and `.gitattributes` keeps them'
    : `write \`${line}\` into \`.gitattributes\`, so that git does not change them, and run \`dockcompile\``
  return diagnostic('DC6050', null, { folder, files: paths.length }, { help })
}
