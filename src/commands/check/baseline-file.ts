import { relative, resolve } from 'node:path'
import { type Diagnostic, diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts'
import { diskSources, slashes } from '../../edge/disk.ts'
import type { Baseline } from '../../model/options.ts'
import { baselineOf, baselineText, readBaseline } from '../../policy/baseline.ts'
import { terminalText } from '../../quote/terminal-text.ts'
import { STATUS_WORDS } from '../../sources/sources.ts'
import type { Call } from '../command.ts'
import { UsageError } from '../shared/arguments.ts'
import { compileProject } from '../shared/project.ts'
import { writeAnswer } from '../shared/write-answer.ts'

/** The baseline of `--baseline FILE`; a diagnostic where it cannot be used, nothing without the flag. */
export function baselineFor({ args, cwd }: Call): Baseline | Diagnostic | undefined {
  const path = args.value('baseline')
  if (path === undefined) {
    if (args.has('update-baseline')) throw new UsageError('`--update-baseline` needs `--baseline FILE`: the file to write')
    return undefined
  }
  const file = resolve(cwd, path)
  const sources = diskSources(cwd, [file])
  const status = sources.status(file)
  const help = { help: 'write it with `dockcompile check --baseline FILE --update-baseline`' }
  if (status === 'missing') return diagnostic('DC3003', null, { path, what: 'baseline' }, help)
  if (status !== 'file') return diagnostic('DC3004', null, { path, what: 'baseline', problem: STATUS_WORDS[status] }, help)
  const baseline = readBaseline(path, sources.read(file)!)
  return typeof baseline === 'string' ? diagnostic('DC3004', null, { path, what: 'baseline', problem: baseline }, help) : baseline
}

/** Writes what warns now into the baseline file, and says how much that is. Not with an error: then not everything was looked at. */
export function updateBaseline(call: Call): readonly Diagnostic[] {
  const path = call.args.value('baseline')!
  if (call.words.length > 0)
    throw new UsageError('`--update-baseline` writes the warnings of the whole project: leave out the FILES')
  const project = compileProject(call, call.words, { git: false, denyWarnings: false })
  const { diagnostics } = project.compilation
  if (hasErrors(diagnostics)) return diagnostics
  const entries = baselineOf(diagnostics)
  const problem = writeAnswer(call, path, 'baseline', baselineText(entries))
  if (problem) return [problem]
  const count = entries.reduce((sum, entry) => sum + entry.count, 0)
  const shown = slashes(relative(call.cwd, resolve(call.cwd, path)))
  call.terminal.err(`wrote ${terminalText(shown)}: ${count} ${count === 1 ? 'warning' : 'warnings'} accepted\n`)
  return []
}
