import { createTwoFilesPatch } from 'diff'
import { toJson } from '../diagnostics/to-json.ts'
import type { Change } from '../edge/plan-output.ts'
import { hasColor } from '../edge/terminal.ts'
import { checkOutputs } from '../edge/write.ts'
import { terminalText } from '../quote/terminal-text.ts'
import type { Command } from './command.ts'
import { INPUT_FLAGS, MESSAGE_FLAGS } from './flags.ts'
import { printJson, tell } from './messages.ts'
import { compileProject, hasErrors } from './project.ts'

/** `dockcompile check [FILES…]`. */
export const checkCommand: Command = {
  usage: '[FILES…]',
  about: `Compiles as \`dockcompile compile\` does, compares the result with the files on disk and writes nothing. Where they differ, prints
what compile would change as a unified diff, which \`patch -p1\` takes. For CI and pre-commit hooks.`,
  flags: [...INPUT_FLAGS, 'json', ...MESSAGE_FLAGS],
  examples: ['dockcompile check'],

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
    tell(call, project, diagnostics)
    if (failed || call.args.has('quiet')) return code
    const color = hasColor(1, call.args.value('color'), call.environment)
    for (const change of plans.flatMap(p => p.changes)) call.terminal.out(patch(change, color))
    const n = result.differs.length
    // What compile would refuse has said so, with its own way out.
    const next = hasErrors(diagnostics)
      ? ''
      : project.unsaved
        ? ' from what the text from standard input asks for'
        : ': run `dockcompile` to update'
    if (n > 0) call.terminal.out(`${n} ${n === 1 ? 'file differs' : 'files differ'}${next}\n`)
    else if (code === 0)
      call.terminal.out([...compilation.remarks, `up to date: ${result.unchanged.length} files`, ''].join('\n'))
    return code
  },
}

/** A change as a unified diff, from what is there to what should be. */
function patch({ path, before, after }: Change, color: boolean): string {
  const names = [before ? `a/${path}` : '/dev/null', after === undefined ? '/dev/null' : `b/${path}`] as const
  const old = before?.toString() ?? ''
  // Beyond this many changed lines finding the shortest diff takes longer than anybody reads.
  const text = createTwoFilesPatch(...names, old, after ?? '', undefined, undefined, { maxEditLength: 2000 })
  if (text === undefined || old.includes('\0')) return `${path} differs altogether\n`
  const lines = text.split('\n').filter(line => !line.startsWith('====='))
  return color ? lines.map(colored).join('\n') : lines.join('\n')
}

/** What stands in a file must not reach the terminal as an escape sequence. */
function colored(line: string): string {
  const code = /^(---|\+\+\+)/.test(line) ? '1' : { '-': '31', '+': '32', '@': '36' }[line[0] ?? '']
  const safe = line.split('\t').map(terminalText).join('\t')
  return code === undefined ? safe : `\x1b[${code}m${safe}\x1b[0m`
}
