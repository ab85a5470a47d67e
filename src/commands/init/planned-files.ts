import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { createFiles, type NotCreated } from '../../edge/create-files.ts'
import { diskSources } from '../../edge/disk.ts'
import { isThere } from '../../edge/file-system.ts'
import { replaceFile } from '../../edge/replace-file.ts'
import type { Arguments } from '../shared/arguments.ts'
import type { NewFile } from './compilable.ts'
import { gitattributes, gitignore, makefile, preCommit } from './snippets.ts'

interface PlannedFile extends NewFile {
  /** Whether the text goes to the end of a file that may be there. */
  readonly append: boolean
}

export interface PlannedFiles {
  readonly write: readonly PlannedFile[]
  /** What to add by hand where a file is there already. */
  readonly add: readonly PlannedFile[]
}

/**
 * All files that are written with a project file.
 *
 * @param output the output folder
 */
export function plannedFiles(args: Arguments, root: string, output: string, files: readonly NewFile[]): PlannedFiles {
  const write: PlannedFile[] = files.map(file => ({ ...file, append: false }))
  const add: PlannedFile[] = []
  const ends = [
    { path: '.gitattributes', end: gitattributes(output), mark: `${output}/**` },
    { path: '.gitignore', end: gitignore(output), mark: `/${output}/bake.json` },
  ]
  for (const { path, end, mark } of ends) {
    const before = diskSources(root).read(path)
    if (before?.includes(mark)) continue
    const text = `${before !== undefined && before !== '' && !before.endsWith('\n') ? '\n' : ''}${end}`
    const there = lstatSync(join(root, path), { throwIfNoEntry: false })
    const isPlain = there === undefined || (there.isFile() && before !== undefined)
    ;(isPlain ? write : add).push({ path, text, append: true })
  }
  const wanted: PlannedFile[] = [
    ...(args.has('makefile') ? [{ path: 'Makefile', text: makefile(output), append: false }] : []),
    ...(args.has('pre-commit') ? [{ path: '.pre-commit-config.yaml', text: preCommit, append: false }] : []),
  ]
  for (const file of wanted) (isThere(join(root, file.path)) ? add : write).push(file)
  return { write, add }
}

/**
 * Writes the project file last: while it is not there, `init` can be run again.
 *
 * @param project the name of the project file, the only one that may take the place of another
 */
export function writeFiles(root: string, files: readonly PlannedFile[], project: string): NotCreated | undefined {
  const sources = diskSources(root)
  for (const { path, text } of files.filter(file => file.append)) {
    const problem = replaceFile(join(root, path), (sources.read(path) ?? '') + text)
    if (problem !== undefined) return { path, problem }
  }
  const fresh = files.filter(file => !file.append && file.path !== project)
  const last = files.filter(file => file.path === project)
  if (!isThere(join(root, project))) return createFiles(root, [...fresh, ...last])
  const failed = createFiles(root, fresh)
  if (failed) return failed
  const problem = replaceFile(join(root, project), last[0]!.text)
  return problem === undefined ? undefined : { path: project, problem }
}
