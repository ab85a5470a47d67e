import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { CodeReference } from '../model/project.ts'
import { cleanPath } from '../paths/clean-path.ts'
import type { Sources } from '../sources/sources.ts'
import type { Span } from '../sources/span.ts'

const CODE = /^(.*\.(?:py|ipynb))(?::([^:/]*))?$/s

/** Whether an entry that says nothing but a path means Python code: `run.py`, `run.py:training`. */
export const isCode = (path: string): boolean => CODE.test(path)

/** A path that an entry names, or that its pattern matches. */
export interface NamedPath {
  readonly path: string
  /** As in `CodeReference`. */
  readonly pattern: string | null
}

/** The path that dots were written for: `pipelines.training` is a module, or the pipeline `training` of `pipelines.py`. */
function pathOf(dotted: string, sources: Sources): string {
  const parts = dotted.split('.')
  const owner = `${parts.slice(0, -1).join('/')}.py`
  return sources.status(owner) === 'file' ? `${owner}:${parts.at(-1)}` : `${parts.join('/')}.py`
}

/** Takes `pipelines/training.py:training_pipeline` apart; undefined, and reported, where it names no Python file. */
export function codeReference(
  { path, pattern }: NamedPath,
  at: Span | null,
  sources: Sources,
  report: Report,
): CodeReference | undefined {
  const [, file, pipeline] = CODE.exec(path) ?? []
  if (file === undefined) {
    const module = /^[\w.]+$/.test(path.replace(/:.*$/s, '')) ? path : undefined
    const meant = module?.includes(':')
      ? module.replace(/^[^:]*/, dotted => `${dotted.replaceAll('.', '/')}.py`)
      : module && pathOf(module, sources)
    // Who swaps the two has the run configuration here.
    const help = /\.ya?ml$/.test(path)
      ? 'a run configuration belongs in `file`, and the pipeline in `code`'
      : `write the path of the file, then the pipeline: \`${meant ?? 'pipelines/training.py:training_pipeline'}\``
    report(diagnostic('DC3070', at, { code: path, problem: 'names no Python file' }, { help }))
    return undefined
  }
  if (file.endsWith('.ipynb')) {
    const help = 'move the pipeline into a `.py` file, which the notebook can import'
    const problem = 'is a notebook: which of its cells ran, and in which order, is not in the file'
    report(diagnostic('DC3070', at, { code: path, problem }, { help }))
    return undefined
  }
  return { file: cleanPath(file), pipeline: pipeline || null, pattern, at }
}
