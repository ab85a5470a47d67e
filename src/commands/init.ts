import { join } from 'node:path'
import { diagnostic } from '../diagnostics/diagnostic.ts'
import { diskSources } from '../edge/disk.ts'
import { isThere } from '../edge/file-system.ts'
import { PROJECT_FILES } from '../model/project.ts'
import { terminalText } from '../quote/terminal-text.ts'
import { STATUS_WORDS } from '../sources/sources.ts'
import type { Call, Command } from './command.ts'
import { compilableStart, isBroken, type Start } from './init/compilable.ts'
import { editorSchemas, schemaPath } from './init/editor-schemas.ts'
import { lookAround, type Surroundings } from './init/look-around.ts'
import { plannedFiles, writeFiles } from './init/planned-files.ts'
import { projectsIn } from './init/projects.ts'
import { proposedEntries } from './init/proposed-entries.ts'
import { starterPipeline } from './init/starter-pipeline.ts'
import { summary } from './init/summary.ts'
import { UsageError } from './shared/arguments.ts'
import { MESSAGE_FLAGS } from './shared/flags.ts'
import { printJson, tell } from './shared/messages.ts'
import { fromCwd } from './shared/paths.ts'

const NAME = 'dockcompile.config.yaml'

/** `dockcompile init`. */
export const initCommand: Command = {
  usage: '',
  about: `Looks at the project in this folder (stack exports, run configurations, Python files, virtual environment, pyproject.toml,
.zen, .gitignore) and writes a commented ${NAME} that compiles at once, and lines in .gitattributes and
.gitignore. With --makefile and --pre-commit it writes these files, too, or prints what to add where they are there already,
and with --editor schemas, by which editors complete and check YAML. Asks before it
writes, on a terminal; overwrites nothing but, with --force, its own ${NAME}; runs no code.`,
  flags: [
    'stack',
    'makefile',
    'pre-commit',
    'editor',
    'force',
    'yes',
    'json',
    ...MESSAGE_FLAGS.filter(flag => flag !== 'timing'),
  ],
  ownFlags: {
    stack: ['    --stack FILE', 'the stack file, where it is elsewhere or there are several'],
    force: ['    --force', `write ${NAME} again, in the place of the one that is there`],
    yes: ['-y, --yes', 'write without a question'],
  },
  examples: ['dockcompile init', 'dockcompile init --yes --makefile --pre-commit'],
  failure: 'no project file can be proposed, or the one that is written has errors',

  async run(call) {
    const { args, cwd: root, terminal } = call
    refuseAnother(call)
    const found = lookAround(root, call.environment)
    const projects = projectsIn([...found.pipelines, ...found.zenml], found.marked)
    if (projects.length > 0) {
      terminal.err(severalProjects(projects))
      return 1
    }
    const stacks = chosenStacks(call, found)
    if (stacks.length === 0) {
      terminal.err(NO_STACK)
      return 1
    }
    const editor = args.has('editor')
    const { start, starters, notes } = startOf(found, stacks, editor)
    const output = start.choices.output?.folder ?? 'build'
    const files = plannedFiles(args, root, output, [
      { path: NAME, text: start.text },
      ...starters,
      ...(editor ? editorSchemas() : []),
    ])
    if (!args.has('yes') && !args.has('json')) {
      const names = files.write.map(file => terminalText(file.path)).join(', ')
      if ((await terminal.confirm?.(`write ${names}?`)) === false) return 0
    }
    const failed = writeFiles(root, files.write, NAME)
    if (failed) {
      tell(call, { root, textOf: () => undefined }, [diagnostic('DC6005', null, failed)])
      return 1
    }
    if (args.has('json')) {
      const pipelines = start.choices.entries.map(({ code, file }) => code ?? file)
      printJson(call, { written: files.write.map(file => file.path), stacks: stacks.map(([, file]) => file), pipelines })
    } else {
      tellErrors(call, start)
      if (!args.has('quiet')) terminal.out(summary(NAME, files, start, notes))
    }
    return isBroken(start) ? 1 : 0
  },
}

const NO_STACK = `error: no stack file is here
  = help: in the environment with ZenML: \`zenml stack export NAME stack.yaml\` writes it (\`zenml stack list\` names the stacks)
  = help: one that is elsewhere: \`dockcompile init --stack FILE\`
`

const severalProjects = (projects: readonly string[]): string => `error: the pipelines here belong to ${projects.length} projects
  = help: run \`dockcompile init\` in each folder, with a stack file in it: ${projects.map(terminalText).join(', ')}
`

/** A project file stays, but for one that `init` itself writes and that is to be written again. */
function refuseAnother({ args, cwd }: Call): void {
  const there = PROJECT_FILES.find(name => isThere(join(cwd, name)) && ours(cwd, name))
  if (there === undefined || (there === NAME && args.has('force'))) return
  const again = there === NAME ? '; `--force` writes it again' : ''
  throw new UsageError(`\`${there}\` is there already: edit it, or move it away${again}`)
}

/** package.json and pyproject.toml are project files only with our key in them. */
function ours(root: string, name: string): boolean {
  if (name !== 'package.json' && name !== 'pyproject.toml') return true
  return /"dockcompile"\s*:|tool\.dockcompile/.test(diskSources(root).read(name) ?? '')
}

function chosenStacks(call: Call, { stacks }: Surroundings): (readonly [string, string])[] {
  const asked = call.args.value('stack')
  if (asked !== undefined) {
    const file = fromCwd(call.cwd, call.cwd, asked)
    const status = diskSources(call.cwd).status(file)
    // The project file could name no other.
    if (status !== 'file')
      throw new UsageError(
        `the stack file \`${asked}\` ${STATUS_WORDS[status]}${status === 'outside' ? ': copy it into the project' : ''}`,
      )
    return [['stack', file]]
  }
  const taken = new Set<string>()
  return stacks.map(({ file, name }) => {
    const stem = file.slice(file.lastIndexOf('/') + 1, file.lastIndexOf('.'))
    const wanted = (name ?? stem).replace(/[^\w.-]+/g, '-').replace(/^[.-]+/, '') || 'stack'
    let unique = wanted
    for (let n = 2; taken.has(unique); n++) unique = `${wanted}-${n}`
    taken.add(unique)
    return [unique, file] as const
  })
}

function startOf(found: Surroundings, stacks: readonly (readonly [string, string])[], editor: boolean) {
  const { entries, leftOut, sourceRoot, notes } = proposedEntries(found)
  const starters = entries.length > 0 ? [] : [starterPipeline(found, editor)]
  const examples = starters.map(({ path }) => ({ code: null, file: path, name: null, because: null }))
  const choices = {
    schema: editor ? schemaPath('project') : null,
    stacks,
    entries: [...entries, ...examples],
    leftOut,
    steps: new Map(),
    python: null,
    sourceRoot,
    localComponent: null,
    locked: null,
    variables: [],
    output: null,
  }
  return { start: compilableStart(NAME, found, choices, starters), starters, notes }
}

/** Prints what is left to fix by hand; the summary says what waits for `dockcompile freeze`. */
function tellErrors(call: Call, start: Start): void {
  if (!isBroken(start)) return
  const { compilation, sources } = start
  const told = { root: call.cwd, sources, compilation, textOf: (file: string) => sources.read(file), unsaved: false }
  tell(
    call,
    told,
    compilation.diagnostics.filter(({ severity }) => severity === 'error'),
  )
}
