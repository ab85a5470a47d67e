import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts'
import { toJson } from '../diagnostics/to-json.ts'
import type { Change, OutputPlan } from '../edge/plan-output.ts'
import { checkOutputs } from '../edge/write.ts'
import type { Output } from '../model/artifact.ts'
import type { Baseline } from '../model/options.ts'
import type { Found } from './check/step-summary.ts'
import type { Call, Command } from './command.ts'
import { allOutputs } from './shared/all-outputs.ts'
import { UsageError } from './shared/arguments.ts'
import { INPUT_FLAGS, MESSAGE_FLAGS } from './shared/flags.ts'
import { printJson, reportForm, tell } from './shared/messages.ts'
import { compileProject, type Project } from './shared/project.ts'

/** `dockcompile check [FILES…]`. */
export const checkCommand: Command = {
  usage: '[FILES…]',
  about: `Compiles as \`dockcompile compile\` does, compares the result with the files on disk and writes nothing. Where they differ, prints
what compile would change, image by image, as a unified diff, and which layers that would rebuild; with \`--stat\` a line for
each image. Hashes of the manifest and of labels are left out. With \`--verbose\` they are shown, and \`patch -p1\` makes of the
diff what compile would write. For CI and pre-commit hooks. FILES choose among the pipelines of the project file: only what
belongs to them is compared.

\`--fix\` first fixes what has one right answer: misspelt keys and values, deprecated keys, \`scipy=1.4.0\`, a version without
quotes. A fix is made only where the compiler then has nothing against it.

\`--baseline FILE\` keeps the warnings of an old project out of the way: those that the file accepts are not reported, and with
\`--deny-warnings\` only new ones fail. \`--update-baseline\` writes it.

With \`--format json\`, \`sarif\`, \`github\` or \`gitlab\` the messages are the answer: they go to standard output, with one for each
output that is out of date, at the input that changed. \`github\` also prints the diff in a group of the log, and writes the
summary of the step.`,
  flags: [...INPUT_FLAGS, 'fix', 'dry-run', 'baseline', 'update-baseline', 'stat', 'json', ...MESSAGE_FLAGS],
  examples: [
    'dockcompile check',
    'dockcompile check --stat',
    'dockcompile check --fix',
    'dockcompile check --deny-warnings --baseline .dockcompile-baseline.json --update-baseline',
    'dockcompile check --format sarif > dockcompile.sarif',
    'dockcompile check --format github',
    'dockcompile check --format gitlab > gl-code-quality-report.json',
  ],
  failure: 'the input is wrong, or the files on disk are not what compile would write',

  // Most runs find nothing to report: fixes and differences are loaded when they are needed.
  async run(call) {
    checkFlags(call)
    const fixed = call.args.has('fix') ? (await import('./check/fix.ts')).fix(call, { git: false }) : { count: 0, problems: [] }
    if (call.args.has('dry-run') && fixed.count > 0) return 1
    const { updated, baseline } = await baselines(call)
    const broken = baseline !== undefined && 'severity' in baseline ? [baseline] : []
    const usable = baseline !== undefined && 'accepted' in baseline ? baseline : undefined
    const project = compileProject(call, call.words, { git: false, baseline: usable })
    const own = [...fixed.problems, ...updated.filter(d => d.code === 'DC6005'), ...broken]
    const failed = hasErrors([...project.compilation.diagnostics, ...own])
    const { plans, ...result } = failed ? NOTHING : await compared(project, allOutputs(call, project))
    const diagnostics = [...project.compilation.diagnostics, ...own, ...result.diagnostics]
    const found = { plans, diagnostics, unchanged: result.unchanged.length }
    const code = hasErrors(diagnostics) || result.differs.length > 0 ? 1 : 0
    if (call.args.has('json')) {
      const { unchanged, differs } = result
      const rebuilds = await jsonRebuilds(plans)
      printJson(call, {
        written: [],
        unchanged,
        removed: [],
        differs,
        rebuilds,
        diagnostics: toJson(diagnostics, project.textOf),
      })
    } else if (reportForm(call)) await report(call, project, found)
    else {
      tell(call, project, diagnostics, { answer: true })
      if (!failed && !call.args.has('quiet')) await print(call, project, found)
    }
    return code
  },
}

const NOTHING = { plans: [], unchanged: [], differs: [], diagnostics: [] }

function checkFlags({ args }: Call): void {
  if (args.has('dry-run') && !args.has('fix')) throw new UsageError('`--dry-run` belongs to `--fix`')
  if (args.has('stat') && args.has('json'))
    throw new UsageError('`--json` has what `--stat` prints, under `rebuilds`: leave out `--stat`')
}

/** A report for a program, with outputs that are out of date as messages. GitHub gets the difference as well. */
async function report(call: Call, project: Project, found: Found): Promise<void> {
  const { plans, diagnostics } = found
  const differs = plans.some(({ changes }) => changes.length > 0)
  const next = !differs
    ? ''
    : isRefused(diagnostics)
      ? 'fix the errors first'
      : (await import('./check/next-step.ts')).nextStep(call)
  // A person who types a file asks about that file: outputs that are out of date can wait.
  const outdated = differs && !project.unsaved ? (await import('./check/outdated.ts')).outdated(plans, project, next) : []
  tell(call, project, [...diagnostics, ...outdated], { answer: true })
  if (reportForm(call) !== 'github' || project.unsaved) return
  const { tellGithub } = await import('./check/github.ts')
  tellGithub(call, project, { ...found, next })
}

/** Whether compile would refuse to write as well; other line ends it puts right. */
const isRefused = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some(({ severity, code }) => severity === 'error' && code !== 'DC6050')

/** The answer for people. */
async function print(call: Call, { compilation, unsaved }: Project, { plans, diagnostics, unchanged }: Found): Promise<void> {
  const { out } = call.terminal
  if (plans.every(({ changes }) => changes.length === 0)) {
    const isRight = !hasErrors(diagnostics)
    out([...compilation.remarks, ...(isRight ? [`up to date: ${unchanged} files`] : []), ''].join('\n'))
    return
  }
  const { differencesForPeople, summaryLine } = await import('./check/for-people.ts')
  const { nextStep } = await import('./check/next-step.ts')
  out(differencesForPeople(call, plans))
  const next = unsaved ? ' from what the text from standard input asks for' : `: ${nextStep(call)}`
  // An error about a file has its own way out.
  out(summaryLine(plans, isRefused(diagnostics) ? '' : next))
}

/** Differences from the disk; files with other line ends are a message, and not a difference. */
async function compared(project: Project, outputs: readonly Output[]) {
  const result = checkOutputs(project.root, outputs)
  const hasReturns = ({ before }: Change) => before !== undefined && Buffer.from(before).includes('\r\n')
  if (!result.plans.some(({ changes }) => changes.some(hasReturns))) return result
  const { lineEndsApart } = await import('../edge/line-ends.ts')
  const { differentLineEnds } = await import('./check/line-ends.ts')
  const apart = result.plans.map(lineEndsApart)
  const paths = apart.flatMap(([paths]) => paths)
  const diagnostics = paths.length > 0 ? [...result.diagnostics, differentLineEnds(paths, project)] : result.diagnostics
  return { ...result, plans: apart.map(([, plan]) => plan), diagnostics }
}

/** What the builder does again, image by image; images with nothing to do are left out. */
async function jsonRebuilds(plans: readonly OutputPlan[]) {
  const { rebuildsOf } = await import('./shared/rebuilds-of.ts')
  return plans.flatMap(plan =>
    rebuildsOf(plan)
      .filter(({ state }) => state !== 'same')
      .map(({ image, state, from, rebuilt, travels, because }) => {
        const layer = from && { number: from.number, name: from.name }
        const layers = rebuilt.map(({ number, name }) => ({ number, name }))
        return { folder: plan.output.folder, image, state, from: layer, layers, estimate: travels, because }
      }),
  )
}

/** What `--baseline` and `--update-baseline` ask for. */
async function baselines(call: Call): Promise<{ updated: readonly Diagnostic[]; baseline: Baseline | Diagnostic | undefined }> {
  if (!call.args.has('baseline') && !call.args.has('update-baseline')) return { updated: [], baseline: undefined }
  const { baselineFor, updateBaseline } = await import('./check/baseline-file.ts')
  // An old baseline may be broken: it is written anew.
  const updated = call.args.has('update-baseline') && call.args.has('baseline') ? updateBaseline(call) : []
  return { updated, baseline: baselineFor(call) }
}
