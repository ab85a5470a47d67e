import { spawnSync } from 'node:child_process'

/** Questions to git about the checkout that a folder is in. Reads only. */
export interface Git {
  /** The files below the folder that differ from a revision, untracked ones too; relative to the folder. */
  changedSince(revision: string): readonly string[]
  /** A file of the folder as it was; undefined where it was not there. */
  show(revision: string, path: string): string | undefined
}

/** Why git has no answer, in its own words. */
export class GitProblem extends Error {}

export function git(folder: string): Git {
  const ask = (...args: string[]) => {
    const { status, stdout, stderr, error } = spawnSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' },
    })
    if (error) throw new GitProblem('there is no git here')
    return {
      ok: status === 0,
      stdout,
      said: stderr
        .trim()
        .split('\n')
        .at(-1)!
        .replace(/^fatal: /, ''),
    }
  }
  const paths = (...args: string[]): string[] => {
    const { ok, stdout, said } = ask(...args)
    if (!ok) throw new GitProblem(said)
    return stdout.split('\0').filter(Boolean)
  }
  return {
    changedSince(revision) {
      // A revision that begins with a dash would be a flag.
      if (revision.startsWith('-') || !ask('rev-parse', '--verify', '--quiet', `${revision}^{commit}`).ok) {
        const inside = ask('rev-parse', '--is-inside-work-tree')
        throw new GitProblem(inside.ok ? `git knows no revision \`${revision}\`` : inside.said)
      }
      return [
        ...paths('diff', '--name-only', '--no-renames', '--no-ext-diff', '--relative', '-z', revision, '--', '.'),
        ...paths('ls-files', '-z', '--others', '--exclude-standard'),
      ]
    },
    show(revision, path) {
      const { ok, stdout } = ask('show', '--no-textconv', `${revision}:./${path}`)
      return ok ? stdout : undefined
    },
  }
}
