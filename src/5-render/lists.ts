import type { BuildPlan, ImagePlan, InstallPlan, ListFile } from '../model/plan.ts'
import { heredoc } from '../quote/heredoc.ts'

/** The stage that holds the lists of the Dockerfile itself. */
export const LISTS = 'dockcompile-lists'

/**
 * The name of the context that holds what an image reads of the output folder. It is a context of its own, so that `COPY . .` has nothing of ours:
 * images with the same code share its layer, whatever they install. A stage of this name keeps builders without the context from looking for an
 * image of that name.
 */
export const FILES = 'dockcompile-files'

/** The stage or context that a list is in. */
export const placeOf = ({ inDockerfile }: ListFile): string => (inDockerfile ? LISTS : FILES)

/** Whether an image reads lists or files of a component in a context of their own. Builders without BuildKit have one context only. */
export function hasFilesContext({ kind, installs, extraFiles }: ImagePlan, { dialect }: Pick<BuildPlan, 'dialect'>): boolean {
  return kind === 'build' && dialect === 'buildkit' && (extraFiles.length > 0 || installs.some(hasFiles))
}

const hasFiles = ({ lists }: InstallPlan): boolean => lists.some(list => !list.inDockerfile)

/** A stage with the lists of an image that its Dockerfile holds. */
export interface ListsStage {
  readonly name: string
  readonly lists: readonly HeldList[]
}

/** A list as a heredoc. */
export interface HeldList {
  /** In the stage. */
  readonly path: string
  readonly lines: readonly string[]
  /** The word that ends it, which is none of the lines. */
  readonly end: string
}

/** The stage with the lists of an image; null: it has none. */
export function listsStage(image: ImagePlan): ListsStage | null {
  const lists = heldLists(image).map(({ fileName, text }) => ({ path: `/requirements/${fileName}`, ...heredoc(text)! }))
  return lists.length > 0 ? { name: LISTS, lists } : null
}

/** The lists that the Dockerfile of an image holds, in their order there. */
export const heldLists = ({ installs }: ImagePlan): ListFile[] =>
  installs.flatMap(install => install.lists.filter(list => list.inDockerfile))
