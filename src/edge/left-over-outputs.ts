import { MAX_OUTPUT_BYTES } from '../basics/limits.ts'
import { byCodePoint } from '../basics/order.ts'
import type { Output } from '../model/artifact.ts'
import { type FileSystem, fileSystem, ifThere, systemError } from './file-system.ts'
import { hasManyValues, MANIFEST, outputsIn } from './known-files.ts'
import { readPlain } from './read-plain.ts'

/**
 * The folders of stacks that the project no longer has, as outputs without files: each is in the folder of all outputs, and its manifest says that it
 * was written there as one of several. Each file in them is deleted or kept by itself, as everywhere.
 *
 * @param all the folder of all outputs, relative to the root
 */
export function leftOverOutputs(root: string, all: string, outputs: readonly Output[], fs: FileSystem = fileSystem): Output[] {
  const wanted = new Set(outputs.map(({ folder }) => folder.toLowerCase()))
  return namesIn(`${root}/${all}`, fs)
    .map(name => ({ folder: all === '.' ? name : `${all}/${name}`, files: [] }))
    .filter(({ folder }) => !wanted.has(folder.toLowerCase()) && isOneOfSeveral(`${root}/${folder}`, all, fs))
    .sort((a, b) => byCodePoint(a.folder, b.folder))
}

/** A folder that cannot be read is reported where its files are written. */
function namesIn(folder: string, fs: FileSystem): string[] {
  try {
    return fs.readdirSync(folder)
  } catch (error) {
    systemError(error)
    return []
  }
}

function isOneOfSeveral(folder: string, all: string, fs: FileSystem): boolean {
  // dockcompile makes no links.
  if (!ifThere(() => fs.lstatSync(folder))?.isDirectory()) return false
  const text = readPlain(`${folder}/${MANIFEST}`, MAX_OUTPUT_BYTES, fs).bytes?.toString('utf8')
  return text !== undefined && !hasManyValues(text) && outputsIn(text) === all
}
