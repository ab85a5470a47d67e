import { basename, dirname, join } from 'node:path'
import { type FileSystem, fileSystem, ifThere, systemError } from './file-system.ts'
import { isAlive } from './write-lock.ts'

/** Where a file of an output is written before it is renamed, under a lock: in the same folder, since that works within a file system only. */
export const draftOf = (name: string): string => name.replace(/[^/]*$/, '.$&.dockcompile-tmp')

/** The same without a lock: another process that writes the same file has a draft of its own, so that the last of them wins with a whole file. */
export const ownDraft = (path: string): string => join(dirname(path), `.${basename(path)}.${process.pid}.dockcompile-tmp`)

/** Writes this process's draft of a file, and removes what processes that were killed left there. */
export function writeDraft(path: string, text: string, mode: number | undefined, fs: FileSystem = fileSystem): void {
  for (const draft of abandoned(path, fs)) removeDraft(draft, fs)
  // `wx`: never through a link that somebody put there.
  fs.writeFileSync(ownDraft(path), text, { flag: 'wx', ...(mode !== undefined && { mode }) })
}

/** Drafts of a file whose processes are gone; one with our own number is of a process before us. */
function abandoned(path: string, fs: FileSystem): string[] {
  const [before, after] = [`.${basename(path)}.`, '.dockcompile-tmp']
  return (ifThere(() => fs.readdirSync(dirname(path))) ?? []).flatMap(name => {
    const pid = name.startsWith(before) && name.endsWith(after) ? name.slice(before.length, -after.length) : ''
    return /^\d+$/.test(pid) && (Number(pid) === process.pid || !isAlive(Number(pid))) ? [join(dirname(path), name)] : []
  })
}

/** Removes a draft, if it is there and can be removed: where nothing can be written, that may fail as well. */
export function removeDraft(path: string, fs: FileSystem): void {
  try {
    fs.unlinkSync(path)
  } catch (error) {
    systemError(error)
  }
}
