import type { ListFile } from '../model/plan.ts'
import type { Workspace } from '../model/workspace.ts'
import { heredoc } from '../quote/heredoc.ts'

/**
 * The most lines of a list that a Dockerfile holds itself: about one page, which is what people write by hand and read in a review (two of forty real
 * lists are longer). Longer ones are exports and locks, among which nobody would find the instructions.
 */
const MAX_LINES = 60

/**
 * Where a list is: in the Dockerfile, where a reviewer sees the packages and a build needs nothing else, or in a file. Only BuildKit reads heredocs.
 */
export function withPlace({ fileName, text }: Omit<ListFile, 'inDockerfile'>, { dialect }: Workspace): ListFile {
  return { fileName, text, inDockerfile: dialect === 'buildkit' && isShort(text) && heredoc(text) !== undefined }
}

const isShort = (text: string): boolean => text.replace(/\n$/, '').split('\n', MAX_LINES + 1).length <= MAX_LINES
