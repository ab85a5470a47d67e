import { toJson } from '../diagnostics/to-json.ts'
import { hasColor } from '../edge/terminal.ts'
import { checkOutputs } from '../edge/write.ts'
import { sayRebuilds } from '../layers/say-rebuilds.ts'
import { outdated } from './check/outdated.ts'
import { printChanges } from './check/print-changes.ts'
import { rebuildsOf } from './check/rebuilds-of.ts'
import type { Command } from './command.ts'
import { INPUT_FLAGS, MESSAGE_FLAGS } from './flags.ts'
import { printJson, reportForm, tell } from './messages.ts'
import { compileProject, hasErrors } from './project.ts'

/** `dockcompile check [FILES…]`. */
export const checkCommand: Command = {
  usage: '[FILES…]',
  about: `Compiles as \`dockcompile compile\` does, compares the result with the files on disk and writes nothing. Where they differ, prints
what compile would change, image by image, as a unified diff that \`patch -p1\` takes, and which layers that would rebuild.
For CI and pre-commit hooks.

With \`--format json\`, \`sarif\` or \`github\` the messages are the answer: they go to standard output, a message for each file
that differs among them, and nothing else does.`,
  flags: [...INPUT_FLAGS, 'json', ...MESSAGE_FLAGS],
  examples: ['dockcompile check', 'dockcompile check --format sarif > dockcompile.sarif', 'dockcompile check --format github'],

  run(call) {
    const project = compileProject(call, call.words, { git: false })
    const { compilation, root, textOf } = project
    const failed = hasErrors(compilation.diagnostics)
    const { plans, ...result } = failed
      ? { plans: [], unchanged: [], differs: [], diagnostics: [] }
      : checkOutputs(root, compilation.outputs)
    const diagnostics = [...compilation.diagnostics, ...result.diagnostics]
    const code = hasErrors(diagnostics) || result.differs.length > 0 ? 1 : 0
    if (call.args.has('json')) {
      const { unchanged, differs } = result
      printJson(call, { written: [], unchanged, removed: [], differs, diagnostics: toJson(diagnostics, textOf) })
      return code
    }
    const changes = plans.flatMap(plan => plan.changes)
    const reported = reportForm(call) ? changes.map(outdated) : []
    tell(call, project, [...diagnostics, ...reported], { answer: true })
    if (failed || reportForm(call) || call.args.has('quiet')) return code
    const { out } = call.terminal
    if (code === 0) {
      out([...compilation.remarks, `up to date: ${result.unchanged.length} files`, ''].join('\n'))
      return code
    }
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
