import { spawnSync } from 'node:child_process'

/** Questions to git about the checkout that a folder is in. Reads only. */
export interface Git {
  /** The files below the folder that differ from a revision, untracked ones too; relative to the folder. */
  changedSince(revision: string): readonly string[]
  /** The commit that a revision names. */
  commit(revision: string): string
  /** The files below a folder at a commit, relative to this object's folder. */
  files(commit: string, folder: string): readonly string[]
  /** Files of the folder as they were; those that were not there are missing. */
  show(revision: string, paths: readonly string[]): ReadonlyMap<string, string>
}

/** Why git has no answer, in its own words. */
export class GitProblem extends Error {}

export function git(folder: string): Git {
  const ask = (args: readonly string[], input = '') => {
    const { status, stdout, stderr, error } = spawnSync('git', ['-C', folder, ...args], {
      input,
      maxBuffer: 1 << 28,
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' },
    })
    if (error) throw new GitProblem('there is no git here')
    const said = stderr.toString().trim().split('\n').at(-1) ?? ''
    return { ok: status === 0, stdout, said: said.replace(/^fatal: /, '') }
  }
  const paths = (...args: string[]): string[] => {
    const { ok, stdout, said } = ask(args)
    if (!ok) throw new GitProblem(said)
    return stdout.toString().split('\0').filter(Boolean)
  }
  const commit = (revision: string): string => {
    // A revision that begins with a dash would be a flag.
    const found = revision.startsWith('-') ? undefined : ask(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`])
    if (found?.ok) return found.stdout.toString().trim()
    const inside = ask(['rev-parse', '--is-inside-work-tree'])
    throw new GitProblem(inside.ok ? `git knows no revision \`${revision}\`` : inside.said)
  }
  return {
    commit,
    files: (revision, folder) =>
      paths('ls-tree', '-r', '--name-only', '-z', revision, '--', folder === '.' ? './' : `./${folder}/`),
    changedSince(revision) {
      commit(revision)
      return [
        ...paths('diff', '--name-only', '--no-renames', '--no-ext-diff', '--relative', '-z', revision, '--', '.'),
        ...paths('ls-files', '-z', '--others', '--exclude-standard'),
      ]
    },
    show(revision, names) {
      const asked = names.filter(name => !name.includes('\n'))
      const lines = asked.map(name => `${revision}:./${name}\n`)
      return objects(asked, ask(['cat-file', '--batch'], lines.join('')).stdout)
    },
  }
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
