import { diagnostic } from '../diagnostics/diagnostic.ts'
import { ignoreFileOf } from '../dockerfile/ignore-file-of.ts'
import { builtStages, type DockerfileFacts } from '../dockerfile/read-dockerfile.ts'
import { isSent, selectContext } from '../dockerignore/select-context.ts'
import { below } from '../paths/below.ts'
import { readText } from '../sources/read-text.ts'
import type { Sources } from '../sources/sources.ts'
import type { Planning } from './planning.ts'

/** A user's Dockerfile and what its build context gets. */
interface OwnContext {
  readonly facts: DockerfileFacts
  /** The build context, relative to the project root. */
  readonly context: string
  /** The ignore file that the settings name. */
  readonly ignore: { readonly path: string; readonly text: string } | null
  /** The stage that is built; null: the last one. */
  readonly target: string | null
}

/**
 * Says when a user's Dockerfile copies the output folder: every compile changes files there, so what follows the copy would be built again for the
 * edit of another image.
 */
export function warnOfOutputInContext(own: OwnContext, { workspace, sources, report }: Planning): void {
  const { facts, context } = own
  const { output } = workspace.project
  const inside = below(context, output)
  if (inside === undefined || inside === '.') return
  const copied = facts.context.find(({ value }) => value !== undefined && covers(value, inside))
  if (!copied) return
  const { text, path } = ignoreFile(own, sources)
  const left = selectContext([`${inside}/manifest.json`], text)
  if (!('files' in left) || !left.files.length) return
  const problem = `copies the output folder \`${output}\`, and every compile changes what follows`
  const help = `add the line \`${inside}\` to ${path}`
  report(diagnostic('DC4034', copied.at, { path: facts.file, problem }, { help, severity: 'hint' }))
}

/** Warns of a file that the Dockerfile copies and the ignore file leaves out: BuildKit does not find it, and stops. */
export function warnOfCopiesLeftOut(own: OwnContext, { sources, report }: Planning): void {
  const { facts, target } = own
  const { text, path: ignore } = ignoreFile(own, sources)
  // An exception may bring back something of a folder, which is then there to be copied.
  const hasWildcard = /^!.*[*?[]/m.test(text)
  if (text === '' || hasWildcard) return
  const built = builtStages(facts, target)
  for (const { value, stage, at, by } of facts.context) {
    const path = value === undefined ? '' : inContext(value)
    if (path === '' || /[*?[\\]/.test(path) || path.split('/').includes('..') || !built.has(stage)) continue
    if (isSent(path, text) || text.includes(`!${path}/`) || text.includes(`!/${path}/`)) continue
    const problem = `${by === 'RUN' ? 'mounts' : 'copies'} \`${path}\`, which \`${ignore}\` leaves out: the build does not find it`
    const help = `remove the line that leaves it out, or ask it back at the end: \`!${path}\``
    report(diagnostic('DC4034', at, { path: facts.file, problem }, { help }))
  }
}

/** The lines that BuildKit reads, and the file that such lines belong in. */
function ignoreFile({ facts, context, ignore }: OwnContext, sources: Sources): { text: string; path: string } {
  if (ignore) return ignore
  const { found, usual } = ignoreFileOf(facts.file, context, sources)
  return { text: found === undefined ? '' : readText(sources, found), path: found ?? usual }
}

/** A copied path as the context names it: `./src/` is `src`. */
const inContext = (written: string): string =>
  written
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/')

/** Whether a copied path is the folder, or one above it. */
function covers(written: string, folder: string): boolean {
  const path = inContext(written)
  return path === '' || path === folder || folder.startsWith(`${path}/`)
}
