import { lockOf } from './3-resolve/lock.ts'
import { resolveProject } from './3-resolve/project.ts'
import { resolveWorkspace } from './3-resolve/workspace.ts'
import { Amounts } from './4-plan/amounts.ts'
import { lintInputs } from './4-plan/lint/lint-inputs.ts'
import { plan } from './4-plan/plan.ts'
import { checkOwnTemplates } from './5-render/check-own-templates.ts'
import { render } from './5-render/render.ts'
import { checkSharedTags } from './5-render/shared-tags.ts'
import { loadTemplates } from './5-render/templates.ts'
import { type Diagnostic, diagnostic, type Report } from './diagnostics/diagnostic.ts'
import { fixOf } from './diagnostics/mending.ts'
import { holdsCredential } from './diagnostics/redact.ts'
import { Inputs } from './inputs.ts'
import type { Output } from './model/artifact.ts'
import type { Catalogs } from './model/catalog.ts'
import type { Compilation } from './model/compilation.ts'
import type { CompileOptions } from './model/options.ts'
import type { CodeRepository, Project, StackReference } from './model/project.ts'
import { recordReads } from './model/recorded-sources.ts'
import type { Sources } from './model/sources.ts'
import type { Span } from './model/span.ts'
import { type Measure, unmeasured } from './model/stage.ts'
import type { Lock, Workspace } from './model/workspace.ts'
import { applyPolicy } from './policy/apply-policy.ts'
import { withoutConsequences } from './policy/consequences.ts'

/** What the compiler is shipped with. */
export interface Resources {
  readonly catalogs: Catalogs
  /** Asks git about the checkout at the project root; absent: nobody may ask, because the answer may not depend on the machine. */
  readonly repositoryState?: () => 'clean' | 'dirty' | 'unpushed' | 'none'
  /** The folder above the project root that holds ZenML's `.zen`, as a path from there (`../..`); absent: nobody looks. */
  readonly repositoryAbove?: () => string | undefined
  /** Finds the line of `.gitignore` that hides an output; absent: nobody looks. */
  readonly hiddenByGit?: (sources: Sources, output: Output) => HiddenOutput | undefined
  /** Is told of the command outputs that the inputs ask the lock file for (`Lock.asked`). */
  readonly commandAsked?: Lock['asked'] | undefined
  /** Is put around each stage. */
  readonly measure?: Measure | undefined
}

/** A line of `.gitignore`, and the generated file that it hides. */
interface HiddenOutput {
  readonly at: Span
  readonly pattern: string
  readonly path: string
}

/**
 * Compiles stack and pipeline files to Dockerfiles and a bake file. Pure: reads nothing but `sources`, asks no clock, environment or network,
 * and never throws for bad input.
 */
export function compile(sources: Sources, options: CompileOptions, resources: Resources): Compilation {
  const diagnostics: Diagnostic[] = []
  const report: Report = found => void diagnostics.push(found)
  const failed = (): boolean => diagnostics.some(d => d.severity === 'error')
  const { recorded, reads, globs, texts } = recordReads(sources)
  const measure = resources.measure ?? unmeasured

  const inputs = new Inputs(recorded, report, measure)
  const projectFile = options.projectFile === undefined ? undefined : inputs.projectFile(options.projectFile)
  const project = failed() ? undefined : measure('resolve', () => resolveProject(projectFile, options, recorded, report))
  // What needs nothing else is said together: a broken stack does not hide a broken pipeline file.
  const workspaces = project
    ? project.stacks.flatMap(stack => measure('resolve', () => workspaceOf(stack, project, inputs, recorded, resources, report)))
    : []
  const amounts = new Amounts()
  const plans = failed()
    ? []
    : workspaces.map(workspace => ({ workspace, decided: measure('plan', () => plan(workspace, recorded, report, amounts)) }))
  const outputs = failed()
    ? []
    : plans.map(({ workspace, decided }) => ({
        ...measure('render', () => render(decided, workspace.rules, loadTemplates(workspace, recorded, report))),
        ...(workspace.project.outputAt && { at: workspace.project.outputAt }),
      }))
  if (!failed()) for (const [i, output] of outputs.entries()) checkOwnTemplates(output, workspaces[i]!, report)
  measure('plan', () => lintInputs(inputs.written(), diagnostics, report))
  checkSharedTags(
    outputs.map((output, i) => ({ output, workspace: workspaces[i]! })),
    report,
  )
  for (const output of outputs) reportHidden(resources.hiddenByGit?.(recorded, output), report)
  // With an error nothing is written, so what could be better is for later.
  const worthSaying = failed() ? diagnostics.filter(d => d.severity !== 'hint') : diagnostics
  const told = applyPolicy(withoutConsequences(worthSaying), {
    allow: project?.allow ?? [],
    baseline: options.baseline,
    denyWarnings: options.flags?.denyWarnings,
    texts,
  }).map(found => mended(found, texts))
  const good = !told.some(d => d.severity === 'error')
  return {
    outputs: good ? outputs : [],
    plans: plans.map(({ decided }) => decided),
    workspaces: plans.map(({ workspace }) => workspace),
    diagnostics: told,
    reads: reads(),
    globs: globs(),
    remarks: !good ? [] : plans.flatMap(({ decided }) => decided.remark ?? []),
  }
}

/** With its fix, where there is one right answer. */
function mended(found: Diagnostic, texts: ReadonlyMap<string, string | undefined>): Diagnostic {
  const text = found.mending && found.at ? texts.get(found.at.file) : undefined
  const fix = text === undefined ? undefined : fixOf(found.mending!, text)
  if (!fix || holdsCredential(fix)) return found
  // Only here it is known what was typed, where YAML reads another value.
  const help = found.help?.replace(/^quote it(?=: as)/, fix.title)
  return { ...found, fix, ...(help !== undefined && { help }) }
}

function reportHidden(hidden: HiddenOutput | undefined, report: Report): void {
  if (!hidden) return
  const help = 'remove the line, or write to another folder with `output`; if the files are not to be checked in, allow DC6007'
  report(diagnostic('DC6007', hidden.at, { path: hidden.path, pattern: hidden.pattern }, { help }))
}

function workspaceOf(
  reference: StackReference,
  project: Project,
  inputs: Inputs,
  sources: Sources,
  { catalogs, repositoryState, repositoryAbove, commandAsked }: Resources,
  report: Report,
): Workspace[] {
  const stack = inputs.document('stack', reference.file, reference.at)
  const pipelines = new Map(project.pipelines.map(({ file, at }) => [file, inputs.document('pipeline', file, at)]))
  const builds = new Map(
    project.pipelines.flatMap(({ build }) => (build ? [[build.value, inputs.document('build', build.value, build.at)]] : [])),
  )
  const lock = inputs.lock()
  if (!stack || lock.broken) return []
  const workspace = resolveWorkspace(
    {
      project,
      reference,
      stack,
      pipelines: present(pipelines),
      builds: present(builds),
      lock: { ...lockOf(lock.document?.root), asked: commandAsked },
      repositoryAbove,
      codeRepository: knownRepository(project.codeRepository, repositoryState, report),
      folder: reference.name === null ? project.output : `${project.output}/${reference.name}`,
    },
    sources,
    catalogs,
    report,
  )
  return workspace ? [workspace] : []
}

/** `state: auto` becomes what git says. */
function knownRepository(
  written: CodeRepository | null,
  ask: Resources['repositoryState'],
  report: Report,
): CodeRepository | null {
  if (written?.state !== 'auto') return written
  if (!ask) {
    report(
      diagnostic(
        'DC3022',
        written.at,
        {},
        { help: 'write the state that CI has: `code_repository: {type: github, state: clean}`' },
      ),
    )
    return null
  }
  const state = ask()
  return state === 'none' ? null : { ...written, state }
}

function present<T>(documents: ReadonlyMap<string, T | undefined>): Map<string, T> {
  return new Map([...documents].filter((entry): entry is [string, T] => entry[1] !== undefined))
}
