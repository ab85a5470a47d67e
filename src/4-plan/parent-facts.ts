import type { BuildArgument, EnvironmentEntry, ParentDockerfile, ParentFacts, ParentPlan } from '../model/plan.ts'
import type { LockedImage, WorkspaceBase } from '../model/workspace.ts'
import { KNOWN_PARENTS, redirectsInstaller, UNKNOWN_PARENT } from './known-parents.ts'

/** What is known about an image's parent: what the lock file recorded wins over the table of known parents. */
export function parentFacts(
  parent: ParentPlan,
  environment: readonly EnvironmentEntry[],
  buildArgs: readonly BuildArgument[],
  workspace: WorkspaceBase,
): ParentFacts {
  if (parent.kind === 'dockerfile') return dockerfileParentFacts(parent)
  const known = KNOWN_PARENTS.find(({ reference }) => reference.test(parent.image))?.facts ?? UNKNOWN_PARENT
  const locked = workspace.lock.images.get(parent.image)
  const facts = locked ? withLock(known, locked) : known
  const redirected = [...environment, ...buildArgs].some(({ name }) => redirectsInstaller(name))
  return redirected ? { ...facts, python: null } : facts
}

/** A Dockerfile may change the Python of its base in any way; its user and its distribution stay what they were. */
function dockerfileParentFacts({ base, user }: ParentDockerfile): ParentFacts {
  const known = KNOWN_PARENTS.find(({ reference }) => base !== null && reference.test(base))?.facts ?? UNKNOWN_PARENT
  return { ...known, user: user ?? known.user, python: null, uv: null }
}

function withLock(known: ParentFacts, { user, environment }: LockedImage): ParentFacts {
  const named = user === null ? known.user : user === '' ? 'root' : user
  return { ...known, user: named, python: pythonOf(known, environment) }
}

function pythonOf(known: ParentFacts, environment: ReadonlyMap<string, string>): ParentFacts['python'] {
  if ([...environment.keys()].some(name => name !== 'PATH' && name !== 'VIRTUAL_ENV' && redirectsInstaller(name))) return null
  const venv = environment.get('VIRTUAL_ENV')
  if (venv !== undefined) return environment.get('PATH')?.split(':')[0] === `${venv}/bin` ? 'venv' : null
  return environment.size > 0 && known.python === 'venv' ? null : known.python
}
