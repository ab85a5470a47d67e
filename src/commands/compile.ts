import { RIGHTS_NEEDED, rightsOf } from '../4-plan/rights.ts'
import { redactData } from '../credentials/redact.ts'
import { hasErrors } from '../diagnostics/diagnostic.ts'
import { toJson } from '../diagnostics/to-json.ts'
import { type Written, writeOutputs } from '../edge/write.ts'
import type { Output } from '../model/artifact.ts'
import type { BuildPlan, ImagePlan } from '../model/plan.ts'
import { terminalText } from '../quote/terminal-text.ts'
import type { Call, Command } from './command.ts'
import { allOutputs } from './shared/all-outputs.ts'
import { INPUT_FLAGS, MESSAGE_FLAGS } from './shared/flags.ts'
import { printJson, reportForm, tell } from './shared/messages.ts'
import { toCwd } from './shared/paths.ts'
import { compileProject, type Project } from './shared/project.ts'
import { checkStamp, writeStamp } from './shared/stamp.ts'

/** `dockcompile [compile] [FILES…]`. */
export const compileCommand: Command = {
  usage: '[FILES…]',
  about: `Compiles the stack and the pipelines of the project file and brings the output folder up to date: only files that change
are written, files of an earlier run that nothing needs any more are removed, and what dockcompile did not write is never
touched. With an error nothing is written. FILES choose among the pipelines of the project file, and the output of the others
stays; where no project file lists pipelines, FILES are all there are. \`-\` takes the text of one file from standard input, as
an editor has it before it is saved: then messages are all that comes out.`,
  flags: [...INPUT_FLAGS, 'force', 'plan', 'json', 'depfile', 'stamp', ...MESSAGE_FLAGS],
  examples: [
    'dockcompile',
    'dockcompile --stack stack.yaml pipelines/training.yaml',
    'dockcompile --stack stack.yaml penguins/pipelines.py:training',
    'dockcompile --stdin-filename pipelines/training.yaml - < pipelines/training.yaml',
    'dockcompile --depfile .images.d --stamp .images.stamp',
  ],
  failure: 'the input is wrong, or the output cannot be written',

  run(call) {
    const project = compileProject(call, call.words)
    const { compilation, root, textOf } = project
    if (call.args.has('plan')) return printPlan(call, project)

    checkStamp(call, project)
    const failed = hasErrors(compilation.diagnostics)
    const write = () => writeOutputs(root, allOutputs(call, project), call.args.has('force'))
    const result = failed || project.unsaved ? NOTHING : measured(call, write)
    const diagnostics = [...compilation.diagnostics, ...result.diagnostics]
    if (!hasErrors(diagnostics)) diagnostics.push(...writeStamp(call, project))
    if (call.args.has('json')) {
      const { written, unchanged, removed } = result
      printJson(call, { written, unchanged, removed, diagnostics: toJson(diagnostics, textOf) })
    } else {
      tell(call, project, diagnostics, { answer: true })
      if (!hasErrors(diagnostics) && !call.args.has('quiet') && !reportForm(call))
        call.terminal.out(project.unsaved ? UNSAVED : summary(call, project, result))
    }
    return hasErrors(diagnostics) ? 1 : 0
  },
}

const UNSAVED = 'the text from standard input is right; nothing was written\n'

const NOTHING: Written = { written: [], unchanged: [], removed: [], differs: [], diagnostics: [] }

function printPlan(call: Call, project: Project): number {
  const { compilation } = project
  tell(call, project, compilation.diagnostics)
  if (hasErrors(compilation.diagnostics)) return 1
  printJson(call, redactData(compilation.plans.map(printed)))
  return 0
}

/** A plan without what only the compiler reads: what its requirement lines say, and of the requests the merged settings with every place. */
function printed(plan: BuildPlan) {
  const lists = (image: ImagePlan) => image.requirements.map(({ lines: _lines, ...list }) => list)
  return {
    ...plan,
    images: plan.images.map(image => ({ ...image, requirements: lists(image) })),
    requests: plan.requests.map(({ pipeline, step, key, reason, image }) => ({
      pipeline: pipeline.name,
      step,
      key,
      reason,
      image,
    })),
  }
}

function measured<T>({ stopwatch, progress }: Call, write: () => T): T {
  progress?.say('comparing with the files on disk')
  return stopwatch ? stopwatch.measure('write', write) : write()
}

/** What was done, and what to do next. */
function summary({ cwd }: Call, { root, compilation }: Project, { written, removed, unchanged }: Written): string {
  const path = (p: string) => toCwd(root, cwd, p)
  const lines = [...listed('wrote', written.map(path)), ...listed('removed', removed.map(path)), ...compilation.remarks]
  if (written.length + removed.length === 0) {
    if (unchanged.length > 0)
      lines.push(`nothing changed: ${files(unchanged.length)} in ${compilation.outputs.map(o => path(o.folder)).join(', ')}`)
    else if (compilation.remarks.length === 0) lines.push('nothing changed')
  } else if (unchanged.length > 0) lines.push(`${files(unchanged.length)} unchanged`)
  const bakes = compilation.outputs.flatMap((output, i) => {
    const { images, dialect } = compilation.plans[i]!
    const asks = images.some(image => rightsOf(image, dialect).length > 0)
    return bakeFile(output).map(file => ({ call: `docker buildx bake -f ${shellWord(file)}`, asks }))
  })
  if (bakes.length > 0) {
    // bake reads all paths relative to the project root.
    const enter = root === cwd ? '' : `cd ${shellWord(toCwd(root, cwd, '.'))} && `
    lines.push('', 'build with:', ...bakes.map(({ call }) => `  ${enter}${call}`))
    if (bakes.some(({ asks }) => asks)) lines.push(`${RIGHTS_NEEDED}: \`dockcompile doctor\` gives the call that grants them`)
  }
  return lines.map(line => `${terminalText(line)}\n`).join('')
}

const LISTED = 12

function listed(verb: string, paths: readonly string[]): string[] {
  const shown = paths.length > LISTED + 1 ? paths.slice(0, LISTED) : paths
  const lines = shown.map(path => `${verb} ${path}`)
  return shown.length < paths.length ? [...lines, `${verb} ${paths.length - shown.length} more`] : lines
}

/** The bake file of an output, unless it builds nothing. */
function bakeFile({ folder, files }: Output): string[] {
  const name = folder === '.' ? 'docker-bake.json' : `${folder}/docker-bake.json`
  return files.some(f => f.path === name && f.text.includes('"target"')) ? [name] : []
}

const files = (n: number) => `${n} file${n === 1 ? '' : 's'}`

const shellWord = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
