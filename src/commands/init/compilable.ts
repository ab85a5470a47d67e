import { isLocalContainer } from '../../4-plan/local-component.ts'
import { compile } from '../../compile.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { positions } from '../../diagnostics/position.ts'
import { packageCatalogs } from '../../edge/catalogs.ts'
import { hiddenByGit } from '../../edge/hidden-by-git.ts'
import { calledSteps } from '../../model/called-steps.ts'
import type { Compilation } from '../../model/compilation.ts'
import { overlaidSources } from '../../sources/overlaid-sources.ts'
import type { Sources } from '../../sources/sources.ts'
import { type Entry, type LeftOut, labelOf } from './entry.ts'
import type { Surroundings } from './look-around.ts'
import { type Choices, projectFileText } from './project-file.ts'
import { pythonFor } from './python-version.ts'
import { isWaiting, type Waits, waitsOf } from './waits.ts'

/** The project file that `init` proposes, and what compiling it gives. */
export interface Start {
  readonly text: string
  readonly choices: Choices
  /** The project's files, with those that are not written yet. */
  readonly sources: Sources
  readonly compilation: Compilation
  readonly waits: Waits
}

/** A file that `init` writes. */
export interface NewFile {
  readonly path: string
  readonly text: string
}

/**
 * The project file for which compile finds nothing wrong, as far as there is one: an entry that breaks it becomes a comment with the reason.
 *
 * @param name of the project file
 * @param starters files that are written with it
 */
export function compilableStart(name: string, found: Surroundings, first: Choices, starters: readonly NewFile[]): Start {
  const catalogs = packageCatalogs()
  let below = found.sources
  for (const file of starters) below = overlaidSources(below, file.path, file.text)
  const attempt = (choices: Choices): Start => {
    const text = projectFileText(found, choices)
    const sources = overlaidSources(below, name, text)
    const compilation = compile(sources, { projectFile: name }, { catalogs, hiddenByGit })
    return { text, choices, sources, compilation, waits: waitsOf(compilation.diagnostics, sources) }
  }
  const newest = () => catalogs.load(catalogs.versions.at(-1)!).pythons.at(-1)!
  let start = attempt(first)
  if (!found.pythonVersion) {
    const python = pythonFor(found.sources, start.compilation.plans[0]?.python ?? newest(), found.activeEnvironment)
    start = attempt({ ...start.choices, python })
  }
  start = withoutBroken(withoutGuesses(start, attempt), attempt)
  const local = start.compilation.workspaces.flatMap(({ stack }) => stack.components).find(isLocalContainer)
  if (local) start = attempt({ ...start.choices, localComponent: `${local.flavor} ${local.type.replaceAll('_', ' ')}` })
  const { variables } = start.waits
  if (variables.length > 0) start = attempt({ ...start.choices, variables })
  const hidden = start.compilation.diagnostics.find(d => d.code === 'DC6007')
  if (hidden) {
    const { file, start: from, end } = hidden.at!
    const pattern = found.sources.read(file)?.slice(from, end) ?? 'a line'
    start = attempt({ ...start.choices, output: { folder: 'images', hiddenBy: pattern } })
  }
  start = withLists(start, attempt)
  const steps = stepsOf(start)
  return steps.size > 0 ? attempt({ ...start.choices, steps }) : start
}

/** With the lists of a lock file, where it has those of all images, and in independent layers, where it knows that all parents take them. */
function withLists(start: Start, attempt: (choices: Choices) => Start): Start {
  if (start.compilation.workspaces.every(({ lock }) => lock.requirements.size === 0)) return start
  for (const locked of ['independent', 'stacked'] as const) {
    const next = attempt({ ...start.choices, locked })
    if (errorsOf(next).length === errorsOf(start).length) return next
  }
  return start
}

/** The steps of the entries of which all are known, by the labels of the entries. */
function stepsOf({ choices, compilation }: Start): ReadonlyMap<string, readonly string[]> {
  const pipelines = compilation.resolved.flatMap(workspace => workspace.pipelines)
  return new Map(
    choices.entries.flatMap((entry): [string, readonly string[]][] => {
      const code = pipelines.find(
        ({ code, file }) => code?.code === entry.code && (entry.file === null || file === entry.file),
      )?.code
      return code?.complete ? [[labelOf(entry), calledSteps(code)]] : []
    }),
  )
}

/** Leaves out run configurations that were put beside the code of a pipeline without a call that says so, and that break it: the pipeline itself stays. */
function withoutGuesses(start: Start, attempt: (choices: Choices) => Start): Start {
  const { choices } = start
  if (!errorsOf(start).length) return start
  const leftOut = [...choices.leftOut]
  const entries = choices.entries.flatMap((entry): Entry[] => {
    if (entry.code === null || entry.file === null || entry.because === null) return [entry]
    const bare = { ...entry, file: null, because: null }
    const known = new Set(errorsOf(attempt({ ...choices, entries: [bare] })).map(keyOf))
    const own = errorsOf(attempt({ ...choices, entries: [entry] })).find(error => !known.has(keyOf(error)))
    if (!own) return [entry]
    leftOut.push({ entry, reason: reasonOf(own, entry, start.sources) })
    return choices.entries.some(({ code, file }) => code === entry.code && file === null) ? [] : [bare]
  })
  return leftOut.length === choices.leftOut.length ? start : attempt({ ...choices, entries: distinct(entries), leftOut })
}

/** Of several run configurations that are left out, one pipeline remains. */
const distinct = (entries: readonly Entry[]): Entry[] =>
  entries.filter(
    (entry, i) => entry.file !== null || entries.findIndex(({ code, file }) => code === entry.code && file === null) === i,
  )

/**
 * Leaves out the entries that have errors of their own. An error that each of several has, of the stack for one, belongs to no entry; and where nothing would be left
 * all stay, with their errors.
 */
function withoutBroken(start: Start, attempt: (choices: Choices) => Start): Start {
  const { choices } = start
  if (!errorsOf(start).length || choices.entries.length < 2) return start
  const alone = choices.entries.map(entry => ({ entry, start: attempt({ ...choices, entries: [entry] }) }))
  const errors = alone.map(({ start }) => new Map(errorsOf(start).map(error => [keyOf(error), error])))
  const own = errors.map(some => [...some].filter(([key]) => !errors.every(other => other.has(key))).map(([, error]) => error))
  const leftOut = alone.flatMap(({ entry, start }, i): LeftOut[] =>
    own[i]!.length > 0 ? [{ entry, reason: reasonOf(own[i]![0]!, entry, start.sources) }] : [],
  )
  if (leftOut.length === 0 || leftOut.length === choices.entries.length) return start
  const broken = new Set(leftOut.map(({ entry }) => entry))
  return attempt({
    ...choices,
    entries: choices.entries.filter(entry => !broken.has(entry)),
    leftOut: [...choices.leftOut, ...leftOut],
  })
}

const keyOf = ({ code, message, at }: Diagnostic): string => `${code} ${at?.file}:${at?.start} ${message}`

const errorsOf = ({ compilation }: Pick<Start, 'compilation'>): Diagnostic[] =>
  compilation.diagnostics.filter(found => found.severity === 'error' && !isWaiting(found))

/** Whether something is wrong, besides what the start waits for. */
export const isBroken = (start: Start): boolean => errorsOf(start).length > 0

function reasonOf({ code, message, at }: Diagnostic, { file }: Entry, sources: Sources): string {
  const owner = file === null ? undefined : ownerOf(message, file, sources)
  if (owner !== undefined) return `${code}: ${owner}`
  const place = at && positions(path => sources.read(path))(at)
  return `${code}: ${at && at.file !== file && place ? `${at.file}:${place.line}: ` : ''}${message}`
}

/** A path that is there from a folder above the run configuration: then that folder is the project. */
function ownerOf(message: string, file: string, sources: Sources): string | undefined {
  const path = /`([^`]+)` does not exist/.exec(message)?.[1]
  const folders = file.split('/').map((_, i, parts) => parts.slice(0, i).join('/'))
  const owner = folders.find(folder => folder !== '' && path !== undefined && sources.status(`${folder}/${path}`) === 'file')
  return owner && `\`${path}\` is in \`${owner}\`: run \`dockcompile init\` there`
}
