import { existsSync } from 'node:fs'
import { basename, dirname, isAbsolute, resolve } from 'node:path'
import { compile } from '../../compile.ts'
import { compileSome } from '../../compile-some.ts'
import type { TextOf } from '../../diagnostics/position.ts'
import { packageCatalogs } from '../../edge/catalogs.ts'
import { discover } from '../../edge/discover.ts'
import { diskSources } from '../../edge/disk.ts'
import { hiddenByGit } from '../../edge/hidden-by-git.ts'
import { pythonFiles } from '../../edge/python-files.ts'
import { repositoryAbove } from '../../edge/repository-above.ts'
import { repositoryState } from '../../edge/repository-state.ts'
import type { Compilation } from '../../model/compilation.ts'
import type { Measure, Stage } from '../../model/measure.ts'
import type { Baseline, Flags } from '../../model/options.ts'
import { overlaidSources } from '../../sources/overlaid-sources.ts'
import type { Sources } from '../../sources/sources.ts'
import type { Call } from '../command.ts'
import { type Arguments, UsageError } from './arguments.ts'
import { checkNamedFiles } from './named-files.ts'
import { refuseWithoutProjectFile } from './no-project-file.ts'
import { fromCwd, isAbove } from './paths.ts'
import { projectFileFor, unsavedFile } from './unsaved.ts'

/** A compiled project. */
export interface Project {
  /** The project root, absolute. */
  readonly root: string
  readonly sources: Sources
  readonly compilation: Compilation
  readonly textOf: TextOf
  /** Whether a text came from standard input (`-`): then nothing may be written. */
  readonly unsaved: boolean
  /** The project file's name in the root; absent without one. */
  readonly projectFile?: string
}

/** What a command needs of a compilation besides its result. */
export interface CompileNeeds {
  /** Whether git may be asked about the checkout; the answer of `check` may not depend on the machine. */
  readonly git?: boolean
  /** Puts something before the disk. */
  readonly sources?: (disk: Sources, root: string) => Sources
  /** Warnings that are not told. */
  readonly baseline?: Baseline | undefined
  /** False: the project's own ZenML version, whatever the flag says. */
  readonly zenml?: false
  /** False: warnings stay warnings, whatever the flag says. */
  readonly denyWarnings?: false
  /** `--resolve` without a value means something to the command. */
  readonly bareResolve?: boolean
}

/** Finds the project file, reads the flags and compiles. `files` are pipeline files as typed. */
export function compileProject(call: Call, files: readonly string[], needs: CompileNeeds = {}): Project {
  const { args, cwd } = call
  if (needs.bareResolve !== true && args.has('resolve') && args.value('resolve') === undefined)
    throw new UsageError('`--resolve` needs a value: `--resolve HOW`')
  const config = args.value('config')
  if (config !== undefined && args.has('no-config')) throw new UsageError('`--config` and `--no-config` contradict each other')
  const unsaved = unsavedFile(call, files)
  const found = () => (unsaved ? projectFileFor(unsaved, cwd) : discover(cwd))
  const projectFile = config !== undefined ? resolve(cwd, config) : args.has('no-config') ? undefined : found()
  if (projectFile === undefined && !unsaved) refuseWithoutProjectFile(call, files)
  const root = projectFile === undefined ? cwd : dirname(projectFile)
  const path = (typed: string) => fromCwd(root, cwd, typed)
  const { zenml, ...others } = readFlags(args, path, typed => (isStackName(typed, root, cwd) ? typed : path(typed)))
  const flags = zenml === undefined || needs.zenml === false ? others : { ...others, zenml }
  const pipelines = files.map(file => path(file === '-' ? unsaved!.name : file))
  const named = [...pipelines, flags.stack, flags.build, flags.templates, flags.sourceRoot].filter(
    p => p !== undefined && isAbove(p),
  )
  const onDisk = diskSources(root, named as string[])
  const disk = unsaved ? overlaidSources(onDisk, path(unsaved.name), unsaved.text) : onDisk
  const sources = watched(needs.sources?.(disk, root) ?? disk, call)
  const textOf: TextOf = file => sources.read(file) ?? sources.damage?.(file)?.text
  const typed = unsaved ? [] : files.map((file, i) => ({ typed: file, path: pipelines[i]! }))
  const choose = checkNamedFiles(call, typed, sources, projectFile && basename(projectFile)) ? compileSome : compile
  const compileFiles = (files: readonly string[]) =>
    choose(
      sources,
      {
        ...(projectFile !== undefined && { projectFile: basename(projectFile) }),
        ...(files.length > 0 && { files }),
        ...(needs.baseline && { baseline: needs.baseline }),
        flags: needs.denyWarnings === false ? { ...flags, denyWarnings: false } : flags,
      },
      {
        catalogs: packageCatalogs(),
        hiddenByGit,
        pythonFiles: (sourceRoot, output) => pythonFiles(root, sourceRoot, output),
        repositoryAbove: () => repositoryAbove(root),
        measure: measure(call),
        ...(needs.git !== false && { repositoryState: () => repositoryState(root) }),
      },
    )
  // `-` alone is a file of the project, whichever kind: the project says what it is. A file that it does not read is a pipeline.
  const whole = unsaved && files.length === 1 ? compileFiles([]) : undefined
  const compilation = whole?.reads.includes(path(unsaved!.name)) ? whole : compileFiles(pipelines)
  const byName = projectFile !== undefined && { projectFile: basename(projectFile) }
  return { root, sources, compilation, textOf, unsaved: unsaved !== undefined, ...byName }
}

/** Says what is read, and measures how long it takes, where somebody wants to know. */
function watched(sources: Sources, { stopwatch, progress }: Call): Sources {
  if (!stopwatch && !progress) return sources
  const note = <T>(path: string, read: () => T): T => {
    progress?.say(`reading ${path}`)
    return stopwatch ? stopwatch.measure('read', read) : read()
  }
  return {
    read: path => note(path, () => sources.read(path)),
    sha256: path => note(path, () => sources.sha256?.(path)),
    damage: path => sources.damage?.(path),
    status: path => note(path, () => sources.status(path)),
    list: path => note(path, () => sources.list(path)),
    glob: pattern => note(pattern, () => sources.glob(pattern)),
  }
}

function measure({ stopwatch, progress }: Call): Measure | undefined {
  if (!stopwatch && !progress) return undefined
  return (stage, part) => {
    progress?.say(DOING[stage])
    return stopwatch ? stopwatch.measure(stage, part) : part()
  }
}

const DOING: Readonly<Record<Stage, string>> = {
  parse: 'parsing',
  validate: 'checking',
  resolve: 'merging settings',
  plan: 'planning images',
  render: 'writing Dockerfiles',
}

function readFlags(args: Arguments, path: (typed: string) => string, stack: (typed: string) => string): Flags {
  const flags: { -readonly [K in keyof Flags]: Flags[K] | undefined } = {
    stack: map(args.value('stack'), stack),
    name: args.value('name'),
    steps: args.values('steps'),
    build: map(args.value('build'), path),
    dynamic: args.choice('dynamic'),
    output: map(args.value('output'), path),
    python: args.value('python'),
    zenml: args.value('zenml'),
    sourceRoot: map(args.value('source-root'), path),
    codeRepository: args.value('code-repository'),
    variables: map(args.values('var'), readVariables),
    store: args.value('store'),
    dialect: args.value('dialect'),
    resolve: args.value('resolve'),
    layers: args.value('layers'),
    splitHeavy: args.choice('split-heavy'),
    templates: map(args.value('templates'), path),
    allow: args.values('allow'),
    denyWarnings: args.choice('deny-warnings'),
  }
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined))
}

const map = <A, B>(value: A | undefined, f: (value: A) => B): B | undefined => (value === undefined ? undefined : f(value))

function readVariables(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map(pair => {
      const at = pair.indexOf('=')
      if (at < 1) throw new UsageError(`\`--var ${pair}\` needs a name and a value: \`--var NAME=value\``)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

/** `--stack prod` may name one of the project file's `stacks`. In the project root that needs no decision: the compiler knows both. */
function isStackName(typed: string, root: string, cwd: string): boolean {
  return (
    !isAbsolute(typed) &&
    (root === cwd || (/^[\w-]+$/.test(typed) && !existsSync(resolve(cwd, typed)))) &&
    !typed.startsWith('./')
  )
}
