import type { Entry } from './entry.ts'
import type { Surroundings } from './look-around.ts'

/** What `init` proposes for the pipelines of a project. */
export interface Proposal {
  readonly entries: readonly Entry[]
  readonly sourceRoot: { readonly folder: string; readonly from: string } | null
  /** What was seen and cannot be taken over, one sentence each. */
  readonly notes: readonly string[]
}

/** The entries for what was found: nothing that no file says. */
export function proposedEntries(found: Surroundings): Proposal {
  const entries = found.pipelines.map(file => ({ code: null, file, name: null, because: null }))
  return { entries, sourceRoot: zenFolder(found), notes: notesOn(found) }
}

/** The only folder with `.zen`, when it is not the root. */
function zenFolder({ zenFolders }: Surroundings): Proposal['sourceRoot'] {
  const [folder, ...others] = zenFolders
  return folder === undefined || folder === '.' || others.length > 0 ? null : { folder, from: 'the folder with `.zen`' }
}

function notesOn({ notebooks, cut, pipelines }: Surroundings): string[] {
  return [
    ...(notebooks.length > 0
      ? [
          `not read: ${notebooks.join(', ')}. Notebooks hold pipelines here; move them to Python files, and run \`dockcompile init --force\``,
        ]
      : []),
    ...(cut ? ['this folder has more files than `init` looks at: name what is missing in the project file'] : []),
    ...(pipelines.length === 0 ? ['no pipeline was found: pipelines/pipeline.yaml is an example'] : []),
  ]
}
