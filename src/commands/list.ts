import { width } from '../basics/width.ts'
import { wrapped } from '../basics/wrap.ts'
import { redact } from '../credentials/redact.ts'
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts'
import { type JsonDiagnostic, toJson } from '../diagnostics/to-json.ts'
import { GitProblem, git } from '../edge/git.ts'
import { terminalWidth } from '../edge/terminal-width.ts'
import { inOutput } from '../paths/output-path.ts'
import { terminalText } from '../quote/terminal-text.ts'
import { readBuiltFile } from './built/built-file.ts'
import type { Call, Command } from './command.ts'
import { type BuiltState, builtState, short } from './list/built-state.ts'
import { touchedTargets } from './list/touched-targets.ts'
import { UsageError } from './shared/arguments.ts'
import { INPUT_FLAGS, MESSAGE_FLAGS } from './shared/flags.ts'
import { printJson, tellBeside } from './shared/messages.ts'
import { images, type ListedImage } from './shared/planned-images.ts'
import { compileProject, type Project } from './shared/project.ts'

/** `dockcompile list [FILES…]`. */
export const listCommand: Command = {
  usage: '[FILES…]',
  about: `Lists the images that compile would plan: name, kind, tags, the digest of the recipe, and the pipelines and steps that run on
them. Writes nothing.
--built FILE says which of them are built already and which must be rebuilt, and why, by what bake (--metadata-file) or ZenML
wrote about an earlier build. Needs no Docker. Equal recipes prove nothing about included code and about parents without a
digest, and the answer says so.
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
      call.terminal.out(
        [...aligned(lines, terminalWidth(call.environment)), ...remarks.map(terminalText)].map(line => `${line}\n`).join(''),
      )
    }
    return 0
  },
}

function entry({ output, name, kind, tags, digest, used_by }: ListedImage, state: BuiltState | undefined) {
  return { folder: output.folder, image: name, kind, tags: tags.map(redact), digest, used_by, ...state }
}

/** An image in the list: its cells, of which the last is wrapped, and lines below. */
interface Row {
  readonly cells: readonly string[]
  readonly below: readonly string[]
}

/** The tags have lines of their own: a reference with a registry takes half of a terminal. */
const rows = (all: readonly ListedImage[]): Row[] =>
  table(
    all,
    ['KIND', 'DIGEST', 'USED BY'],
    all.map(({ kind, digest, used_by, tags }) => ({
      cells: [kind, digest === null ? '-' : short(digest), used_by.join(' ') || '-'],
      below: tags.map(redact),
    })),
  )

const NOT_COMPARED = { code: 'its code may have changed', parent: 'its parent has no digest' }

const builtRows = (all: readonly ListedImage[], states: readonly BuiltState[]): Row[] =>
  table(
    all,
    ['STATE', 'WHY'],
    states.map(({ state, reason, not_compared }) => ({
      cells: [state, reason ?? not_compared.map(what => NOT_COMPARED[what]).join(', ')],
      below: [],
    })),
  )

/** The images' names in front, with their folders where there are several. */
function table(all: readonly ListedImage[], head: readonly string[], own: readonly Row[]): Row[] {
  if (all.length === 0) return []
  const several = new Set(all.map(i => i.output.folder)).size > 1
  return [
    { cells: [...(several ? ['FOLDER'] : []), 'IMAGE', ...head], below: [] },
    ...all.map(({ output, name }, i) => ({ ...own[i]!, cells: [...(several ? [output.folder] : []), name, ...own[i]!.cells] })),
  ]
}

/** Columns of the last cell that it has at least, however long the names are. */
const LEAST = 24
/** Lines that the last cell may take. */
const MOST_LINES = 4

function aligned(table: readonly Row[], columns: number): string[] {
  const cells = table.map(row => row.cells.map(terminalText))
  const longest = (cells[0] ?? []).map((_, column) => Math.max(...cells.map(row => width(row[column]!))))
  const left = longest.slice(0, -1).reduce((sum, length) => sum + length + 2, 0)
  return table.flatMap(({ below }, i) => {
    const row = cells[i]!
    const fixed = row.slice(0, -1).map((cell, column) => `${cell}${' '.repeat(longest[column]! - width(cell))}  `)
    const [first = '', ...others] = shortened(row.at(-1)!, Math.max(LEAST, columns - left))
    return [
      `${fixed.join('')}${first}`.trimEnd(),
      ...others.map(line => `${' '.repeat(left)}${line}`),
      ...below.map(line => `  ${terminalText(line)}`),
    ]
  })
}

/** The text in lines; of very many words the last ones are counted. */
function shortened(text: string, columns: number): string[] {
  const lines = wrapped(text, columns)
  if (lines.length <= MOST_LINES) return lines
  const shown = lines.slice(0, MOST_LINES - 1)
  const left = lines
    .slice(MOST_LINES - 1)
    .join(' ')
    .split(' ').length
  return [...shown, `and ${left} more: \`--json\` has all`]
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
    call.terminal.out(touched.map(t => `${terminalText(several ? inOutput(t, t.target) : t.target)}\n`).join(''))
  }
  return 0
}
