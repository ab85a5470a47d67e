import { join } from 'node:path'
import { LOCK_FILE } from '../3-resolve/read-lock-file.ts'
import { redactLine } from '../credentials/redact.ts'
import { type Diagnostic, diagnostic, hasErrors } from '../diagnostics/diagnostic.ts'
import { toJson } from '../diagnostics/to-json.ts'
import { diskSources } from '../edge/disk.ts'
import { replaceFile } from '../edge/replace-file.ts'
import { type LockChange, lockChanges, NOTHING, type PackageChange } from '../freeze/lock-changes.ts'
import { type LockTables, lockFileText, readLockFile } from '../freeze/lock-file.ts'
import type { AskedOutput } from '../model/plan.ts'
import { terminalText } from '../quote/terminal-text.ts'
import type { Sources } from '../sources/sources.ts'
import type { Call, Command } from './command.ts'
import { captureOutputs } from './freeze/commands.ts'
import { reportOldLists } from './freeze/files.ts'
import { describeImages, parentImages } from './freeze/images.ts'
import { askParents, layeredParents } from './freeze/parents.ts'
import { capturePipelines } from './freeze/pipelines.ts'
import { installingImages, packagesToUpgrade, resolveRequirements } from './freeze/resolve.ts'
import { CANNOT_BE_READ, unreadEntries } from './freeze/unread.ts'
import { UsageError } from './shared/arguments.ts'
import { INPUT_FLAGS, MESSAGE_FLAGS } from './shared/flags.ts'
import { printJson, tell } from './shared/messages.ts'
import { toCwd } from './shared/paths.ts'
import { compileProject, type Project } from './shared/project.ts'

/** `dockcompile freeze [FILES…]`. */
export const freezeCommand: Command = {
  usage: '[FILES…]',
  about: `Writes ${LOCK_FILE}: what compile cannot know and these inputs ask for. That is the output of the commands that ZenML
would run on your machine (\`pip freeze\`, \`uv export\`, …), of each parent image its digest, user, environment and platforms,
asked of its registry or else of the local engine, and what your ZenML says about pipelines whose code cannot be known without
running it. With \`layers: independent\` also the packages that parents have: their Python is started, in a container without a
network. With --resolve also full lists of packages with hashes, for \`resolve: locked\`; a version that the lock file has stays
while it fits, and --upgrade gives it up. With \`layers: independent\` it reads the end of each wheel, in a few requests,
to find files that several packages write. A command that may run code of the project (one from a file, an export, which may run a
build backend, or Python, which imports the code) or of a parent runs only with --yes, or after a yes on the terminal. Only with
--yes does --resolve build packages from source. With FILES or --stack the entries of the others stay.`,
  flags: [...INPUT_FLAGS.filter(flag => flag !== 'deny-warnings'), 'upgrade', 'yes', 'json', ...MESSAGE_FLAGS],
  ownFlags: {
    resolve: ['    --resolve', 'also resolve every image to a full list with hashes; needs uv'],
    upgrade: ['    --upgrade [NAME …]', 'resolve, and give up the pins of these packages, or all pins'],
  },
  examples: ['dockcompile freeze', 'dockcompile freeze --resolve --yes', 'dockcompile freeze --upgrade numpy pandas'],
  failure: 'the input is wrong, or a question has no answer',

  async run(call) {
    if (call.words.includes('-')) throw new UsageError('`dockcompile freeze` takes no `-`: it writes what saved files ask for')
    const resolves = call.args.has('resolve') || call.args.has('upgrade')
    // A call that makes no sense runs nothing.
    packagesToUpgrade(call)
    const needs = { bareResolve: true, sources: withLock(undefined) }
    const first = compileProject(call, call.words, needs)
    const { root } = first
    const wrong = errorsOf(first).filter(d => !CANNOT_BE_READ.has(d.code))
    if (wrong.length > 0) return tellAll(call, first, wrong, undefined)

    const path = join(root, LOCK_FILE)
    const textBefore = diskSources(root).read(LOCK_FILE)
    const before = readLockFile(textBefore)
    const diagnostics: Diagnostic[] = []
    const report = (d: Diagnostic) => void diagnostics.push(d)

    const compileWith = (known: LockTables) =>
      compileProject(call, call.words, { ...needs, sources: withLock(lockFileText(known)) })
    const pipelines = await capturePipelines(call, first, unreadEntries(call, first, needs), report)
    if (hasErrors(diagnostics)) return tellAll(call, first, diagnostics, undefined)
    // What ZenML says decides which images there are.
    const { compilation } = pipelines.size > 0 ? compileWith({ ...NOTHING, pipelines }) : first
    errorsOf({ compilation }).forEach(report)
    if (hasErrors(diagnostics)) return tellAll(call, first, diagnostics, undefined)
    const commands = await captureOutputs(call, first, distinct(compilation.plans.flatMap(({ asked }) => asked)), report)
    if (hasErrors(diagnostics)) return tellAll(call, first, diagnostics, undefined)
    const described = await describeImages(call, root, parentImages(compilation.plans), before.images, report)
    if (hasErrors(diagnostics)) return tellAll(call, first, diagnostics, undefined)
    const both = { images: described, before: before.images }
    const images = await askParents(call, first, layeredParents(compilation), both, report)
    if (hasErrors(diagnostics)) return tellAll(call, first, diagnostics, undefined)
    const known: LockTables = { ...NOTHING, commands, images, pipelines }
    // The outputs are requirements, too. It reads what would be written as every later run does.
    const second = compileWith(known)
    for (const found of errorsOf(second)) if (found.at === null) report(found)
    if (hasErrors(diagnostics)) return tellAll(call, first, diagnostics, undefined)
    const installing = installingImages(second.compilation.plans)
    const isLayered = second.compilation.workspaces.some(({ project }) => project.layers === 'independent')
    const resolved = resolves
      ? await resolveRequirements(call, root, { images: installing, before, parents: images, isLayered }, report)
      : NOTHING
    if (hasErrors(diagnostics)) return tellAll(call, first, diagnostics, undefined)

    const kept = <T>(table: ReadonlyMap<string, T>) => [...table].filter(([key]) => installing.has(key))
    const needed: LockTables = {
      ...known,
      requirements: new Map([...kept(before.requirements), ...resolved.requirements]),
      packages: new Map([...kept(before.packages), ...resolved.packages]),
      files: new Map([...kept(before.files), ...resolved.files]),
    }
    if (isLayered) reportOldLists(installing, needed, report)
    const partial = call.words.length > 0 || call.args.has('stack')
    const after = partial ? joined(before, needed) : needed
    const changes = lockChanges(before, after)
    const text = lockFileText(after)
    // As every later run says it: who accepted it, reads nothing.
    if ([...resolved.files.values()].some(({ conflicts }) => conflicts.length > 0))
      compileWith(after)
        .compilation.diagnostics.filter(({ code }) => code === 'DC4165')
        .forEach(report)
    const nothing = textBefore === undefined && changes.length === 0
    const problem = nothing || text === textBefore ? undefined : replaceFile(path, text)
    if (problem !== undefined) report(diagnostic('DC6005', null, { path: LOCK_FILE, problem }))
    return tellAll(
      call,
      first,
      diagnostics,
      hasErrors(diagnostics) ? undefined : { changes, written: text !== textBefore && !nothing },
    )
  },
}

/** What is missing in the lock file is what this command is for. */
const IS_ABOUT_THE_LOCK: ReadonlySet<string> = new Set(['DC4003', 'DC4032', 'DC4161', 'DC4162'])

/** The other errors of a compilation. A lock file that is not written yet has no places. */
const errorsOf = ({ compilation }: Pick<Project, 'compilation'>): Diagnostic[] =>
  compilation.diagnostics
    .filter(d => d.severity === 'error' && !IS_ABOUT_THE_LOCK.has(d.code))
    .map(d => (d.at?.file === LOCK_FILE ? { ...d, at: null } : d))

/** Sources with this lock file in place of the one on disk, which may be damaged. */
const withLock =
  (text: string | undefined) =>
  (disk: Sources): Sources => ({
    ...disk,
    read: path => (path === LOCK_FILE ? text : disk.read(path)),
    status: path => (path === LOCK_FILE ? (text === undefined ? 'missing' : 'file') : disk.status(path)),
  })

function distinct(asked: readonly AskedOutput[]): AskedOutput[] {
  return [...new Map(asked.map(output => [output.commands.join('\n'), output])).values()]
}

function joined(a: LockTables, b: LockTables): LockTables {
  return {
    commands: new Map([...a.commands, ...b.commands]),
    images: new Map([...a.images, ...b.images]),
    pipelines: new Map([...a.pipelines, ...b.pipelines]),
    requirements: new Map([...a.requirements, ...b.requirements]),
    packages: new Map([...a.packages, ...b.packages]),
    files: new Map([...a.files, ...b.files]),
  }
}

interface Done {
  readonly changes: readonly LockChange[]
  readonly written: boolean
}

/** What is in the place of a version may be an address with a password. */
function redacted({ package: name, before, after }: PackageChange): PackageChange {
  const hidden = (text: string | null) => text && redactLine(text)
  return { package: name, before: hidden(before), after: hidden(after) }
}

const inWords = ({ package: name, before, after }: PackageChange): string =>
  before === null ? `+ ${name} ${after}` : after === null ? `- ${name} ${before}` : `${name} ${before} → ${after}`

/** Tells what was done; undefined: nothing, because of an error. */
function tellAll(call: Call, project: Project, diagnostics: readonly Diagnostic[], done: Done | undefined): number {
  const { changes = [], written = false } = done ?? {}
  if (call.args.has('json')) {
    const of = (change: 'added' | 'removed') => changes.filter(c => c.change === change).map(({ kind, name }) => ({ kind, name }))
    const found = toJson(diagnostics, project.textOf)
    printJson(call, {
      written: written ? [LOCK_FILE] : [],
      added: of('added'),
      changed: changes
        .filter(({ change }) => change === 'changed')
        .map(({ kind, name, packages }) => ({ kind, name, packages: packages.map(redacted) })),
      removed: of('removed'),
      diagnostics: found,
    })
    return done ? 0 : 1
  }
  tell(call, project, diagnostics)
  if (!done) return 1
  if (call.args.has('quiet')) return 0
  const path = toCwd(project.root, call.cwd, LOCK_FILE)
  const lines = changes.flatMap(({ change, kind, name, packages }) => [
    `${change} ${kind} ${terminalText(name)}`,
    ...packages.map(each => `  ${terminalText(inWords(redacted(each)))}`),
  ])
  const last = written ? `wrote ${terminalText(path)}` : changes.length ? '' : 'nothing changed'
  call.terminal.out(
    [...lines, last]
      .filter(Boolean)
      .map(line => `${line}\n`)
      .join(''),
  )
  return 0
}
