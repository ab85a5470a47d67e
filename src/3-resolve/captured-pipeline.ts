import { sha256 } from '../basics/sha256.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { CodePipeline, CodeStep } from '../model/code.ts'
import { type Entry, get, type MapNode, type Node } from '../model/node.ts'
import type { CodeReference } from '../model/project.ts'
import type { CapturedPipeline, Lock } from '../model/workspace.ts'
import { hashOf, type Sources } from '../sources/sources.ts'
import type { Span } from '../sources/span.ts'
import { flagAt, textAt } from './place.ts'
import { substitute, type Variables } from './substitute.ts'

/**
 * The name of a captured pipeline in the lock file.
 *
 * @param code `pipelines/training.py:training_pipeline`
 * @param file the run configuration of the entry: its `parameters` decide which steps there are
 */
export const capturedKey = (code: string, file: string | null): string => (file === null ? code : `${code} ${file}`)

/** The answers about the pipelines that an entry means, by `pipelines/training.py:training_pipeline`. */
export function answersAbout(
  { file, pipeline }: Pick<CodeReference, 'file' | 'pipeline'>,
  config: string | null,
  { pipelines }: Lock,
): ReadonlyMap<string, CapturedPipeline> {
  const answers = [...pipelines].flatMap(([key, answer]): [string, CapturedPipeline][] => {
    const name = /^[^/ ]+/.exec(key.startsWith(`${file}:`) ? key.slice(file.length + 1) : '')?.[0]
    const code = `${file}:${name}`
    const isMeant = name !== undefined && key === capturedKey(code, config) && (pipeline === null || pipeline === name)
    return isMeant ? [[code, answer]] : []
  })
  return new Map(answers)
}

/** Whether all that the answer was made from is as it was then; the first change is reported. */
export function isUpToDate(
  captured: CapturedPipeline,
  entry: { readonly code: string; readonly at: Span | null; readonly variables: Variables },
  sources: Sources,
  report: Report,
): boolean {
  const [first, ...others] = [...changedFiles(captured, sources), ...changedVariables(captured, entry.variables)]
  if (first === undefined) return true
  const notes = others.map(other => ({ message: other }))
  const help = 'run `dockcompile freeze` again, which asks ZenML'
  report(diagnostic('DC3079', entry.at, { code: entry.code, change: first }, { notes, help }))
  return false
}

function changedFiles({ files }: CapturedPipeline, sources: Sources): string[] {
  const changed = [...files].filter(([path, hash]) => hashOf(sources, path) !== hash)
  return changed.map(([path]) => `\`${path}\` ${sources.status(path) === 'missing' ? 'is missing' : 'has changed'}`)
}

/** A variable that had no value in the project then has no hash. */
function changedVariables({ environment, variables: hashes }: CapturedPipeline, variables: Variables): string[] {
  const hashNow = (name: string) => (variables.has(name) ? sha256(variables.get(name)!) : undefined)
  const changed = environment.filter(name => hashNow(name) !== hashes.get(name))
  return changed.map(name => `the variable \`${name}\` has another value`)
}

/**
 * What ZenML said, in the form in which code is read. Its values have their places in the lock file.
 *
 * @param variables those of the project; a name of a variable that has none stays
 */
export function capturedPipeline(code: string, { answer, at }: CapturedPipeline, variables: Variables): CodePipeline {
  const steps = get(answer, 'steps')
  const options = get(answer, 'step_options')
  return {
    code,
    at,
    name: textAt(substitute(get(answer, 'name')!, variables))!,
    layers: [layer(get(answer, 'config'), at)],
    configPath: textAt(answer, 'config_path') ?? null,
    steps: steps?.kind === 'list' ? steps.items.flatMap(stepOf) : [],
    stepOptions: options?.kind === 'map' && options.entries.length > 0 ? options : null,
    complete: true,
    dynamic: flagAt(answer, 'dynamic') ?? false,
    build: get(answer, 'build')?.kind === 'string' ? get(answer, 'build')! : null,
  }
}

function stepOf(node: Node): CodeStep[] {
  const id = textAt(node, 'id')
  if (!id || node.kind !== 'map') return []
  return [{ name: id.value, at: id.at, layers: [layer({ ...node, entries: node.entries.filter(isConfig) }, id.at)] }]
}

const isConfig = ({ key }: Entry): boolean => key.kind !== 'string' || key.value !== 'id'

/** ZenML has merged the layers of the code already. */
const layer = (node: Node | undefined, span: Span) => ({
  config: node?.kind === 'map' ? node : ({ kind: 'map', entries: [], span } satisfies MapNode),
  merge: true,
})
