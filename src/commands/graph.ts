import { compilationGraph } from '../answers/graph/compilation-graph.ts'
import { dot } from '../answers/graph/dot.ts'
import { type Graph, graphTitle } from '../answers/graph/graph.ts'
import { mermaid } from '../answers/graph/mermaid.ts'
import { svg } from '../answers/graph/svg.ts'
import type { Compilation } from '../model/compilation.ts'
import { json } from '../quote/json.ts'
import { terminalText } from '../quote/terminal-text.ts'
import type { Command } from './command.ts'
import { UsageError } from './shared/arguments.ts'
import { INPUT_FLAGS, MESSAGE_FLAGS } from './shared/flags.ts'
import { tell, tellBeside } from './shared/messages.ts'
import { compileProject } from './shared/project.ts'
import { writeAnswer } from './shared/write-answer.ts'

const FORMS = {
  mermaid: (graph: Graph) => mermaid(graph).text,
  svg,
  dot,
  json: (graph: Graph) => json({ title: graphTitle(graph), nodes: graph.nodes, edges: graph.edges } as never),
} as const satisfies Readonly<Record<string, (graph: Graph) => string>>

/** `dockcompile graph [FILES…]`. */
export const graphCommand: Command = {
  usage: '[FILES…]',
  about: `Draws what compile would plan: pipelines, the steps of each, the images that these run in, the layers that images share, and the
parents below. Writes nothing but the picture.
mermaid, the default, is what GitHub and GitLab draw in a Markdown file between \`\`\`mermaid and \`\`\`; projects that are too large
for them are drawn with fewer boxes. svg is one picture without anything from elsewhere, for any number of images. dot is for
Graphviz, json for programs.`,
  flags: [...INPUT_FLAGS, 'pipeline', 'out', 'json', ...MESSAGE_FLAGS],
  ownFlags: {
    format: ['    --format FORM', 'mermaid, svg, dot or json', Object.keys(FORMS)],
    pipeline: ['    --pipeline NAME', 'draw this pipeline only'],
    json: ['    --json', 'the same as `--format json`'],
  },
  examples: ['dockcompile graph', 'dockcompile graph --format svg --out images.svg'],

  run(call) {
    const { args, terminal } = call
    const form = args.has('json') ? 'json' : ((args.value('format') ?? 'mermaid') as keyof typeof FORMS)
    const project = compileProject(call, call.words)
    const { compilation } = project
    if (!tellBeside(call, project, compilation.diagnostics)) return 1
    const pipeline = args.value('pipeline')
    if (pipeline !== undefined) checkPipeline(compilation, pipeline)
    const graph = compilationGraph(compilation, pipeline)
    const text = FORMS[form](graph)
    if (form === 'mermaid' && !mermaid(graph).fits && !args.has('quiet'))
      terminal.err(
        'note: GitHub and GitLab draw 500 arrows at most: `--pipeline NAME` draws one pipeline, `--format svg` everything\n',
      )
    for (const remark of compilation.remarks) if (!args.has('quiet')) terminal.err(`note: ${terminalText(remark)}\n`)
    const out = args.value('out')
    if (out === undefined || out === '-') {
      terminal.out(text)
      return 0
    }
    const problem = writeAnswer(call, out, 'graph', text)
    if (problem) tell(call, project, [problem])
    return problem ? 1 : 0
  },
}

function checkPipeline({ plans }: Compilation, name: string): void {
  const names = plans.flatMap(plan => plan.pipelines.map(pipeline => pipeline.name))
  if (!names.includes(name)) throw new UsageError(`there is no pipeline \`${name}\``, { word: name, candidates: names })
}
