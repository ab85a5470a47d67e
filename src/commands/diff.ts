import { statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { resolveVersion } from '../3-resolve/version.ts'
import type { OutputsDiff } from '../answers/diff/changes.ts'
import { compareOutputs } from '../answers/diff/compare-outputs.ts'
import { releaseChanges } from '../answers/diff/release-changes.ts'
import { diffMarkdown } from '../answers/diff/to-markdown.ts'
import { diffText } from '../answers/diff/to-text.ts'
import { byCodePoint } from '../basics/order.ts'
import { hasErrors } from '../diagnostics/diagnostic.ts'
import { packageCatalogs } from '../edge/catalogs.ts'
import { discover } from '../edge/discover.ts'
import { diskSources } from '../edge/disk.ts'
import { GitProblem, git } from '../edge/git.ts'
import { hasColor, isTerminal } from '../edge/terminal.ts'
import { Inputs } from '../inputs.ts'
import type { Catalog } from '../model/catalog.ts'
import type { Compilation } from '../model/compilation.ts'
import { get } from '../model/node.ts'
import { withoutTrailingSlashes } from '../paths/trailing-slashes.ts'
import type { Call, Command } from './command.ts'
import { folderSide, revisionSide, type Side } from './diff/sides.ts'
import { UsageError } from './shared/arguments.ts'
import { printJson, tell } from './shared/messages.ts'
import { fromCwd } from './shared/paths.ts'
import { compileProject } from './shared/project.ts'

/** `dockcompile diff OLD [NEW]`, `dockcompile diff --zenml VERSION`. */
export const diffCommand: Command = {
  usage: 'OLD [NEW]',
  about: `Tells what a change does to the images: which are new, gone or renamed, their packages, parents and settings, the layers that
are built again, and the steps that move to another image. OLD and NEW are output folders or git revisions, whose output must be
checked in; without NEW it is the output folder as it is now. Reads generated files only: compiles nothing, needs no Docker.
With --zenml and without OLD it compiles the project as it is and with another ZenML release, writes neither, and tells besides
the images which keys are new, gone or mean something else, what the releases between changed, and which messages come and go.
On a terminal it prints text, else Markdown for a comment on a pull request. The exit code is 0 also where they differ, unless
--exit-code is given: then it is 1, as for \`git diff\`. What cannot be compared is exit code 2.`,
  flags: ['config', 'no-config', 'zenml', 'output', 'exit-code', 'json', 'format', 'color', 'quiet', 'help'],
  ownFlags: {
    zenml: ['    --zenml VERSION', 'compare with what this ZenML release would build'],
    output: ['-o, --output DIR', 'the output folder; otherwise what the project file says'],
    format: ['    --format FORM', 'text, markdown or json', ['text', 'markdown', 'json']],
    json: ['    --json', 'the same as `--format json`'],
    quiet: ['-q, --quiet', 'print nothing where nothing differs'],
  },
  examples: [
    'dockcompile diff main',
    'dockcompile diff main HEAD --format markdown',
    'dockcompile diff old/build build --exit-code',
    'dockcompile diff --zenml 0.98.0',
  ],
  failure: 'the input is wrong; with `--exit-code` also where something differs',

  run(call) {
    const { args, words } = call
    const [old, now, ...rest] = words
    if (args.has('zenml')) {
      if (old !== undefined) throw new UsageError('`--zenml` compares the project as it is: leave out the folder or revision')
      return diffReleases(call)
    }
    if (old === undefined || rest.length > 0)
      throw new UsageError('`dockcompile diff` needs one or two output folders or git revisions: `dockcompile diff main`')
    const project = projectOf(call)
    const diff = compareSides(sideOf(old, project), now === undefined ? ownSide(project) : sideOf(now, project))
    printDiff(call, diff)
    return args.has('exit-code') && diff.different ? 1 : 0
  },
}

function printDiff(call: Call, diff: OutputsDiff): void {
  const { args, terminal, environment } = call
  const form = args.has('json') ? 'json' : (args.value('format') ?? (isTerminal(1) ? 'text' : 'markdown'))
  if (form === 'json') printJson(call, diff)
  else if (diff.different || !args.has('quiet'))
    terminal.out(form === 'text' ? diffText(diff, hasColor(1, args.value('color'), environment)) : diffMarkdown(diff))
}

/** What another ZenML release would do with the project, against what it does now. Nothing is written. */
function diffReleases(call: Call): number {
  const asItIs = compileProject(call, [], { git: false, denyWarnings: false, zenml: false })
  const { workspaces, diagnostics } = asItIs.compilation
  if (hasErrors(diagnostics) || !workspaces[0]) {
    tell(call, asItIs, diagnostics)
    return 1
  }
  const moved = compileProject(call, [], { git: false, denyWarnings: false })
  const broken = hasErrors(moved.compilation.diagnostics)
  const release = otherRelease(call, moved.compilation)
  if (!release) {
    tell(call, moved, moved.compilation.diagnostics)
    return 1
  }
  const old = { catalog: workspaces[0].catalog, diagnostics }
  const zenml = releaseChanges(workspaces, old, { catalog: release, diagnostics: moved.compilation.diagnostics })
  const [before, after] = [asItIs, moved].map(({ compilation }) => sideOfOutputs(compilation.outputs)) as [Side, Side]
  // Where the other release refuses the project there are no images to compare.
  const outputs = broken ? [] : [...before].map(([place, files]) => compareOutputs(place, files, after.get(place)))
  const names = { old: `ZenML ${workspaces[0].zenml}`, new: `ZenML ${call.args.value('zenml')}` }
  const different = broken || outputs.some(({ state }) => state !== 'unchanged')
  printDiff(call, { version: 1, ...names, different, outputs, zenml })
  if (broken)
    tell(
      call,
      moved,
      moved.compilation.diagnostics.filter(({ severity }) => severity === 'error'),
    )
  return broken || (different && call.args.has('exit-code')) ? 1 : 0
}

/** The catalog of the release that was asked for; undefined where there is none, which the compilation says. */
function otherRelease({ args }: Call, { workspaces }: Compilation): Catalog | undefined {
  const catalogs = packageCatalogs()
  const asked = resolveVersion(args.value('zenml')!, catalogs.versions, null, () => {})
  return workspaces[0]?.catalog ?? (asked && catalogs.load(asked.release))
}

function sideOfOutputs(outputs: Compilation['outputs']): Side {
  return new Map(
    outputs.map(({ folder, files }) => {
      const texts = new Map(files.map(({ path, text }) => [path, text]))
      return [outputs.length === 1 ? '.' : folder, { read: (path: string) => texts.get(`${folder}/${path}`) }]
    }),
  )
}

interface Named {
  readonly name: string
  readonly outputs: Side
}

function compareSides(old: Named, now: Named): OutputsDiff {
  const empty = [old, now].filter(side => side.outputs.size === 0).map(side => `\`${side.name}\``)
  if (empty.length === 2) throw new UsageError(`there is no output of dockcompile in ${empty.join(' and ')}`)
  // One output on each side is the same one, whatever its folder is called.
  const [[onlyOld] = [], [onlyNow] = []] = [[...old.outputs], [...now.outputs]]
  const single = old.outputs.size === 1 && now.outputs.size === 1
  const folders = [...new Set([...old.outputs.keys(), ...now.outputs.keys()])].sort(byCodePoint)
  const outputs =
    single && onlyOld && onlyNow
      ? [compareOutputs(onlyNow[0], onlyOld[1], onlyNow[1])]
      : folders.map(folder => compareOutputs(folder, old.outputs.get(folder), now.outputs.get(folder)))
  return { version: 1, old: old.name, new: now.name, different: outputs.some(({ state }) => state !== 'unchanged'), outputs }
}

interface Place {
  readonly cwd: string
  readonly root: string
  /** The output folder, relative to the root. */
  readonly output: string
}

/** Where the project's output is. The project file is asked for that alone: whatever else is wrong with it is for compile to say. */
function projectOf({ args, cwd }: Call): Place {
  const config = args.value('config')
  const file = config !== undefined ? resolve(cwd, config) : args.has('no-config') ? undefined : discover(cwd)
  const root = file === undefined ? cwd : dirname(file)
  const flag = args.value('output')
  if (flag !== undefined) return { cwd, root, output: fromCwd(root, cwd, flag) }
  const document = file === undefined ? undefined : new Inputs(diskSources(root), () => {}).projectFile(basename(file))
  const written = get(document?.root, 'output')
  return {
    cwd,
    root,
    output: written?.kind === 'string' ? withoutTrailingSlashes(written.value).replace(/^\.\//, '') || '.' : 'build',
  }
}

function ownSide({ root, output }: Place): Named {
  const outputs = folderSide(resolve(root, output), output)
  if (outputs.size === 0) throw new UsageError(`there is no output in \`${output}\`: run \`dockcompile\` first`)
  return { name: output, outputs }
}

/** A folder that holds an output, else a git revision. */
function sideOf(name: string, { cwd, root, output }: Place): Named {
  const outputs = folderSide(resolve(cwd, name), name)
  if (outputs.size > 0) return { name, outputs }
  const repository = git(root)
  try {
    const commit = repository.commit(name)
    // Without an output there everything is new: the change that brings dockcompile in has one side only.
    return { name, outputs: revisionSide(repository, commit, output, `${name}:${output}`) }
  } catch (problem) {
    if (!(problem instanceof GitProblem)) throw problem
    if (isFolder(resolve(cwd, name)))
      throw new UsageError(`the folder \`${name}\` holds no output of dockcompile: no manifest.json`)
    throw new UsageError(`\`${name}\` is not an output folder, and ${problem.message}`)
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
