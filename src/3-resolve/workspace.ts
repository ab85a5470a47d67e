import { validateComponents } from '../2-validate/component.ts'
import { validateDockerSettings } from '../2-validate/validate.ts'
import { groupBy } from '../basics/group-by.ts'
import { redact } from '../credentials/redact.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { suggest } from '../diagnostics/suggest.ts'
import { kept, type Memo, same } from '../memo/memo.ts'
import type { Catalog, Catalogs } from '../model/catalog.ts'
import type { Component } from '../model/component.ts'
import type { Document } from '../model/document.ts'
import { type Entry, entriesOf, type Node } from '../model/node.ts'
import type { CodeRepository, Dialect, Located, PipelineReference, Project, StackReference } from '../model/project.ts'
import type { Release } from '../model/release.ts'
import type { Lock, Pipeline, Prebuilt, Workspace } from '../model/workspace.ts'
import { cleanPath } from '../paths/clean-path.ts'
import type { Sources } from '../sources/sources.ts'
import type { Span } from '../sources/span.ts'
import { checkSecretMounts } from './check-secrets.ts'
import { CodeLevels } from './levels.ts'
import { normaliseLevel } from './normalise.ts'
import { downloadsCode, imagesOf, resolvePipeline, type WrittenPipeline } from './pipeline.ts'
import { textAt } from './place.ts'
import type { Surroundings } from './surroundings.ts'
import { resolveVersion, rulesOf } from './version.ts'
import { writtenPipelines } from './written-pipelines.ts'

/** The parsed and shape-checked files that one stack is resolved from. */
export interface WorkspaceInput {
  readonly project: Project
  /** What `releaseOf` found. */
  readonly asked: AskedRelease
  readonly reference: StackReference
  readonly stack: Document
  /** By path; a file that was broken is missing. */
  readonly pipelines: ReadonlyMap<string, Document>
  /** Reads a run configuration that code names; undefined where it is missing or broken, which is reported. */
  readonly configuration: (path: string, at: Span) => Document | undefined
  /** ZenML build files by path. */
  readonly builds: ReadonlyMap<string, Document>
  readonly lock: Lock
  /** `code_repository` with its state known. */
  readonly codeRepository: CodeRepository | null
  /** Finds the folder above the project root that holds `.zen`, as a path from there; absent: nobody looks. */
  readonly repositoryAbove?: (() => string | undefined) | undefined
  /** The output folder of this stack. */
  readonly folder: string
  /** Keeps what pipelines are resolved to; absent: all are resolved. */
  readonly memo?: Memo | undefined
}

/** A ZenML release, and where a file asks for it. */
export interface AskedRelease extends Release {
  readonly at: Span | null
}

/** The ZenML release of a stack, by the project file or else by the stack file; undefined (and reported) where there is none. */
export function releaseOf(project: Project, stack: Document, catalogs: Catalogs, report: Report): AskedRelease | undefined {
  const exported = textAt(stack.root, 'zenml_version')
  const asked = project.zenml ?? exported
  if (!asked) {
    const keys = entriesOf(stack.root)
    const meant = keys.find(isVersionKey)
    const at = (meant ?? keys.find(e => e.key.kind === 'string' && e.key.value === 'components'))?.key.span ?? null
    const label = meant && 'did you mean `zenml_version`?'
    const help = `write \`zenml: ${catalogs.versions.at(-1)}\` in the project file; the stack file has no \`zenml_version\``
    report(diagnostic('DC3020', at, {}, { label, help: label ? undefined : help }))
    return undefined
  }
  if (project.zenml && exported && exported.value !== project.zenml.value) {
    report(diagnostic('DC3026', exported.at, { stack: exported.value, asked: project.zenml.value }))
  }
  const version = resolveVersion(asked.value, catalogs.versions, asked.at, report)
  if (!version) return undefined
  // A stack file that a newer ZenML wrote is the one of today, whatever release its images are planned for.
  const stackLists = version.rules.stackLists || (exported !== undefined && rulesOf(exported.value).stackLists)
  const rules = { ...version.rules, stackLists }
  return { zenml: version.version, catalog: catalogs.load(version.release), rules, at: asked.at }
}

/** Resolves one stack with every pipeline; undefined when its errors leave nothing to plan with. */
export function resolveWorkspace(input: WorkspaceInput, sources: Sources, report: Report): Workspace | undefined {
  const { project, stack, memo } = input
  const { root } = stack
  const { at: zenmlAt, ...release } = input.asked
  const { zenml, catalog } = release
  if (!root) return undefined
  const around = kept(memo, 'surroundings', [project, root, input.asked], { tells: { report } }, told =>
    surroundingsOf(project, root, release, told.report),
  )
  const { dialect, components, defaults } = around
  const python = kept(memo, 'python version', [project, catalog, zenml], { asks: { sources }, tells: { report } }, surface =>
    pythonVersion(project, catalog, zenml, surface.sources, surface.report),
  )
  const sourceRoot = sourceRootOf(project, input.repositoryAbove, sources, report)
  const reading = {
    sources,
    sourceRoot: sourceRoot ?? '.',
    python: python?.value ?? catalog.pythons.at(-1)!,
    variables: project.variables,
    catalog,
    rules: release.rules,
    config: input.configuration,
    lock: input.lock,
    memo,
    fileOf: ({ file }: PipelineReference) => (file === null ? undefined : input.pipelines.get(file)),
  }
  const written = writtenPipelines(project.pipelines, reading, report)
  const pipelines = groupBy(written, ({ reference }) => reference).flatMap(entry => {
    const build = entry[0]!.reference.build && input.builds.get(entry[0]!.reference.build.value)
    return kept(memo, 'pipelines', [around, build, ...entry], { tells: { report } }, told =>
      resolvedPipelines(entry, build || undefined, around, told.report),
    )
  })
  if (!python || sourceRoot === undefined) return undefined
  // It is in the manifest, in comments and in messages: an address that was pasted there is without its password.
  const name = redact(textAt(root, 'stack_name')?.value ?? input.reference.name ?? '')
  return {
    project,
    stack: same(memo, 'stack', { name, file: stack.file, components }),
    ...release,
    zenmlAt,
    defaults,
    python: python.value,
    pythonAt: python.at,
    dialect,
    codeRepository: input.codeRepository,
    sourceRoot,
    lock: input.lock,
    folder: input.folder,
    pipelines,
  }
}

function surroundingsOf(project: Project, stack: Node, release: Release, report: Report): Surroundings {
  const components = validateComponents(stack, release, report)
  const dialect = project.dialect?.value ?? dialectFor(components)
  checkSecretMounts(project, dialect, report)
  const settings = Object.entries(release.catalog.docker_settings)
  return {
    ...release,
    defaults: Object.fromEntries(settings.map(([key, setting]) => [key, setting.default])),
    components,
    variables: project.variables,
    listedVariables: project.listedVariables,
    dialect,
    projectDocker: projectDocker(project, release, report),
  }
}

/** The pipelines of one entry of the project file; their code shares decorators. */
function resolvedPipelines(
  entry: readonly WrittenPipeline[],
  build: Document | undefined,
  around: Surroundings,
  report: Report,
): readonly Pipeline[] {
  const levels = new CodeLevels(around, report)
  return entry.map(written => {
    const pipeline = resolvePipeline(written, around, levels, report)
    return build ? { ...pipeline, prebuilt: buildFile(build) } : pipeline
  })
}

/** kaniko knows no BuildKit syntax. */
function dialectFor(components: readonly Component[]): Dialect {
  return components.some(c => c.type === 'image_builder' && c.flavor === 'kaniko') ? 'portable' : 'buildkit'
}

function projectDocker(project: Project, release: Release, report: Report) {
  const rules = { unknownKeys: 'refuse', release } as const
  if (!project.docker || !validateDockerSettings(project.docker, 'settings.docker', report, rules)) return undefined
  return normaliseLevel(project.docker, release)
}

function pythonVersion(
  project: Project,
  catalog: Catalog,
  zenml: string,
  sources: Sources,
  report: Report,
): Located<string> | undefined {
  const supported = catalog.pythons
  const file = project.python ? undefined : pythonVersionFile(sources, report)
  const asked = project.python ?? file
  if (!asked) {
    const newest = supported.at(-1)!
    if (file === null) return { value: newest, at: null }
    report(
      diagnostic(
        'DC3009',
        null,
        { python: newest, zenml },
        { help: `write \`python: "${newest}"\` in the project file, or keep a .python-version file` },
      ),
    )
    return { value: newest, at: null }
  }
  const minor = /^3\.\d+/.exec(asked.value)?.[0]
  if (minor && supported.includes(minor)) return { value: minor, at: asked.at }
  report(
    diagnostic(
      'DC3010',
      asked.at,
      { python: asked.value, zenml, supported: supported.join(', ') },
      { help: `write \`python: "${supported.at(-1)}"\`, quoted, in the project file` },
    ),
  )
  return undefined
}

/** `3.11`, `3.11.7`, `cpython@3.11`; the first line that says something, as pyenv and uv read it. */
function pythonVersionFile(sources: Sources, report: Report) {
  const text = sources.read('.python-version')
  if (text === undefined) return undefined
  const line =
    text
      .split('\n')
      .map(l => l.trim())
      .find(l => l && !l.startsWith('#')) ?? ''
  const found = /(?:^|@|-)(3\.\d+)/.exec(line)
  const start = Math.max(0, text.indexOf(line))
  const at = { file: '.python-version', start, end: start + line.length }
  if (found) return { value: found[1]!, at }
  report(
    diagnostic('DC3024', at, { text: line }, { help: 'write a version such as `3.11` there, or `python` in the project file' }),
  )
  return null
}

/** Explicit, else the nearest folder with `.zen` (ZenML's repository marker), else the project root. */
function sourceRootOf(
  project: Project,
  repositoryAbove: (() => string | undefined) | undefined,
  sources: Sources,
  report: Report,
): string | undefined {
  if (!project.sourceRoot) {
    const above = repositoryAbove?.()
    if (above === undefined) return '.'
    const help = `move the project file up, to \`${above}\`, which holds \`.zen\`; if ZenML is to start here, write \`source_root: .\``
    report(diagnostic('DC3008', null, { path: above, what: 'source root' }, { help }))
    return undefined
  }
  const path = cleanPath(project.sourceRoot.value)
  const { at } = project.sourceRoot
  if (path.startsWith('..') || path.startsWith('/')) {
    report(
      diagnostic(
        'DC3008',
        at,
        { path: project.sourceRoot.value, what: 'source root' },
        {
          help: 'bake reads nothing outside the folder it runs in: move the project file up, to a folder that holds the source root',
        },
      ),
    )
    return undefined
  }
  const status = sources.status(path)
  if (status === 'folder') return path
  const what = 'source root'
  if (status === 'missing') report(diagnostic('DC3003', at, { path, what }, { help: 'it is relative to the project file' }))
  else
    report(diagnostic('DC3004', at, { path, what, problem: 'is not a folder' }, { help: 'name the folder that holds the code' }))
  return undefined
}

/** `--build` or the project file's `build`: a build file as `zenml pipeline build -o` writes it. */
function buildFile(document: Document): Prebuilt {
  const root = document.root as Node
  return { images: imagesOf(root), downloadsCode: downloadsCode(root), file: document.file, at: root.span }
}

/** A misspelt `zenml_version`, or ZenML's or no one's `version`. */
const isVersionKey = ({ key }: Entry): boolean =>
  key.kind === 'string' && (suggest(key.value, ['zenml_version']) !== undefined || ['version', 'zenml'].includes(key.value))
