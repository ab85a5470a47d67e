import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { satisfies, validRange } from '@renovatebot/pep440'
import { compareVersions } from '../basics/compare-versions.ts'
import { compile } from '../compile.ts'
import { type Diagnostic, diagnostic, hasErrors } from '../diagnostics/diagnostic.ts'
import { packageCatalogs } from '../edge/catalogs.ts'
import { createFiles, type NotCreated } from '../edge/create-files.ts'
import { diskSources } from '../edge/disk.ts'
import { isThere } from '../edge/file-system.ts'
import { hiddenByGit } from '../edge/hidden-by-git.ts'
import { replaceFile } from '../edge/replace-file.ts'
import type { Compilation } from '../model/compilation.ts'
import { PROJECT_FILES } from '../model/project.ts'
import { terminalText } from '../quote/terminal-text.ts'
import { overlaidSources } from '../sources/overlaid-sources.ts'
import { STATUS_WORDS } from '../sources/sources.ts'
import type { Call, Command } from './command.ts'
import { lookAround, type Surroundings } from './init/look-around.ts'
import { type Choices, projectFileText } from './init/project-file.ts'
import { gitattributes, makefile, preCommit } from './init/snippets.ts'
import { starterPipelines } from './init/starter-pipelines.ts'
import { UsageError } from './shared/arguments.ts'
import { MESSAGE_FLAGS } from './shared/flags.ts'
import { printJson, tell } from './shared/messages.ts'
import { fromCwd } from './shared/paths.ts'

const NAME = 'dockcompile.config.yaml'
const SCHEMA = 'https://dockcompile.dev/schema/project.schema.json'

/** `dockcompile init`. */
export const initCommand: Command = {
  usage: '',
  about: `Looks at the project in this folder (stack exports, run configurations, Python files, .python-version, pyproject.toml,
.zen, .gitignore) and writes a commented ${NAME} that compiles at once, and a line in .gitattributes. With
--makefile and --pre-commit it writes these files, too, or prints what to add where they are there already. Asks before it
writes, on a terminal; never overwrites anything; runs no code.`,
  flags: ['stack', 'makefile', 'pre-commit', 'yes', 'json', ...MESSAGE_FLAGS.filter(flag => flag !== 'timing')],
  ownFlags: {
    stack: ['    --stack FILE', 'the stack file, where it lies elsewhere or there are several'],
    yes: ['-y, --yes', 'write without a question'],
  },
  examples: ['dockcompile init', 'dockcompile init --yes --makefile --pre-commit'],

  async run(call) {
    const root = call.cwd
    const there = PROJECT_FILES.find(name => isThere(join(root, name)) && ours(root, name))
    if (there !== undefined) throw new UsageError(`\`${there}\` is there already: edit it, or move it away`)
    const found = lookAround(root)
    const stacks = chosenStacks(call, found)
    if (stacks.length === 0) {
      call.terminal.err(NO_STACK)
      return 1
    }
    const starters = found.pipelines.length > 0 ? [] : starterPipelines(found)
    const { text, output, compilation } = compilable(root, found, stacks, starters)
    const files = plannedFiles(call, root, output, [{ path: NAME, text, append: false }, ...starters])
    const { args, terminal } = call
    if (!args.has('yes') && !args.has('json')) {
      const names = files.write.map(file => terminalText(file.path)).join(', ')
      if ((await terminal.confirm?.(`write ${names}?`)) === false) return 0
    }
    const failed = write(root, files.write)
    if (failed) {
      tell(call, { root, textOf: () => undefined }, [diagnostic('DC6005', null, failed)])
      return 1
    }
    const written = files.write.map(file => file.path)
    if (args.has('json'))
      printJson(call, { written, stacks: stacks.map(([, file]) => file), pipelines: pipelinesOf(compilation, found) })
    else {
      const config = overlaidSources(diskSources(root), NAME, text)
      const project = { root, sources: config, compilation, textOf: (file: string) => config.read(file), unsaved: false }
      tell(
        call,
        project,
        compilation.diagnostics.filter(d => d.severity === 'error'),
      )
      if (!args.has('quiet')) terminal.out(summary(files, compilation))
    }
    return hasErrors(compilation.diagnostics) ? 1 : 0
  },
}

const NO_STACK = `error: no stack file is here
  = help: in the environment with ZenML: \`zenml stack export NAME stack.yaml\` writes it (\`zenml stack list\` names the stacks)
  = help: one that lies elsewhere: \`dockcompile init --stack FILE\`
`

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

interface PlannedFile {
  readonly path: string
  readonly text: string
  readonly append: boolean
}

/** The project file for which compile finds nothing wrong, as far as there is one: what only breaks it becomes a comment. */
function compilable(
  root: string,
  found: Surroundings,
  stacks: readonly (readonly [string, string])[],
  starters: readonly PlannedFile[],
): { text: string; output: string; compilation: Compilation } {
  const pipelines = found.pipelines.length > 0 ? found.pipelines : starters.map(file => file.path)
  let choices: Choices = {
    schema: SCHEMA,
    stacks,
    pipelines,
    leftOut: [],
    python: null,
    sourceRoot: zenFolder(found),
    output: null,
  }
  const attempt = () => {
    const text = projectFileText(found, choices)
    let sources = overlaidSources(diskSources(root), NAME, text)
    for (const file of starters) sources = overlaidSources(sources, file.path, file.text)
    return { text, compilation: compile(sources, { projectFile: NAME }, { catalogs: packageCatalogs(), hiddenByGit }) }
  }
  let result = attempt()
  // A file that is no longer broken in its form may be in its sense: each stage says what it finds.
  for (;;) {
    const bad = brokenPipelines(result.compilation.diagnostics, choices.pipelines)
    if (bad.length === 0 || bad.length === choices.pipelines.length) break
    const names = new Set(bad.map(([file]) => file))
    choices = { ...choices, pipelines: choices.pipelines.filter(file => !names.has(file)), leftOut: [...choices.leftOut, ...bad] }
    result = attempt()
  }
  const newest = result.compilation.plans[0]?.python
  if (newest !== undefined && !found.pythonVersion) {
    choices = { ...choices, python: pythonFor(found.requiresPython, newest) }
    result = attempt()
  }
  const hidden = result.compilation.diagnostics.find(d => d.code === 'DC6007')
  if (hidden) {
    choices = { ...choices, output: { folder: 'images', hiddenBy: hiddenPattern(root, hidden) } }
    result = attempt()
  }
  return { ...result, output: choices.output?.folder ?? 'build' }
}

/** The only folder with `.zen`, when it is not the root. */
function zenFolder({ zenFolders }: Surroundings): string | null {
  return zenFolders.length === 1 && zenFolders[0] !== '.' ? zenFolders[0]! : null
}

function brokenPipelines(diagnostics: readonly Diagnostic[], pipelines: readonly string[]): [string, string][] {
  const reasons = new Map<string, string>()
  for (const { severity, at, code, message } of diagnostics)
    if (severity === 'error' && at && pipelines.includes(at.file) && !reasons.has(at.file))
      reasons.set(at.file, `${code}: ${message}`)
  return [...reasons]
}

/** The newest Python that the project itself takes, or the newest that ZenML has. */
function pythonFor(requires: string | null, newest: string): NonNullable<Choices['python']> {
  const [major, minor] = newest.split('.').map(Number) as [number, number]
  const candidates = Array.from({ length: minor + 1 }, (_, i) => `${major}.${i}`)
    .sort(compareVersions)
    .reverse()
  // Of 3.11 some patch release is meant, a late one.
  const fits =
    requires !== null && validRange(requires) ? candidates.find(version => satisfies(`${version}.99`, requires)) : undefined
  return fits === undefined
    ? { version: newest, from: 'the newest that this ZenML knows: write the one that you use' }
    : { version: fits, from: `by \`requires-python = "${requires}"\` of pyproject.toml` }
}

function hiddenPattern(root: string, { at }: Diagnostic): string {
  return (at && diskSources(root).read(at.file)?.slice(at.start, at.end)) ?? 'a line'
}

interface PlannedFiles {
  readonly write: readonly PlannedFile[]
  /** What to add by hand where a file is there already. */
  readonly add: readonly PlannedFile[]
}

function plannedFiles({ args }: Call, root: string, output: string, files: readonly PlannedFile[]): PlannedFiles {
  const write = [...files]
  const add: PlannedFile[] = []
  const attributes = gitattributes(output)
  const before = diskSources(root).read('.gitattributes')
  if (!before?.includes(`${output}/**`)) {
    const text = `${before !== undefined && before !== '' && !before.endsWith('\n') ? '\n' : ''}${attributes}`
    const there = lstatSync(join(root, '.gitattributes'), { throwIfNoEntry: false })
    const isPlain = there === undefined || (there.isFile() && before !== undefined)
    ;(isPlain ? write : add).push({ path: '.gitattributes', text, append: true })
  }
  const wanted: PlannedFile[] = [
    ...(args.has('makefile') ? [{ path: 'Makefile', text: makefile(output), append: false }] : []),
    ...(args.has('pre-commit') ? [{ path: '.pre-commit-config.yaml', text: preCommit, append: false }] : []),
  ]
  for (const file of wanted) (isThere(join(root, file.path)) ? add : write).push(file)
  return { write, add }
}

/** Writes the project file last: while it is not there, `init` can be run again. */
function write(root: string, files: readonly PlannedFile[]): NotCreated | undefined {
  const sources = diskSources(root)
  for (const { path, text } of files.filter(file => file.append)) {
    const problem = replaceFile(join(root, path), (sources.read(path) ?? '') + text)
    if (problem !== undefined) return { path, problem }
  }
  const fresh = files.filter(file => !file.append)
  return createFiles(root, [...fresh.filter(file => file.path !== NAME), ...fresh.filter(file => file.path === NAME)])
}

const pipelinesOf = ({ plans }: Compilation, found: Surroundings): string[] =>
  plans[0]
    ? [...new Set(plans.flatMap(plan => plan.pipelines.flatMap(pipeline => pipeline.config ?? pipeline.code ?? [])))]
    : [...found.pipelines]

function summary({ write, add }: PlannedFiles, { diagnostics, plans }: Compilation): string {
  const lines = write.map(({ path, append }) => `${append ? 'added a line to' : 'wrote'} ${terminalText(path)}`)
  for (const { path, text } of add) lines.push('', `${path} is there already; add to it what you like of this:`, text.trimEnd())
  const images = new Set(plans.flatMap(plan => plan.images.map(image => image.id))).size
  const pipelines = new Set(plans.flatMap(plan => plan.pipelines.map(pipeline => pipeline.name))).size
  if (hasErrors(diagnostics)) lines.push('', 'mend what is said above, then run `dockcompile`')
  else
    lines.push(
      '',
      `${pipelines} ${pipelines === 1 ? 'pipeline' : 'pipelines'}, ${images} ${images === 1 ? 'image' : 'images'}: read ${NAME}, then run \`dockcompile\``,
    )
  return `${lines.join('\n')}\n`
}
