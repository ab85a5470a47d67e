import { readFileSync, realpathSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { slashes } from './disk.ts'
import { isWithin } from './find-program.ts'
import { repositoryRoot } from './repository-root.ts'
import { runSync } from './run.ts'

/** Why git has no answer, in its own words. */
export class GitProblem extends Error {}

/** What git says: its output, and on failure its last words. */
interface Answer {
  readonly ok: boolean
  readonly stdout: Buffer
  readonly said: string
}

/** A repository that git answers from. */
export interface Repository {
  readonly root: string
  /** The way from its root to the folder that it was asked for: `ml/` or empty. */
  readonly prefix: string
  /** Whether some settings know filters for the content of files. They are off. */
  readonly hasFilters: boolean
  /** Asks git, in the root. */
  ask(words: readonly string[], input?: string): Answer
  /** The items of an answer that ends each with a zero byte. Throws a GitProblem where there is no answer. */
  list(...words: string[]): string[]
}

/**
 * Opens the repository that a folder is in, after a look at which one git takes for it. Nothing that its files say is run: its filters are off.
 *
 * @throws GitProblem where there is none, or git would answer from another one
 */
export function openRepository(folder: string, environment: NodeJS.ProcessEnv): Repository {
  const here = realpathSync(folder)
  const root = repositoryRoot(here)
  if (root === undefined) throw new GitProblem('not a git repository (or any of the parent directories): .git')
  const asker =
    (more: readonly string[]): Repository['ask'] =>
    (words, input = '') => {
      const ran = runSync({ trusted: 'git', words: [...more, ...words] }, { root, environment, input })
      if (typeof ran === 'string') throw new GitProblem(ran)
      const said = ran.stderr.toString().trim().split('\n').at(-1) ?? ''
      return { ok: ran.code === 0, stdout: ran.stdout, said: said.replace(/^fatal: /, '') }
    }
  checkIdentity(root, asker([]))
  const filtersOff = withoutFilters(asker([]))
  const ask = asker(filtersOff)
  const way = slashes(relative(root, here))
  return {
    root,
    prefix: way === '' ? '' : `${way}/`,
    hasFilters: filtersOff.length > 0,
    ask,
    list(...words) {
      const { ok, stdout, said } = ask(words)
      if (!ok) throw new GitProblem(said)
      return stdout.toString().split('\0').filter(Boolean)
    },
  }
}

/**
 * Refuses a repository that is not the one of `<root>/.git`: a folder of the checkout that looks like a bare repository, one above whose `.git` is
 * damaged, one whose files are elsewhere (`core.worktree`), or a `.git` file that leads to a folder of the checkout.
 */
function checkIdentity(root: string, ask: Repository['ask']): void {
  const { ok, stdout, said } = ask(['rev-parse', '--absolute-git-dir', '--show-toplevel'])
  if (!ok) throw new GitProblem(said)
  const [folder, top, ...rest] = stdout.toString().replace(/\n$/, '').split(/\r?\n/)
  const expected = gitFolder(root)
  const isOurs =
    rest.length === 0 && expected !== undefined && isSame(folder, expected) && isSame(top, root) && !leadsInside(root, expected)
  if (!isOurs) throw new GitProblem(`git would answer from another repository than that of \`${slashes(root)}\``)
}

/** The folder that `<root>/.git` is, or names where it is a file, as in worktrees and submodules. */
function gitFolder(root: string): string | undefined {
  const path = join(root, '.git')
  try {
    if (statSync(path).isDirectory()) return realpathSync(path)
    const named = /^gitdir: (.*?)[\r\n]*$/s.exec(readFileSync(path, 'utf8'))?.[1]
    return named === undefined ? undefined : realpathSync(resolve(root, named))
  } catch {
    return undefined
  }
}

/** A `.git` file, or link, to a folder among the files. */
const leadsInside = (root: string, folder: string): boolean =>
  isWithin(folder, root, process.platform) && !isWithin(folder, join(root, '.git'), process.platform)

function isSame(path: string | undefined, expected: string): boolean {
  try {
    return path !== undefined && realpathSync.native(path) === realpathSync.native(expected)
  } catch {
    return false
  }
}

/** Arguments that switch the filters off which the settings know: `.gitattributes`, a file of the checkout, choose the files that go through them. */
function withoutFilters(ask: Repository['ask']): string[] {
  const { ok, stdout, said } = ask([
    'config',
    '-z',
    '--name-only',
    '--get-regexp',
    '^filter\\..*\\.(clean|smudge|process|required)$',
  ])
  // It fails silently if nothing fits.
  if (!ok && said !== '') throw new GitProblem(said)
  const names = new Set(stdout.toString().split('\0').filter(Boolean))
  return [...names].flatMap(name => {
    // Its first `=` would end the key of the argument.
    if (name.includes('=')) throw new GitProblem(`the name of the filter setting \`${name}\` has a \`=\` in it`)
    return ['-c', `${name}=${name.endsWith('.required') ? 'false' : ''}`]
  })
}
