import { diagnostic } from '../diagnostics/diagnostic.ts'
import { ignoreFileOf } from '../dockerfile/ignore-file-of.ts'
import type { DockerfileFacts } from '../dockerfile/read-dockerfile.ts'
import { selectContext } from '../dockerignore/select-context.ts'
import { below } from '../paths/below.ts'
import { readText } from '../sources/read-text.ts'
import type { Planning } from './planning.ts'

/**
 * Says when a user's Dockerfile copies the output folder: every compile changes files there, so what follows the copy would be built again for the
 * edit of another image.
 *
 * @param context the build context, relative to the project root
 * @param ignore text of the ignore file that the settings name, if they do
 */
export function warnOfOutputInContext(
  facts: DockerfileFacts,
  context: string,
  ignore: string | undefined,
  { workspace, sources, report }: Planning,
): void {
  const { output } = workspace.project
  const inside = below(context, output)
  if (inside === undefined || inside === '.') return
  const copied = facts.context.find(({ value }) => value !== undefined && covers(value, inside))
  if (!copied) return
  const { found, usual } = ignoreFileOf(facts.file, context, sources)
  const left = selectContext([`${inside}/manifest.json`], ignore ?? (found === undefined ? '' : readText(sources, found)))
  if (!('files' in left) || !left.files.length) return
  const problem = `copies the output folder \`${output}\`, and every compile changes what follows`
  const help = `add the line \`${inside}\` to ${found ?? usual}`
  report(diagnostic('DC4034', copied.at, { path: facts.file, problem }, { help, severity: 'hint' }))
}

/** Whether a copied path is the folder, or one above it. */
function covers(written: string, folder: string): boolean {
  const path = written
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/')
  return path === '' || path === folder || folder.startsWith(`${path}/`)
}
