import { explain } from '../answers/explain/explain.ts'
import { compilationGraph } from '../answers/graph/compilation-graph.ts'
import { svgInPage } from '../answers/graph/svg.ts'
import { reportData } from '../answers/report/report-data.ts'
import { reportPage } from '../answers/report/report-page.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { positions } from '../diagnostics/position.ts'
import { printPretty } from '../diagnostics/print-pretty.ts'
import { toJson } from '../diagnostics/to-json.ts'
import { diagnosticPage, reportAssets } from '../edge/package-files.ts'
import { terminalText } from '../quote/terminal-text.ts'
import type { Command } from './command.ts'
import { changesOnDisk, changesSince } from './report/changes.ts'
import { UsageError } from './shared/arguments.ts'
import { INPUT_FLAGS, MESSAGE_FLAGS } from './shared/flags.ts'
import { printJson, tell, tellBeside } from './shared/messages.ts'
import { compileProject } from './shared/project.ts'
import { writeAnswer } from './shared/write-answer.ts'

/** `dockcompile report [FILES…]`. */
export const reportCommand: Command = {
  usage: '[FILES…]',
  about: `Writes one HTML page about all images: why each exists, where every line of its Dockerfile comes from, who asked for each package,
what would change on disk, and all messages. It needs no network and loads nothing; it can be mailed, or kept by CI beside a
run. --since REV compares with a git revision and not with the files on disk.`,
  flags: [...INPUT_FLAGS, 'out', 'since', 'json', ...MESSAGE_FLAGS],
  ownFlags: { out: ['    --out FILE', 'the page; dockcompile-report.html otherwise, `-` for standard output'] },
  examples: ['dockcompile report', 'dockcompile report --since HEAD --out /tmp/images.html'],

  run(call) {
    const { args, terminal } = call
    const out = args.value('out') ?? 'dockcompile-report.html'
    if (out === '-' && args.has('json')) throw new UsageError('`--out -` and `--json` both print: leave one of them out')
    const project = compileProject(call, call.words)
    const { compilation, root, sources, textOf } = project
    const answer = (page: string | null, more: readonly Diagnostic[] = []): void => {
      if (args.has('json')) printJson(call, { page, diagnostics: toJson([...compilation.diagnostics, ...more], textOf) })
    }
    if (!tellBeside(call, project, compilation.diagnostics)) {
      answer(null)
      return 1
    }
    const revision = args.value('since')
    const changes =
      revision === undefined ? changesOnDisk(root, compilation.outputs) : changesSince(root, compilation.outputs, revision)
    const placeOf = positions(textOf)
    const title = compilation.plans.map(({ stack }) => stack).join(', ') || 'dockcompile'
    const data = reportData({
      title,
      explainers: explain(compilation, sources),
      diagnostics: compilation.diagnostics,
      changes,
      pageOf: code => diagnosticPage(code) ?? '',
      excerptOf: found =>
        printPretty([found], { textOf })
          .split('\n')
          .filter(line => /^ *\d* \|/.test(line)),
      placeText: span => {
        const found = placeOf(span)
        return found ? `${span.file}:${found.line}:${found.column}` : span.file
      },
    })
    const graph = svgInPage(compilationGraph(compilation))
    const page = reportPage(title, data, { ...reportAssets(), graph })
    if (out === '-') {
      terminal.out(page)
      return 0
    }
    const problem = writeAnswer(call, out, 'report', page)
    if (problem) {
      if (!args.has('json')) tell(call, project, [problem])
      answer(null, [problem])
      return 1
    }
    answer(out)
    if (!args.has('quiet') && !args.has('json')) terminal.out(`wrote ${terminalText(out)}\n`)
    return 0
  },
}
