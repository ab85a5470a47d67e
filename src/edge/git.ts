import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { isPointerOf, LONGEST_POINTER } from './lfs-pointer.ts'
import { GitProblem, openRepository, type Repository } from './repository.ts'

export { GitProblem } from './repository.ts'

/** Questions to git about the checkout that a folder is in. Reads only; runs nothing and fetches nothing. */
export interface Git {
  /** The files below the folder that differ from a revision, untracked ones too; relative to the folder. */
  changedSince(revision: string): readonly string[]
  /** The commit that a revision names. */
  commit(revision: string): string
  /** The files below a folder at a commit, relative to this object's folder. */
  files(commit: string, folder: string): readonly string[]
  /** Files of the folder as they were; those that were not there are missing. */
  show(revision: string, paths: readonly string[]): ReadonlyMap<string, string>
  /** Whether the checkout differs from its last commit, and whether that was pushed. Untracked files count as changes, as ZenML counts them. */
  state(): 'clean' | 'dirty' | 'unpushed'
}

/**
 * @param environment of this process, as a rule
 * @throws GitProblem, by each question that git does not answer
 */
export function git(folder: string, environment: NodeJS.ProcessEnv = process.env): Git {
  let opened: Repository | undefined
  const repository = () => (opened ??= openRepository(folder, environment))
  const commit = (revision: string): string => {
    const { ask } = repository()
    // A revision that begins with a dash would be a flag.
    const found = revision.startsWith('-') ? undefined : ask(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`])
    if (found?.ok) return found.stdout.toString().trim()
    const isShallow = ask(['rev-parse', '--is-shallow-repository']).stdout.toString().trim() === 'true'
    const reason = isShallow
      ? ': this clone is shallow. Fetch the history (`git fetch --unshallow`; `fetch-depth: 0` of actions/checkout)'
      : ''
    throw new GitProblem(`git knows no revision \`${revision}\`${reason}`)
  }
  const below = (paths: readonly string[]) => {
    const { prefix } = repository()
    return paths.filter(path => path.startsWith(prefix)).map(path => path.slice(prefix.length))
  }
  return {
    commit,
    files: (revision, folder) => {
      const { list, prefix } = repository()
      const path = posix.join(prefix, folder)
      return below(list('ls-tree', '-r', '--name-only', '-z', revision, '--', path === './' ? '.' : path))
    },
    changedSince(revision) {
      const { list, prefix } = repository()
      const since = commit(revision)
      const scope = prefix === '' ? '.' : prefix
      return below([
        ...changedFiles(repository(), since, scope),
        ...list('ls-files', '-z', '--others', '--exclude-standard', '--', scope),
      ])
    },
    show(revision, names) {
      const { ask, prefix } = repository()
      const asked = names.map(name => ({ name, path: posix.join(prefix, name) })).filter(({ path }) => !/\n|^\.\.\//.test(path))
      const answer = ask(['cat-file', '--batch'], asked.map(({ path }) => `${revision}:${path}\n`).join(''))
      // One that was not fetched yet ends the whole answer.
      if (!answer.ok) throw new GitProblem(answer.said)
      return objects(
        asked.map(({ name }) => name),
        answer.stdout,
      )
    },
    state() {
      const { ask } = repository()
      if (isDirty(repository(), environment)) return 'dirty'
      // Without an upstream nothing can have been pushed.
      const { ok, stdout } = ask(['rev-list', '--count', '@{upstream}..HEAD'])
      return ok && stdout.toString().trim() === '0' ? 'clean' : 'unpushed'
    },
  }

  function changedFiles(repository: Repository, commit: string, scope: string): string[] {
    const flags = ['--name-only', '--no-renames', '--no-ext-diff', '--no-textconv', '--ignore-submodules=dirty', '-z']
    const changed = repository.list('diff', ...flags, commit, '--', scope)
    const submodules = changedSubmodules(repository, environment).filter(path => scope === '.' || path.startsWith(scope))
    return [...withoutPointers(repository, commit, changed), ...submodules.filter(path => !changed.includes(path))]
  }
}

function isDirty(repository: Repository, environment: NodeJS.ProcessEnv): boolean {
  const flags = ['--porcelain', '-z', '--no-renames', '--untracked-files=normal', '--ignore-submodules=dirty']
  const { ok, stdout } = repository.ask(['status', ...flags])
  if (!ok) return true
  const entries = stdout.toString().split('\0').filter(Boolean)
  // Changed in the working folder alone, as a file of Git LFS looks without its filter.
  const changed = entries.filter(entry => entry.startsWith(' M ')).map(entry => entry.slice(3))
  if (changed.length < entries.length) return true
  return withoutPointers(repository, 'HEAD', changed).length > 0 || changedSubmodules(repository, environment).length > 0
}

/**
 * The submodules with changes of their own. Git would look into each with the settings of that one; so each is opened as carefully as the
 * repository around it.
 */
function changedSubmodules({ root, list }: Repository, environment: NodeJS.ProcessEnv): string[] {
  const links = list('ls-files', '-z', '--stage').flatMap(entry => /^160000 [^\t]*\t(.*)$/s.exec(entry)?.[1] ?? [])
  return links.filter(path => {
    const folder = join(root, path)
    // One that is not checked out has no changes.
    return existsSync(join(folder, '.git')) && isDirty(openRepository(folder, environment), environment)
  })
}

/** Leaves out what differs only because git's filter for large files is off: the commit holds a pointer to the content that is here. */
function withoutPointers({ root, ask, hasFilters }: Repository, commit: string, paths: readonly string[]): readonly string[] {
  if (paths.length === 0 || !hasFilters) return paths
  const asked = paths.filter(path => !path.includes('\n'))
  const names = (paths: readonly string[]) => paths.map(path => `${commit}:${path}\n`).join('')
  const sizes = ask(['cat-file', '--batch-check=%(objectsize)'], names(asked)).stdout.toString().split('\n')
  const short = asked.filter((_, i) => /^\d+$/.test(sizes[i]!) && Number(sizes[i]) <= LONGEST_POINTER)
  const before = objects(short, ask(['cat-file', '--batch'], names(short)).stdout)
  return paths.filter(path => !isPointerOf(before.get(path) ?? '', join(root, path)))
}

/** What `git cat-file --batch` answers: per name a line `<id> blob <size>` and the content, or a line that says `missing`. */
function objects(names: readonly string[], answer: Buffer): Map<string, string> {
  const found = new Map<string, string>()
  let at = 0
  for (const name of names) {
    const end = answer.indexOf('\n', at)
    if (end < 0) break
    const [, type, size] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(answer.toString('utf8', at, end)) ?? []
    at = end + 1
    if (size === undefined) continue
    if (type === 'blob') found.set(name, answer.toString('utf8', at, at + Number(size)))
    at += Number(size) + 1
  }
  return found
}
