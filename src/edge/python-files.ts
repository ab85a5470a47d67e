import { join } from 'node:path'
import type { PythonFiles } from '../model/python-files.ts'
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
 */
export function pythonFiles(root: string, sourceRoot: string, output: string): PythonFiles {
  if (sourceRoot.startsWith('..')) return { settings: [], pipelines: [] }
  const start = sourceRoot === '.' ? '' : `${sourceRoot}/`
  const wanted = (name: string) => name.endsWith('.py')
  const enter = (folder: string) => `${start}${folder}` !== output
  const { files } = ownFiles(join(root, sourceRoot), { wanted, enter, mostBytes: MOST_BYTES, most: MOST_FILES })
  const settings: string[] = []
  const pipelines: string[] = []
  for (const file of files.map(path => `${start}${path}`).filter(path => !isTestFile(path))) {
    const text = bytesOf(join(root, file))
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
