import { redact } from '../credentials/redact.ts'
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts'
import { type JsonDiagnostic, toJson } from '../diagnostics/to-json.ts'
import { GitProblem, git } from '../edge/git.ts'
import { terminalText } from '../quote/terminal-text.ts'
import { readBuiltFile } from './built/built-file.ts'
import type { Call, Command } from './command.ts'
import { type BuiltState, builtState, short } from './list/built-state.ts'
import { touchedTargets } from './list/touched-targets.ts'
import { UsageError } from './shared/arguments.ts'
import { INPUT_FLAGS, MESSAGE_FLAGS } from './shared/flags.ts'
import { printJson, tellBeside } from './shared/messages.ts'
import { images, inFolder, type ListedImage } from './shared/planned-images.ts'
import { compileProject, type Project } from './shared/project.ts'

/** `dockcompile list [FILES…]`. */
export const listCommand: Command = {
  usage: '[FILES…]',
  about: `Lists the images that compile would plan: name, kind, tags, the digest of the recipe, and the pipelines and steps that run on
them. Writes nothing.
--built FILE says which of them are built already and which must be rebuilt, and why, by what bake (--metadata-file) or ZenML
wrote about an earlier build. Needs no Docker. Equal recipes prove nothing about included code and about parents without a
digest: that is told.
--changed-since REV prints the bake targets that the changes since a git revision touch, one per line. It compares with the output
that is checked in there, and with the files that the images copy.`,
  flags: [...INPUT_FLAGS, 'built', 'changed-since', 'json', ...MESSAGE_FLAGS],
  examples: [
    'dockcompile list',
    'docker buildx bake -f build/docker-bake.json --metadata-file build/bake.json && dockcompile list --built build/bake.json',
    'dockcompile list --changed-since HEAD',
  ],

  run(call) {
    const { args } = call
    if (args.has('built') && args.has('changed-since'))
      throw new UsageError('`--built` and `--changed-since` are two questions: ask one at a time')
    const project = compileProject(call, call.words)
    const { compilation } = project
    const diagnostics: Diagnostic[] = [...compilation.diagnostics]
    const files = hasErrors(diagnostics)
      ? []
      : (args.values('built') ?? []).flatMap(name => readBuiltFile(call.cwd, name, d => diagnostics.push(d)) ?? [])
    const told = toJson(diagnostics, project.textOf)
    const revision = args.value('changed-since')
    if (!tellBeside(call, project, diagnostics)) {
      if (args.has('json')) printJson(call, { [revision === undefined ? 'images' : 'targets']: [], diagnostics: told })
      return 1
    }
    if (revision !== undefined) return listTouched(call, project, revision, told)
    const all = images(compilation.outputs)
    const planOf = ({ output }: ListedImage) => compilation.plans[compilation.outputs.indexOf(output)]!
    const states = args.has('built') ? all.map(image => builtState(image, planOf(image), files, project.root)) : undefined
    if (args.has('json')) printJson(call, { images: all.map((image, i) => entry(image, states?.[i])), diagnostics: told })
    else {
      const lines = states ? builtRows(all, states) : rows(all)
      const remarks = args.has('quiet') ? [] : compilation.remarks
      call.terminal.out([...aligned(lines), ...remarks.map(terminalText)].map(line => `${line}\n`).join(''))
    }
    return 0
  },
}

function entry({ output, name, kind, tags, digest, used_by }: ListedImage, state: BuiltState | undefined) {
  return { folder: output.folder, image: name, kind, tags: tags.map(redact), digest, used_by, ...state }
}

function rows(all: readonly ListedImage[]): string[][] {
  return table(
    all,
    ['KIND', 'TAGS', 'DIGEST', 'USED BY'],
    all.map(i => [
      i.kind,
      i.tags.map(redact).join(' ') || '-',
      i.digest === null ? '-' : short(i.digest),
      i.used_by.join(' ') || '-',
    ]),
  )
}

const NOT_COMPARED = { code: 'its code may have changed', parent: 'its parent has no digest' }

function builtRows(all: readonly ListedImage[], states: readonly BuiltState[]): string[][] {
  return table(
    all,
    ['STATE', 'WHY'],
    states.map(({ state, reason, not_compared }) => [state, reason ?? not_compared.map(what => NOT_COMPARED[what]).join(', ')]),
  )
}

/** The images' names in front, with their folders where there are several. */
function table(all: readonly ListedImage[], head: readonly string[], cells: readonly (readonly string[])[]): string[][] {
  if (all.length === 0) return []
  const several = new Set(all.map(i => i.output.folder)).size > 1
  return [
    [...(several ? ['FOLDER'] : []), 'IMAGE', ...head],
    ...all.map((i, row) => [...(several ? [i.output.folder] : []), i.name, ...cells[row]!]),
  ]
}

function aligned(cells: readonly (readonly string[])[]): string[] {
  const rows = cells.map(row => row.map(terminalText))
  const longest = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]!.length)))
  return rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(longest[column]!))
      .join('  ')
      .trimEnd(),
  )
}

function listTouched(
  call: Call,
  { root, sources, compilation }: Project,
  revision: string,
  diagnostics: readonly JsonDiagnostic[],
): number {
  const touched = (() => {
    try {
      return touchedTargets(compilation, sources, git(root), revision)
    } catch (error) {
      if (error instanceof GitProblem) throw new UsageError(`git cannot say what changed since \`${revision}\`: ${error.message}`)
      throw error
    }
  })()
  if (call.args.has('json')) printJson(call, { targets: touched, diagnostics })
  else {
    const several = compilation.outputs.length > 1
    call.terminal.out(touched.map(t => `${terminalText(several ? inFolder(t, t.target) : t.target)}\n`).join(''))
  }
  return 0
}
