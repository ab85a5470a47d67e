import { type Diagnostic, diagnostic, hasErrors } from '../diagnostics/diagnostic.ts'
import type { Compilation } from '../model/compilation.ts'
import { jsonText } from '../quote/json.ts'
import { terminalText } from '../quote/terminal-text.ts'
import { type BuiltFile, readBuiltFile } from './built/built-file.ts'
import { checkHandover } from './built/check-handover.ts'
import { yamlText } from './built/yaml-text.ts'
import { zenmlBuildFile } from './built/zenml-build-file.ts'
import type { Command } from './command.ts'
import { UsageError } from './shared/arguments.ts'
import { INPUT_FLAGS, MESSAGE_FLAGS } from './shared/flags.ts'
import { tell } from './shared/messages.ts'
import { fromCwd } from './shared/paths.ts'
import { manifestOf } from './shared/planned-images.ts'
import { compileProject } from './shared/project.ts'
import { writeAnswer } from './shared/write-answer.ts'

/** `dockcompile zenml-build --metadata FILE`. */
export const zenmlBuildCommand: Command = {
  usage: '--metadata FILE [FILES…]',
  about: `Turns what bake built into the build file that \`zenml pipeline run --build\` takes, so that ZenML runs these images and builds
none. --metadata names the file that \`docker buildx bake --metadata-file\` wrote; several may be given, from several machines.
Images that were built from another recipe than the present one are refused.`,
  flags: ['metadata', 'pipeline', 'out', ...INPUT_FLAGS, 'json', ...MESSAGE_FLAGS],
  examples: [
    'dockcompile && docker buildx bake -f build/docker-bake.json --metadata-file build/bake.json    # --push where others run it',
    'dockcompile zenml-build --metadata build/bake.json --pipeline training --out build/zenml.yaml',
  ],
  failure: 'the input is wrong, or the metadata does not fit it',

  run(call) {
    const { args, cwd } = call
    const names = args.values('metadata')
    if (!names)
      throw new UsageError(
        '`dockcompile zenml-build` needs `--metadata FILE`, which `docker buildx bake --metadata-file FILE` writes',
      )
    const project = compileProject(call, call.words)
    const { compilation } = project
    const diagnostics: Diagnostic[] = [...compilation.diagnostics]
    const report = (d: Diagnostic) => void diagnostics.push(d)
    const fail = () => {
      tell(call, project, diagnostics)
      return 1
    }
    if (hasErrors(diagnostics)) return fail()
    const chosen = choosePipeline(compilation, args.value('pipeline'))
    const built = names.flatMap(name => readBuiltFile(cwd, name, report) ?? [])
    for (const file of built.filter(f => f.kind !== 'bake'))
      report(diagnostic('DC6023', null, { path: file.name, problem: 'is a ZenML build file, not a metadata file of bake' }))
    if (hasErrors(diagnostics)) return fail()
    const metadata = built.filter((f): f is Extract<BuiltFile, { kind: 'bake' }> => f.kind === 'bake')
    checkHandover(
      chosen,
      project,
      [...names, ...(args.values('out') ?? [])].map(name => fromCwd(project.root, cwd, name)),
      report,
    )
    const file = zenmlBuildFile({ ...chosen, built: metadata }, report)
    if (!file) return fail()
    const text = args.has('json') ? `${jsonText(file, 2)}\n` : yamlText(file)
    const out = args.value('out')
    const problem = out === undefined ? undefined : writeAnswer(call, out, 'build file', text)
    if (problem) report(problem)
    if (hasErrors(diagnostics)) return fail()
    tell(call, project, diagnostics)
    if (out === undefined) call.terminal.out(text)
    else if (!args.has('quiet')) call.terminal.out(`wrote ${terminalText(out)}\n`)
    return 0
  },
}

function choosePipeline({ outputs, plans, workspaces, remarks }: Compilation, asked: string | undefined) {
  const found = outputs.flatMap((output, i) => {
    const manifest = manifestOf(output)
    const here = { output, plan: plans[i]!, workspace: workspaces[i]! }
    return manifest ? Object.keys(manifest.pipelines).map(pipeline => ({ ...here, manifest, pipeline })) : []
  })
  const names = [...new Set(found.map(f => f.pipeline))]
  const chosen = asked === undefined ? found : found.filter(f => f.pipeline === asked)
  if (found.length === 0) throw new UsageError(`there is nothing to build${remarks.length ? `: ${remarks.join('; ')}` : ''}`)
  if (chosen.length === 0)
    throw new UsageError(`there is no pipeline \`${asked}\`; there are ${quoted(names)}`, { word: asked!, candidates: names })
  if (chosen.length > 1) {
    const way =
      names.length > 1 && asked === undefined
        ? `choose one of ${quoted(names)} with \`--pipeline\``
        : 'choose a stack with `--stack`'
    throw new UsageError(`a build file is for one pipeline: ${way}`)
  }
  const [one] = chosen as [(typeof found)[number]]
  if (one.manifest.pipelines[one.pipeline]!.prebuilt)
    throw new UsageError(`the pipeline \`${one.pipeline}\` names a build already`)
  return one
}

const quoted = (names: readonly string[]): string => names.map(name => `\`${name}\``).join(', ')
