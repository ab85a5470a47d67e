import { GitProblem, git } from './git.ts'

/** The state of the git checkout that a folder is in, as ZenML sees it; `none` where git has no answer. Reads only. */
export function repositoryState(folder: string): 'clean' | 'dirty' | 'unpushed' | 'none' {
  try {
    return git(folder).state()
  } catch (error) {
    if (error instanceof GitProblem) return 'none'
    throw error
  }
}
