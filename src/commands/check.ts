import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts'
import { toJson } from '../diagnostics/to-json.ts'
import type { Change, OutputPlan } from '../edge/plan-output.ts'
import { hasColor } from '../edge/terminal.ts'
import { checkOutputs } from '../edge/write.ts'
import type { Baseline } from '../model/options.ts'
import type { Call, Command } from './command.ts'
import { allOutputs } from './shared/all-outputs.ts'
import { UsageError } from './shared/arguments.ts'
import { INPUT_FLAGS, MESSAGE_FLAGS } from './shared/flags.ts'
import { printJson, reportForm, tell } from './shared/messages.ts'
import { compileProject } from './shared/project.ts'

/** `dockcompile check [FILES…]`. */
export const checkCommand: Command = {
  usage: '[FILES…]',
  about: `Compiles as \`dockcompile compile\` does, compares the result with the files on disk and writes nothing. Where they differ, prints
what compile would change, image by image, as a unified diff that \`patch -p1\` takes, and which layers that would rebuild.
For CI and pre-commit hooks. FILES choose among the pipelines of the project file: only what belongs to them is compared.

\`--fix\` first fixes what has one right answer: misspelt keys and values, deprecated keys, \`scipy=1.4.0\`, a version without
quotes. A fix is made only where the compiler then has nothing against it.

\`--baseline FILE\` keeps the warnings of an old project out of the way: those that the file accepts are not reported, and with
\`--deny-warnings\` only new ones fail. \`--update-baseline\` writes it.

With \`--format json\`, \`sarif\` or \`github\` the messages are the answer: they go to standard output, a message for each file
that differs among them, and nothing else does.`,
  flags: [...INPUT_FLAGS, 'fix', 'dry-run', 'baseline', 'update-baseline', 'json', ...MESSAGE_FLAGS],
  examples: [
    'dockcompile check',
    'dockcompile check --fix',
    'dockcompile check --deny-warnings --baseline .dockcompile-baseline.json --update-baseline',
    'dockcompile check --format sarif > dockcompile.sarif',
    'dockcompile check --format github',
  ],

  // Most runs find nothing to tell: what fixes and what prints differences is loaded when it is needed.
  async run(call) {
    if (call.args.has('dry-run') && !call.args.has('fix')) throw new UsageError('`--dry-run` belongs to `--fix`')
    const fixed = call.args.has('fix') ? (await import('./check/fix.ts')).fix(call, { git: false }) : { count: 0, problems: [] }
    if (call.args.has('dry-run') && fixed.count > 0) return 1
    const { updated, baseline } = await baselines(call)
    const broken = baseline !== undefined && 'severity' in baseline ? [baseline] : []
    const usable = baseline !== undefined && 'accepted' in baseline ? baseline : undefined
    const project = compileProject(call, call.words, { git: false, baseline: usable })
    const { compilation, root, textOf } = project
    const own = [...fixed.problems, ...updated.filter(d => d.code === 'DC6005'), ...broken]
    const failed = hasErrors([...compilation.diagnostics, ...own])
    const { plans, ...result } = failed
      ? { plans: [], unchanged: [], differs: [], diagnostics: [] }
      : checkOutputs(root, allOutputs(call, project))
    const diagnostics = [...compilation.diagnostics, ...own, ...result.diagnostics]
    const code = hasErrors(diagnostics) || result.differs.length > 0 ? 1 : 0
    if (call.args.has('json')) {
      const { unchanged, differs } = result
      const rebuilds = await jsonRebuilds(plans)
      printJson(call, { written: [], unchanged, removed: [], differs, rebuilds, diagnostics: toJson(diagnostics, textOf) })
      return code
    }
    const changes = plans.flatMap(plan => plan.changes)
    // Who types a file asks about that file: what is out of date is for later.
    const reported = reportForm(call) && !project.unsaved ? await reportedChanges(changes) : []
    tell(call, project, [...diagnostics, ...reported], { answer: true })
    if (failed || reportForm(call) || call.args.has('quiet')) return code
    const { out } = call.terminal
    if (code === 0) {
      out([...compilation.remarks, `up to date: ${result.unchanged.length} files`, ''].join('\n'))
      return code
    }
    const { printChanges } = await import('./check/print-changes.ts')
    const { sayRebuilds } = await import('../answers/layers/say-rebuilds.ts')
    const { rebuildsOf } = await import('./check/rebuilds-of.ts')
    out(printChanges(plans, hasColor(1, call.args.value('color'), call.environment)))
    const rebuilds = plans.flatMap(plan => sayRebuilds(rebuildsOf(plan)))
    const n = result.differs.length
    // What compile would refuse has said so, with its own way out.
    const next = hasErrors(diagnostics)
      ? ''
      : project.unsaved
        ? ' from what the text from standard input asks for'
        : ': run `dockcompile` to update'
    if (n > 0) out([...rebuilds, `${n} ${n === 1 ? 'file differs' : 'files differ'}${next}`, ''].join('\n'))
    return code
  },
}

async function reportedChanges(changes: readonly Change[]): Promise<Diagnostic[]> {
  return changes.length > 0 ? changes.map((await import('./check/outdated.ts')).outdated) : []
}

/** What the builder does again, image by image; images with nothing to do are left out. */
async function jsonRebuilds(plans: readonly OutputPlan[]) {
  const { rebuildsOf } = await import('./check/rebuilds-of.ts')
  return plans.flatMap(plan =>
    rebuildsOf(plan)
      .filter(({ state }) => state !== 'same')
      .map(({ image, state, from, because }) => {
        const layer = from && { number: from.number, name: from.name }
        return { folder: plan.output.folder, image, state, from: layer, because }
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
