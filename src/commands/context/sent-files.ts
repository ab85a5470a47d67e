import { resolve } from 'node:path'
import type { BuildContext } from '../../answers/context/build-contexts.ts'
import { ignoreLine } from '../../answers/context/ignore-line.ts'
import { type Diagnostic, diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { exceptionPrefixes, ignoreWalk } from '../../dockerignore/ignore-walk.ts'
import { parseDockerignore } from '../../dockerignore/parse-dockerignore.ts'
import { selectContext } from '../../dockerignore/select-context.ts'
import { type KnownFolders, walk } from '../../edge/walk.ts'
import type { Output } from '../../model/artifact.ts'
import { below } from '../../paths/below.ts'
import type { FoundFile } from '../../sources/found-file.ts'

/** What looking at a disk needs. */
export interface Look {
  /** The project root. */
  readonly root: string
  /** Folders that were read already, of an earlier image. */
  readonly folders: KnownFolders
  readonly report: Report
}

/**
 * The files that a builder's client sends of one context of an image, by path from the project root: what the ignore file leaves and the
 * Dockerfile names. Generated files count as compile would write them, whatever is on the disk.
 */
export function sentFiles(image: string, context: BuildContext, output: Output, look: Look): FoundFile[] {
  const found = new Map(onDisk(image, context, output, look).map(file => [file.path, file]))
  for (const { path, text } of output.files) {
    const inner = below(context.folder, path)
    if (inner !== undefined) found.set(inner, { path: inner, bytes: Buffer.byteLength(text) })
  }
  const selected = selectSent(context, [...found.keys()])
  if (selected.problem) look.report(selected.problem)
  return selected.files.map(path => ({ ...found.get(path)!, path: above(context.folder, path) }))
}

/** Those of these paths of a context, there or not, that would be sent. */
export function selectSent(
  { ignore, named }: BuildContext,
  paths: readonly string[],
): { files: readonly string[]; problem?: Diagnostic } {
  const wanted = paths.filter(path => named.has(path))
  if (!ignore) return { files: wanted }
  const selected = selectContext(wanted, ignore.text, ignore.name)
  return 'files' in selected ? selected : { files: [], problem: selected.diagnostics[0]! }
}

function onDisk(image: string, context: BuildContext, output: Output, { root, folders, report }: Look): FoundFile[] {
  const generated = output.folder === '.' ? 'images' : output.folder
  // The whole folder is generated, and may not be there yet.
  if (below(generated, context.folder) !== undefined) return []
  const isClosed = closedFolders(context.ignore?.text ?? '')
  return walk(
    resolve(root, context.folder),
    folders,
    path => above(context.folder, path) !== generated && context.named.mayHave(path) && !isClosed(path),
    path => {
      const at = path === '' ? context.folder : above(context.folder, path)
      const help = `give yourself the right to read it, or leave it out: add ${ignoreLine(at, context)}`
      const problem = path === '' ? 'cannot be read' : 'is a folder that cannot be read: the build stops there'
      report(diagnostic('DC6031', null, { image, path: at, problem }, { help }))
    },
  )
}

/** Folders that Docker does not look into: an ignore file leaves them out, and no exception reaches into them. */
function closedFolders(text: string): (folder: string) => boolean {
  const parsed = parseDockerignore(text)
  // Docker refuses such a file, which is reported when the files are selected.
  if (!('patterns' in parsed)) return () => false
  const judge = ignoreWalk(parsed.patterns)
  const reached = exceptionPrefixes(parsed.patterns)
  return folder => !judge(folder).sent && !!reached && !reached.some(prefix => prefix.startsWith(`${folder}/`))
}

const above = (folder: string, path: string): string => (folder === '.' ? path : `${folder}/${path}`)
