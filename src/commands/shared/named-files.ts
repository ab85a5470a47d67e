import { isListed, listedPaths } from '../../3-resolve/pipeline-references.ts'
import { nearestFirst } from '../../diagnostics/suggest.ts'
import { Inputs } from '../../inputs.ts'
import { get } from '../../model/node.ts'
import type { Sources } from '../../sources/sources.ts'
import type { Call } from '../command.ts'
import { UsageError } from './arguments.ts'
import { mistakenFile, type NamedFile } from './mistaken-file.ts'

/**
 * Refuses FILES that are not pipelines, and those that no entry of the project file names: compiling them alone would remove the images of all others.
 *
 * @param projectFile its name in the project root; undefined without one
 * @returns whether the project file lists pipelines, so that the FILES choose among them
 */
export function checkNamedFiles(
  { args }: Call,
  files: readonly NamedFile[],
  sources: Sources,
  projectFile: string | undefined,
): boolean {
  if (files.length === 0) return false
  for (const file of files) {
    const mistaken = mistakenFile(file, sources, args.value('stack'))
    if (mistaken) throw new UsageError(mistaken.problem, { help: mistaken.help })
  }
  const document = projectFile === undefined ? undefined : new Inputs(sources, () => {}).projectFile(projectFile)
  const listed = listedPaths(document?.root, sources)
  if (!listed) return false
  const unnamed = files.find(({ path }) => !isListed(path, listed))
  const stack = get(document?.root, 'stack')
  const stackFile = stack?.kind === 'string' ? stack.value : 'FILE'
  if (unnamed) throw notListed(unnamed, { listed, projectFile: projectFile!, stack: stackFile }, sources)
  return true
}

interface ProjectFile {
  readonly projectFile: string
  readonly listed: readonly string[]
  readonly stack: string
}

function notListed({ typed, path }: NamedFile, { listed, projectFile, stack }: ProjectFile, sources: Sources): UsageError {
  const project = `\`${projectFile}\``
  if (sources.status(path.replace(/(\.py):[^:/]+$/s, '$1')) === 'missing') {
    const some = nearestFirst(path, [...new Set(listed)]).slice(0, SHOWN)
    const help = `${project} lists ${some.map(each => `\`${each}\``).join(', ')}${some.length < listed.length ? ', …' : ''}`
    return new UsageError(`\`${typed}\` does not exist, and no entry of ${project} names it`, {
      ...(some.length > 0 && { word: path, candidates: listed, help: [help] }),
    })
  }
  const isCode = /\.py(?::|$)/.test(path)
  const help = [
    `to compile it with the others, add \`- ${isCode ? `code: ${path}` : path}\` under \`pipelines\``,
    `to compile it alone, choose another folder: \`dockcompile --no-config --stack ${stack} --output DIR ${typed}\``,
  ]
  return new UsageError(`no entry of ${project} names ${isCode ? 'the Python code ' : ''}\`${typed}\``, { help })
}

const SHOWN = 5
