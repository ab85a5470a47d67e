import type { CodeContext } from '../code/read-code.ts'
import { reader, surveyor } from '../code/reader.ts'
import { nameWords } from '../code/survey/name-words.ts'
import type { SurveyedPipeline } from '../code/survey/survey.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { calledSteps } from '../model/called-steps.ts'
import type { CodePipeline } from '../model/code.ts'
import type { PipelineReference } from '../model/project.ts'
import type { PythonFiles } from '../model/python-files.ts'
import type { Pipeline } from '../model/workspace.ts'
import { cleanPath } from '../paths/clean-path.ts'
import { folderOf } from '../paths/path-parts.ts'
import { startOf } from '../sources/place-of-part.ts'
import type { Span } from '../sources/span.ts'

/** A project with more files with pipelines gets no hint: to read them all takes longer than to compile. */
const MOST_FILES = 200
/** Step names that a help lists. */
const SHOWN = 12

/** A pipeline of which only the steps that its file names are known, and its code. */
interface Smaller {
  readonly pipeline: Pipeline
  readonly code: CodePipeline
}

/** Whether an entry names a file alone, so that nobody knows all of its steps. */
export const hasOpenSteps = ({ code, file, complete, dynamic, prebuilt }: Pipeline): boolean =>
  code === null && file !== null && !complete && !dynamic && prebuilt === null

/**
 * Gives a hint where the code of a pipeline has steps that neither its entry nor its file names: the plan says less than the code. One hint for the project,
 * with the other pipelines as notes.
 */
export function lintStepsWithoutEntry(
  pipelines: readonly Pipeline[],
  { pipelines: files }: PythonFiles,
  known: Omit<CodeContext, 'file' | 'config'> & { readonly project: { readonly pipelines: readonly PipelineReference[] } },
  report: Report,
): void {
  const open = pipelines.filter(hasOpenSteps)
  if (open.length === 0 || files.length === 0 || files.length > MOST_FILES) return
  const context = { ...known, file: undefined, config: () => undefined }
  const code = files.flatMap(file => reader().readCode({ file, name: null, at: null }, context, () => {}))
  const calls = surveyor().surveyCode(files, known.sources, [known.sourceRoot]).pipelines
  const smaller = open.flatMap((pipeline): Smaller[] => {
    const own = codeOf(pipeline, code, namedBy(pipeline.file!, calls))
    const isSmaller = own?.steps.some(({ name }) => !pipeline.steps.some(step => step.name === name))
    return isSmaller ? [{ pipeline, code: own! }] : []
  })
  const [first, ...others] = smaller
  if (!first) return
  const placeOf = ({ file, name }: Pipeline): Span =>
    known.project.pipelines.find(reference => reference.file === file && (reference.name ?? name) === name)?.at ?? startOf(file!)
  const notes = others.map(({ pipeline, code }) => ({ message: sentence(code, pipeline), at: placeOf(pipeline) }))
  report(
    diagnostic(
      'DC2054',
      placeOf(first.pipeline),
      { sentence: sentence(first.code, first.pipeline) },
      { notes, help: wayOut(first) },
    ),
  )
}

const sentence = ({ code, steps }: CodePipeline, pipeline: Pipeline): string =>
  `\`${code}\` has ${counted(steps.length)}, and the plan of \`${pipeline.name}\` knows ${pipeline.steps.length || 'none'} of them`

const counted = (steps: number): string => (steps === 1 ? 'one step' : `${steps} steps`)

function wayOut({ pipeline, code }: Smaller): string {
  const names = calledSteps(code)
  const list = names.length > SHOWN ? [...names.slice(0, SHOWN), '…'] : names
  return `write \`code: ${code.code}\` beside \`file: ${pipeline.file}\`, or list its steps: \`steps: [${list.join(', ')}]\``
}

/** The pipelines that scripts call with a run configuration: `training.with_options(config_path="train.yaml")()`. */
function namedBy(file: string, calls: readonly SurveyedPipeline[]): ReadonlySet<string> {
  const isFile = (path: string, folder: string) => [path, `${folder}/${path}`].some(place => cleanPath(place) === file)
  const named = calls.filter(({ uses }) => uses.some(({ at, configs }) => configs?.some(path => isFile(path, folderOf(at.file)))))
  return new Set(named.map(({ code }) => code))
}

/**
 * The code that a run configuration is for, among the pipelines that have all its steps: the only one that names it, that is called with it, that has its name,
 * or that there is.
 */
function codeOf(
  { file, name, steps }: Pipeline,
  all: readonly CodePipeline[],
  called: ReadonlySet<string>,
): CodePipeline | undefined {
  const able = all.filter(code => code.complete && steps.every(step => code.steps.some(own => own.name === step.name)))
  const only = (fits: (code: CodePipeline) => boolean) => {
    const [found, ...others] = able.filter(fits)
    return others.length === 0 ? found : undefined
  }
  const names = ({ code, name: own }: CodePipeline) => [
    code.slice(code.lastIndexOf(':') + 1),
    ...('value' in own && typeof own.value === 'string' ? [own.value] : []),
  ]
  return (
    only(({ configPath, code }) => configPath?.value === file || called.has(code)) ??
    only(code => names(code).some(own => nameWords(own) === nameWords(name))) ??
    (steps.length > 0 || all.length === 1 ? only(() => true) : undefined)
  )
}
