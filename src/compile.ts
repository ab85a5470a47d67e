import { knownRepository } from './3-resolve/code-repository.ts'
import { namesCode } from './3-resolve/pipeline-references.ts'
import { resolveProject } from './3-resolve/project.ts'
import { lockOf } from './3-resolve/read-lock-file.ts'
import { releaseOf, resolveWorkspace } from './3-resolve/workspace.ts'
import { planAll } from './4-plan/plan.ts'
import { checkOutputs } from './5-render/check-outputs.ts'
import { checkOwnTemplates } from './5-render/check-own-templates.ts'
import { makeTexts, renderStack } from './5-render/render.ts'
import { type Diagnostic, hasErrors, type Report } from './diagnostics/diagnostic.ts'
import { Inputs } from './inputs.ts'
import { lintCodeWithoutEntry } from './lint/code-without-entry.ts'
import { type LintedInput, lintInputs } from './lint/inputs.ts'
import { lintImages } from './lint/lint.ts'
import { lintOtherProjectFiles } from './lint/other-project-files.ts'
import { hasOpenSteps, lintStepsWithoutEntry } from './lint/steps-without-entry.ts'
import { kept, type Memo } from './memo/memo.ts'
import type { HiddenOutput, Output } from './model/artifact.ts'
import type { Catalogs } from './model/catalog.ts'
import { codeRoots } from './model/code-roots.ts'
import type { Compilation } from './model/compilation.ts'
import { type Measure, type Stage, unmeasured } from './model/measure.ts'
import type { CompileOptions } from './model/options.ts'
import type { Project } from './model/project.ts'
import type { PythonFiles } from './model/python-files.ts'
import type { Workspace } from './model/workspace.ts'
import { toldDiagnostics } from './policy/told-diagnostics.ts'
import { recordReads } from './sources/recorded-sources.ts'
import type { Sources } from './sources/sources.ts'
import type { Span } from './sources/span.ts'

/** What the compiler is shipped with. */
export interface Resources {
  readonly catalogs: Catalogs
  /** Asks git about the checkout at the project root; absent: nobody may ask, because the answer may not depend on the machine. */
  readonly repositoryState?: () => 'clean' | 'dirty' | 'unpushed' | 'none'
  /** The folder above the project root that holds ZenML's `.zen`, as a path from there (`../..`); absent: nobody looks. */
  readonly repositoryAbove?: () => string | undefined
  /** Finds the line of `.gitignore` that hides an output; absent: nobody looks. */
  readonly hiddenByGit?: (sources: Sources, output: Output) => HiddenOutput | undefined
  /** Searches the Python files of a source root, but not those in the output folder, by their text; absent: nobody looks. */
  readonly pythonFiles?: (sourceRoot: string, output: string) => PythonFiles
  /** Is put around each stage. */
  readonly measure?: Measure | undefined
  /** Has what earlier compilations worked out; absent: everything is worked out. */
  readonly memo?: Memo | undefined
}

/**
 * Compiles stack and pipeline files to Dockerfiles and a bake file. Pure: reads nothing but `sources`, asks no clock, environment or network,
 * and never throws for bad input.
 */
export function compile(sources: Sources, options: CompileOptions, resources: Resources): Compilation {
  const { recorded, reads, globs, texts, damaged } = recordReads(sources)
  const diagnostics: Diagnostic[] = []
  const report: Report = found => void diagnostics.push(found)
  const { measure = unmeasured, memo } = resources
  memo?.begin()
  /** The next stage of what is right so far: after an error there is none. */
  const next = <T>(stage: Stage, run: () => T): T | undefined => (hasErrors(diagnostics) ? undefined : measure(stage, run))

  const inputs = new Inputs(recorded, report, { measure, memo })
  const projectFile = options.projectFile === undefined ? undefined : inputs.projectFile(options.projectFile)
  // Nothing depends on it, so it is not recorded as read.
  if (options.projectFile !== undefined) lintOtherProjectFiles(options.projectFile, sources, report)
  const project = next('resolve', () =>
    kept(
      memo,
      'project',
      [projectFile?.root, projectFile?.file, options],
      { asks: { sources: recorded }, tells: { report } },
      surface => resolveProject(projectFile, options, surface.sources, surface.report),
    ),
  )
  // What needs nothing else is said together: a broken stack does not hide a broken pipeline file.
  const workspaces = project ? measure('resolve', () => resolveStacks(project, inputs, recorded, resources, report)) : []
  const plans = next('plan', () => planAll(workspaces, recorded, report, memo)) ?? []
  measure('plan', () => {
    for (const [i, decided] of plans.entries()) lintImages(decided, workspaces[i]!, recorded, report)
    const inFiles = inputs.written().map(({ kind, document: { root, text } }) => ({ kind, root, text }))
    lintInputs([...inFiles, ...inCode(workspaces)], diagnostics, report)
    const [workspace] = workspaces
    // What is only looked at for this is nothing that an output depends on, and so is not recorded as read.
    if (workspace && resources.pythonFiles) {
      const { sourceRoot, project, pipelines } = workspace
      const isBare = !namesCode(projectFile?.root, project)
      if (!isBare && !pipelines.some(hasOpenSteps)) return
      const files = resources.pythonFiles(sourceRoot, project.output)
      const known = { ...project, ...workspace, sources }
      if (isBare) lintCodeWithoutEntry(files, known, report)
      lintStepsWithoutEntry(pipelines, files, known, report)
    }
  })
  const outputs =
    next('render', () => plans.map((decided, i) => renderStack(decided, workspaces[i]!, recorded, report, memo))) ?? []
  // Of most compilations that have a memo only the messages are read.
  if (!memo) measure('render', () => outputs.forEach(makeTexts))
  if (!hasErrors(diagnostics)) for (const [i, output] of outputs.entries()) checkOwnTemplates(output, workspaces[i]!, report)
  checkOutputs(outputs, workspaces, output => resources.hiddenByGit?.(recorded, output), report)

  const { baseline, flags } = options
  const files = inputs.files()
  const policy = { allow: project?.allow ?? [], baseline, denyWarnings: flags?.denyWarnings, texts, damaged }
  const told = toldDiagnostics(diagnostics, policy, files)
  const good = !hasErrors(told)
  return {
    outputs: good ? outputs : [],
    plans,
    workspaces: workspaces.slice(0, plans.length),
    resolved: workspaces,
    diagnostics: told,
    reads: reads(),
    globs: globs(),
    stackFiles: [...files].filter(([, { isStack }]) => isStack).map(([file]) => file),
    remarks: good ? plans.flatMap(({ remark }) => remark ?? []) : [],
  }
}

/** What Python code says, in the form of run configurations. */
function inCode(workspaces: readonly Workspace[]): LintedInput[] {
  const codes = workspaces.flatMap(({ pipelines }) => pipelines.flatMap(({ code }) => code ?? []))
  return codes.flatMap(codeRoots).map(root => ({ kind: 'pipeline', root, text: null }))
}

/** The workspaces of all stacks of a project; one that is broken is left out, which was reported. */
function resolveStacks(
  project: Project,
  inputs: Inputs,
  sources: Sources,
  { catalogs, repositoryState, repositoryAbove, memo }: Resources,
  report: Report,
): Workspace[] {
  return project.stacks.flatMap(reference => {
    const stack = inputs.document('stack', reference.file, reference.at)
    const asked =
      stack &&
      kept(memo, 'release', [stack.root, project, catalogs], { tells: { report } }, told =>
        releaseOf(project, stack, catalogs, told.report),
      )
    const configuration = (path: string, at: Span | null) => inputs.pipeline(path, at, asked)
    const pipelines = new Map(
      project.pipelines.flatMap(({ file, fileAt, at }) => (file === null ? [] : [[file, configuration(file, fileAt ?? at)]])),
    )
    const builds = new Map(
      project.pipelines.flatMap(({ build }) => (build ? [[build.value, inputs.document('build', build.value, build.at)]] : [])),
    )
    const lock = inputs.lock()
    if (!stack || !asked || lock.broken) return []
    const read = {
      project,
      asked,
      reference,
      stack,
      pipelines: present(pipelines),
      configuration,
      builds: present(builds),
      lock: kept(memo, 'lock', [lock.document?.root], {}, () => lockOf(lock.document?.root)),
      repositoryAbove,
      memo,
      codeRepository: knownRepository(project.codeRepository, repositoryState, report),
      folder: reference.name === null ? project.output : `${project.output}/${reference.name}`,
    }
    return resolveWorkspace(read, sources, report) ?? []
  })
}

function present<T>(documents: ReadonlyMap<string, T | undefined>): Map<string, T> {
  return new Map([...documents].filter((entry): entry is [string, T] => entry[1] !== undefined))
}
