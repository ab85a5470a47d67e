import { spawnSync } from 'node:child_process'

/** The state of the git checkout that a folder is in, as ZenML sees it: untracked files count as changes. Reads only. */
export function repositoryState(folder: string): 'clean' | 'dirty' | 'unpushed' | 'none' {
  const git = (...args: string[]): string | undefined => {
    const { status, stdout } = spawnSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' },
    })
    return status === 0 ? stdout.trim() : undefined
  }
  if (git('rev-parse', '--is-inside-work-tree') !== 'true') return 'none'
  if (git('status', '--porcelain') !== '') return 'dirty'
  // Without an upstream nothing can have been pushed.
  return git('rev-list', '--count', '@{upstream}..HEAD') === '0' ? 'clean' : 'unpushed'
}
