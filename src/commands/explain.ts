import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { explain } from '../answers/explain/explain.ts'
import { byCodePoint } from '../basics/order.ts'
import { codes } from '../diagnostics/codes.ts'
import { positions } from '../diagnostics/position.ts'
import { type JsonDiagnostic, toJson } from '../diagnostics/to-json.ts'
import { packageSchema } from '../edge/package-files.ts'
import { hasColor } from '../edge/terminal.ts'
import { terminalWidth } from '../edge/terminal-width.ts'
import { Inputs } from '../inputs.ts'
import { codeRoots } from '../model/code-roots.ts'
import type { Call, Command } from './command.ts'
import { type Answer, Answers, diagnosticAnswer } from './explain/answers.ts'
import { codeOf, findMatches, type Match, refuseCode } from './explain/matches.ts'
import { Page } from './explain/page.ts'
import { printAnswers } from './explain/print.ts'
import { UsageError } from './shared/arguments.ts'
import { INPUT_FLAGS, MESSAGE_FLAGS } from './shared/flags.ts'
import { printJson, tellBeside } from './shared/messages.ts'
import { toCwd } from './shared/paths.ts'
import { compileProject, type Project } from './shared/project.ts'

/** `dockcompile explain [WHAT] [FILES…]`. */
export const explainCommand: Command = {
  usage: '[WHAT] [FILES…]',
  takesImage: true,
  about: `Says why the output is as it is. WHAT is
  an image                     why it exists, what it is based on, who brought each package
  IMAGE:LINE, IMAGE:FROM-TO    where a line of its Dockerfile comes from
  a package                    which images install it, and who asked for it
  a key of any input file      what it means and where it is written; of Docker settings also whom it beat, and what it did
  a diagnostic code            its page
A word may mean several of these: \`image:\`, \`package:\` or \`key:\` before it says which. Without WHAT: an overview of all
images, what keeps them apart, and settings that do nothing. Writes nothing.`,
  flags: ['all', ...INPUT_FLAGS, 'json', ...MESSAGE_FLAGS],
  ownFlags: { all: ['    --all', 'list all diagnostic codes'] },
  examples: ['dockcompile explain', 'dockcompile explain requirements', 'dockcompile explain DC4131'],

  run(call) {
    const [first] = call.words
    const what = first !== undefined && !isFile(first, call.cwd) ? first : undefined
    const code = what === undefined ? undefined : codeOf(what)
    // A code needs no project, nor one that compiles.
    if (code) return answer(call, [diagnosticAnswer(code)], [], file => file)
    if (call.args.has('all')) return listCodes(call)
    if (what !== undefined) refuseCode(what)
    const project = compileProject(call, what === undefined ? call.words : call.words.slice(1))
    const { diagnostics } = project.compilation
    const told = toJson(diagnostics, project.textOf)
    if (!tellBeside(call, project, diagnostics)) {
      if (call.args.has('json')) printJson(call, { answers: [], diagnostics: told })
      return 1
    }
    return answer(call, answersTo(what, call, project), told, file => toCwd(project.root, call.cwd, file))
  },
}

/** Every code with its severity and what it is about. */
function listCodes(call: Call): number {
  const { args, terminal, words } = call
  if (words.length > 0) throw new UsageError('`--all` lists all codes: leave out what follows')
  const all = Object.entries(codes).sort(([a], [b]) => byCodePoint(a, b))
  if (args.has('json')) printJson(call, { codes: all.map(([code, { severity, title }]) => ({ code, severity, title })) })
  else terminal.out(all.map(([code, { severity, title }]) => `${code}  ${severity.padEnd(7)}  ${title}\n`).join(''))
  return 0
}

/** `dockcompile explain pipelines/train.yaml` asks for an overview. */
function isFile(word: string, cwd: string): boolean {
  return /\.(?:ya?ml|json|py|ipynb|txt)(?::\w+)?$/.test(word) && existsSync(resolve(cwd, word.replace(/(\.py):\w+$/, '$1')))
}

function answersTo(what: string | undefined, { args }: Call, { compilation, sources, textOf }: Project): Answer[] {
  const explainers = explain(compilation, sources)
  const answers = new Answers(positions(textOf), describeSetting)
  if (what === undefined) return explainers.map(explainer => answers.workspace(explainer))
  const { workspaces } = compilation
  const file = workspaces[0]?.project.file ?? null
  const inputs = new Inputs(sources, () => {})
  const document = file === null ? undefined : inputs.projectFile(file)
  const projectKeys = { document, schema: packageSchema('project'), workspaces, given: args.given }
  const rootsOf = (kind: 'stack' | 'pipeline', files: readonly string[]) =>
    [...new Set(files)].flatMap(name => inputs.document(kind, name, null)?.root ?? [])
  const inputKeys = {
    schemas: { stack: packageSchema('stack'), pipeline: packageSchema('pipeline') },
    roots: {
      stack: rootsOf(
        'stack',
        workspaces.map(({ stack }) => stack.file),
      ),
      pipeline: [
        ...rootsOf(
          'pipeline',
          workspaces.flatMap(({ pipelines }) => pipelines.flatMap(({ file }) => file ?? [])),
        ),
        ...workspaces.flatMap(({ pipelines }) => pipelines.flatMap(({ code }) => (code ? codeRoots(code) : []))),
      ],
    },
  }
  const matches = findMatches(what, { explainers, projectKeys, inputKeys })
  const found = matches.flatMap(match => answers.of(match))
  if (found.length === 0) throw new UsageError(noLine(matches))
  return found
}

function noLine(matches: readonly Match[]): string {
  const line = matches.find(match => match.kind === 'line')
  if (!line) throw new Error('a match without an answer')
  const { explainer, image, lines } = line
  const [dockerfile] = explainer.dockerfiles(image)
  return dockerfile
    ? `${dockerfile.path} has no line ${lines[0]}: it has ${dockerfile.lines.length}`
    : `image \`${image.id}\` has no Dockerfile: its kind is \`${image.kind}\``
}

/** What a docker setting means, as the schema of pipeline files says it. */
function describeSetting(key: string): string | null {
  const { $defs } = packageSchema('pipeline') as {
    $defs: { dockerSettings: { properties: Record<string, { description?: string }> } }
  }
  const { properties } = $defs.dockerSettings
  return Object.hasOwn(properties, key) ? (properties[key]!.description ?? null) : null
}

function answer(
  call: Call,
  answers: readonly Answer[],
  diagnostics: readonly JsonDiagnostic[],
  nameOf: (file: string) => string,
): number {
  const { args, environment, terminal } = call
  if (args.has('json')) printJson(call, { answers, diagnostics })
  else {
    const page = new Page(terminalWidth(environment), hasColor(1, args.value('color'), environment))
    printAnswers(answers, { page, nameOf, verbose: args.has('verbose') })
    terminal.out(page.text)
  }
  return 0
}
