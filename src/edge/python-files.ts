import { join } from 'node:path'
import { byCodePoint } from '../basics/order.ts'
import type { PythonFiles } from '../model/python-files.ts'
import { folderOf } from '../paths/path-parts.ts'
import { isTestFile } from '../paths/test-file.ts'
import { ownFiles } from './own-files.ts'
import { readPlain } from './read-plain.ts'

/** A larger file is none that somebody wrote. In bytes. */
const MOST_BYTES = 10 * 1024 * 1024
const MOST_FILES = 2000

/**
 * Searches the Python files of a project for Docker settings and pipelines, by their texts alone. Tests are left out: their pipelines are not run with a stack.
 *
 * @param root the project root, absolute
 * @param sourceRoot relative to it; nothing is searched above it
 * @param output relative to the project root; nothing is searched in it: of many images it holds as many folders as are looked into at most
 * @param open texts of an editor by path, relative to the project root; they count in the place of the disk's
 */
export function pythonFiles(
  root: string,
  sourceRoot: string,
  output: string,
  open: ReadonlyMap<string, string> = new Map(),
): PythonFiles {
  if (sourceRoot.startsWith('..')) return { settings: [], pipelines: [] }
  const start = sourceRoot === '.' ? '' : `${sourceRoot}/`
  const wanted = (name: string) => name.endsWith('.py')
  const enter = (folder: string) => `${start}${folder}` !== output
  const { files, folders } = ownFiles(join(root, sourceRoot), { wanted, enter, mostBytes: MOST_BYTES, most: MOST_FILES })
  const onDisk = files.map(path => `${start}${path}`)
  // A file that is not saved yet is one of its folder.
  const searched = new Set(folders.map(folder => (folder === '.' ? sourceRoot : `${start}${folder}`)))
  const unsaved = [...open.keys()].filter(path => wanted(path) && searched.has(folderOf(path)) && !onDisk.includes(path))
  const settings: string[] = []
  const pipelines: string[] = []
  for (const file of [...onDisk, ...unsaved].sort(byCodePoint).filter(path => !isTestFile(path))) {
    const text = open.get(file) ?? bytesOf(join(root, file))
    if (!text?.includes('zenml')) continue
    if (text.includes('DockerSettings')) settings.push(file)
    if (text.includes('pipeline')) pipelines.push(file)
  }
  return { settings, pipelines }
}

function bytesOf(path: string): Buffer | undefined {
  try {
    return readPlain(path, MOST_BYTES).bytes
  } catch {
    return undefined
  }
}
