import { type Survey, type SurveyedPipeline, surveyCode } from '../../code/survey/survey.ts'
import type { Span } from '../../sources/span.ts'
import { configFiles } from './config-files.ts'
import type { Entry, LeftOut } from './entry.ts'
import type { Surroundings } from './look-around.ts'
import { namedApart } from './names.ts'
import { placeIn } from './place-in.ts'
import { takerOf } from './taker.ts'

/** What `init` proposes for the pipelines of a project. */
export interface Proposal {
  readonly entries: readonly Entry[]
  /** Run configurations that no call names. */
  readonly leftOut: readonly LeftOut[]
  readonly sourceRoot: { readonly folder: string; readonly from: string } | null
  /** What was seen and cannot be taken over, one sentence each. */
  readonly notes: readonly string[]
}

/** The entries for what was found: nothing that no file says. */
export function proposedEntries(found: Surroundings): Proposal {
  const zen = zenFolder(found)
  const survey = surveyCode(found.python, found.sources, [zen?.folder ?? '.'])
  const pipelines = survey.pipelines.filter(({ uses, isInner }) => uses.length > 0 || !isInner)
  if (pipelines.length === 0) {
    const entries = found.pipelines.map(file => ({ ...NONE, file }))
    const names =
      found.zenml.length > 0 && entries.length > 0 ? ['the pipelines are named after their files: no `@pipeline` was found'] : []
    return { entries, leftOut: [], sourceRoot: zen, notes: [...names, ...notesOn(found, survey)] }
  }
  const [other, ...more] = survey.otherRoots
  const imported =
    other !== undefined && more.length === 0
      ? { folder: other || '.', from: 'the folder from which its modules are imported' }
      : null
  const { entries, leftOut, notes } = codeEntries(pipelines, found)
  return { entries, leftOut, sourceRoot: zen ?? imported, notes: [...notes, ...notesOn(found, survey)] }
}

/** The only folder with `.zen`, when it is not the root. */
function zenFolder({ zenFolders }: Surroundings): Proposal['sourceRoot'] {
  const [folder, ...others] = zenFolders
  return folder === undefined || folder === '.' || others.length > 0 ? null : { folder, from: 'the folder with `.zen`' }
}

/** One entry for each pipeline and run configuration that it is called with, or that can only be its. */
function codeEntries(pipelines: readonly SurveyedPipeline[], found: Surroundings) {
  const place = placeIn(found.sources)
  const notes: string[] = []
  const uses = pipelines.map(pipeline => ({ pipeline, ...usesOf(pipeline, found, place, notes) }))
  const named = new Set(uses.flatMap(({ configs }) => [...configs.keys()]))
  const leftOut: LeftOut[] = []
  for (const file of found.pipelines.filter(path => !named.has(path))) {
    const taker = takerOf(file, pipelines, found)
    const use = taker && uses.find(({ pipeline }) => pipeline === taker.pipeline)
    // Where every call is known, a name alone proves nothing.
    if (use && (taker.isSure || use.pipeline.uses.length === 0 || use.bare !== null)) use.configs.set(file, taker.because)
    else leftOut.push({ entry: { ...NONE, code: taker?.pipeline.code ?? null, file }, reason: taker ? MAYBE : NOBODYS })
  }
  const isCalled = pipelines.some(pipeline => pipeline.uses.length > 0)
  const entries = uses.flatMap(({ pipeline, configs, bare }) => {
    const because = bare ?? (isCalled && pipeline.uses.length === 0 ? 'nothing here calls it' : null)
    const own = pipeline.uses.some(use => use.configs === null) || configs.size === 0 ? [{ file: null, because }] : []
    const others = [...configs].map(([file, why]) => ({ file, because: why }))
    return [...own, ...others].map(({ file, because }) => ({ pipeline, file, because }))
  })
  return { entries: namedApart(entries), leftOut, notes }
}

const NONE: Entry = { code: null, file: null, name: null, because: null }
const MAYBE = 'by its name a run configuration of this pipeline, but no call names it'
const NOBODYS = 'a run configuration that no call names: write it as `file` beside the `code` of its pipeline'

interface Uses {
  /** The run configurations that it is called with, each with what that rests on where it is not certain. */
  readonly configs: Map<string, string | null>
  /** Why it has an entry without one, where a call has one that cannot be read. */
  readonly bare: string | null
}

function usesOf(pipeline: SurveyedPipeline, found: Surroundings, place: (at: Span) => string, notes: string[]): Uses {
  const configs = new Map<string, string | null>()
  let bare: string | null = null
  for (const { at, configs: texts } of pipeline.uses) {
    if (texts === null) continue
    let isRead = false
    for (const text of texts) {
      const { matches, pattern } = configFiles(text, at.file, found)
      isRead ||= matches.length > 0
      const because = pattern === null ? null : `one of \`${pattern}\`, which ${place(at)} names`
      for (const file of matches) if (configs.get(file) !== null) configs.set(file, because)
      if (matches.length === 0 && pattern === null) notes.push(`${place(at)} names \`${text}\`, which is not there`)
    }
    if (isRead) continue
    bare = `its \`config_path\` cannot be read: ${place(at)}`
    notes.push(
      `${place(at)}: the \`config_path\` of \`${pipeline.bound}\` cannot be read: write its \`file\` beside \`code: ${pipeline.code}\``,
    )
  }
  return { configs, bare }
}

function notesOn(found: Surroundings, { unnamed, scriptSettings, pipelines }: Survey): string[] {
  const place = placeIn(found.sources)
  const { notebooks, cut } = found
  return [
    ...unnamed.map(at => `${place(at)}: a pipeline inside of a function can be no \`code\`: define it at the top of its file`),
    ...scriptSettings.map(
      at =>
        `${place(at)}: these settings exist only while the script runs: bind the pipeline with them to a name at the top of the file, and use that name as \`code\``,
    ),
    ...(notebooks.length > 0
      ? [
          `not read: ${notebooks.join(', ')}. Move the pipelines of notebooks to Python files, then run \`dockcompile init --force\``,
        ]
      : []),
    ...(cut ? ['this folder has more files than `init` looks at: name what is missing in the project file'] : []),
    ...(pipelines.length + found.pipelines.length === 0 ? ['no pipeline was found: pipelines/pipeline.yaml is an example'] : []),
  ]
}
