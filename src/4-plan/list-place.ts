import type { InstallPlan, ListFile } from '../model/plan.ts'
import type { WorkspaceBase } from '../model/workspace.ts'
import { heredoc } from '../quote/heredoc.ts'

/**
 * The most lines of a list that a Dockerfile holds itself: about one page, which is what people write by hand and read in a review (two of forty real
 * lists are longer). Longer ones are exports and locks, among which nobody would find the instructions.
 */
const MAX_LINES = 60

/** A list that has no place yet. */
export type UnplacedList = Omit<ListFile, 'inDockerfile'>

/** An install whose lists have no place yet. */
export type UnplacedInstall = Omit<InstallPlan, 'lists'> & { readonly lists: readonly UnplacedList[] }

/** Gives the lists of an install their places. */
export function withPlaces(install: UnplacedInstall, isInDockerfile: (list: UnplacedList) => boolean): InstallPlan {
  return { ...install, lists: install.lists.map(list => ({ ...list, inDockerfile: isInDockerfile(list) })) }
}

/**
 * Whether the Dockerfile holds a list itself, so that a reviewer sees the packages and a build needs nothing else. Else the list is a file. Only
 * BuildKit reads heredocs.
 */
export function fitsInDockerfile({ text }: UnplacedList, { dialect }: WorkspaceBase): boolean {
  return dialect === 'buildkit' && isShort(text) && heredoc(text) !== undefined
}

const isShort = (text: string): boolean => text.replace(/\n$/, '').split('\n', MAX_LINES + 1).length <= MAX_LINES
