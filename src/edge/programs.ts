import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { parse, resolve } from 'node:path'
import { cleanEnvironment } from './clean-environment.ts'
import { findProgram, isWithin } from './find-program.ts'
import { repositoryRoot } from './repository-root.ts'

/** A program that runs unasked: nothing that the checkout holds decides what it does. */
interface Rule {
  /** What is believed, and why that is enough. */
  readonly trusted: string
  /** Where it runs: outside of every checkout, or in the root of the repository that it is asked about. */
  readonly folder: 'outside' | 'repository'
  /** In front of all its arguments. */
  readonly words: readonly string[]
  /** Variables of the environment that it does not get. */
  readonly without?: RegExp
  /** Variables that it gets, whatever the environment says. */
  readonly variables: Readonly<Record<string, string>>
}

/**
 * The programs that run unasked, and what is trusted of each.
 *
 * All of them: are found by absolute path, outside of the checkout (find-program.ts), and get an environment in which nothing leads into it
 * (clean-environment.ts). The settings of the machine and of the account are trusted: who could write those could replace the programs.
 */
const PROGRAMS = {
  git: {
    trusted: `The objects, references, index and ignore rules of the repository that repositoryRoot found, and no other (repository.ts compares).
      A clone does not bring .git/config along, but an archive or a cache does, and .gitattributes choose among its filters: so no key that names
      a program counts, whoever wrote it. Nothing is fetched and nothing is written.`,
    folder: 'repository',
    words: [
      '--no-pager',
      '--literal-pathspecs',
      '--no-replace-objects',
      // Before git 2.38 a folder that looks like a repository is found in spite of this: repository.ts looks at which one answers.
      ...['-c', 'safe.bareRepository=explicit'],
      ...['-c', 'core.fsmonitor=false'],
      ...['-c', 'core.hooksPath=/dev/null'],
      ...['-c', 'diff.external='],
      ...['-c', 'credential.helper='],
      ...['-c', 'submodule.recurse=false'],
    ],
    // Those that stay name the machine's settings, such as `safe.directory`; arguments beat what they say.
    without: /^GIT_(?!CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)$)|^(?:SSH_ASKPASS|LANGUAGE)$/i,
    variables: {
      // A protocol that there is not: no remote is ever spoken to, also by a git that does not know the next one.
      GIT_ALLOW_PROTOCOL: 'none',
      GIT_NO_LAZY_FETCH: '1',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_TERMINAL_PROMPT: '0',
      GIT_ATTR_NOSYSTEM: '1',
      // Its words end in our messages.
      LC_ALL: 'C',
    },
  },
  docker: {
    trusted:
      'The configuration of the account (~/.docker, DOCKER_*, BUILDX_*): which engine and builder, credential helpers, plugins.',
    folder: 'outside',
    words: [],
    variables: {},
  },
  uv: {
    trusted: `uv's settings of the machine and the account, UV_*, and a Python of the machine. Indexes of the project come from its own inputs, as
      arguments. No uv.toml, pyproject.toml or .venv of the checkout: uv looks for them from the current folder upwards.`,
    folder: 'outside',
    words: [],
    variables: {},
  },
  pip: {
    trusted: 'The environment of Python that pip is in; it only lists what is installed there.',
    folder: 'outside',
    words: [],
    variables: {},
  },
} as const satisfies Readonly<Record<string, Rule>>

/** A program of the table. */
type TrustedName = keyof typeof PROGRAMS

/**
 * What is run: a program of the table, or a command that may run code of the project and that somebody agreed to. The latter runs in the project as
 * it would run there by hand; a line is one for the shell.
 */
export type Program =
  | { readonly trusted: TrustedName; readonly words: readonly string[]; readonly agreed?: boolean | undefined }
  | { readonly agreed: readonly string[] | string }

/** How to start a program. */
export interface Start {
  /** An absolute path, or a line for the shell. */
  readonly file: string
  readonly words: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly shell: boolean
}

/**
 * How a program is started for a project: the one place that decides it.
 *
 * @param root the project root; for git the root of the repository
 * @param variables for what it does, not for how: they cannot replace one of the environment
 * @returns undefined: the program is not on this machine, or in the checkout alone
 */
export function startOf(
  program: Program,
  {
    root,
    environment,
    variables,
  }: { root: string; environment: NodeJS.ProcessEnv; variables?: Readonly<Record<string, string>> },
): Start | undefined {
  if (!('trusted' in program)) {
    if (typeof program.agreed === 'string') return { file: program.agreed, words: [], cwd: root, env: environment, shell: true }
    const [name, ...words] = program.agreed
    const file = findProgram(name!, machine(environment), [])
    return file === undefined ? undefined : { file, words, cwd: root, env: environment, shell: false }
  }
  const rule: Rule = PROGRAMS[program.trusted]
  const checkout = checkoutAround(root)
  const file = findProgram(program.trusted, machine(environment), program.agreed ? [] : checkout)
  if (file === undefined) return undefined
  const kept = Object.entries(cleanEnvironment(environment, checkout, process.platform)).filter(
    ([key]) => !rule.without?.test(key),
  )
  return {
    file,
    words: [...rule.words, ...program.words],
    cwd: rule.folder === 'repository' ? root : outside(root),
    env: { ...variables, ...Object.fromEntries(kept), ...rule.variables },
    shell: false,
  }
}

/** Where a program lies that a command line starts by its name alone; undefined: nowhere. */
export function programOf(
  name: string,
  root: string,
  environment: NodeJS.ProcessEnv,
): { path: string; inCheckout: boolean } | undefined {
  const path = findProgram(name, machine(environment), [])
  if (path === undefined) return undefined
  return { path, inCheckout: checkoutAround(root).some(folder => isWithin(path, folder, process.platform)) }
}

/** The top of the file system: only who administers the machine puts files there. A temporary folder has one above it that everybody writes to. */
const outside = (root: string): string => parse(resolve(root)).root

/**
 * The folders that a stranger's files may be in: the repository around a project, and the project. A repository of somebody's whole home folder,
 * for the settings that are there, is left out: its programs and settings are those of the account. So is the top of the file system.
 */
function checkoutAround(root: string): string[] {
  const repository = repositoryRoot(root)
  const home = homeFolder()
  const around = repository !== undefined && !(home && isWithin(home, repository, process.platform)) ? [repository] : []
  const folders = [root, ...around].filter(folder => folder !== outside(folder))
  return [...new Set(folders.flatMap(folder => [folder, real(folder)]))]
}

/** By the system's list of accounts: `HOME` may lead into the checkout. */
function homeFolder(): string | undefined {
  try {
    return userInfo().homedir
  } catch {
    // An account of a container may have no name.
    return undefined
  }
}

function real(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return folder
  }
}

const machine = (environment: NodeJS.ProcessEnv) => ({ platform: process.platform, environment, isProgram })

function isProgram(path: string): boolean {
  try {
    if (!statSync(path).isFile()) return false
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
