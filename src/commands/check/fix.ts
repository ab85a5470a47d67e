import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { LOCK_FILE } from '../../3-resolve/read-lock-file.ts'
import { type Diagnostic, diagnostic } from '../../diagnostics/diagnostic.ts'
import { type Fixes, findFixes } from '../../diagnostics/find-fixes.ts'
import { positions } from '../../diagnostics/position.ts'
import { isWithin } from '../../edge/disk.ts'
import { replaceFile } from '../../edge/replace-file.ts'
import { hasColor } from '../../edge/terminal.ts'
import { terminalText } from '../../quote/terminal-text.ts'
import { overlaidSources } from '../../sources/overlaid-sources.ts'
import type { Sources } from '../../sources/sources.ts'
import type { Call } from '../command.ts'
import { UsageError } from '../shared/arguments.ts'
import { reportForm } from '../shared/messages.ts'
import { toCwd } from '../shared/paths.ts'
import { type CompileNeeds, compileProject, type Project } from '../shared/project.ts'
import { patch } from './patch.ts'

/** What `--fix` did, or would do. */
export interface Fixed {
  readonly count: number
  /** Files that could not be written. */
  readonly problems: readonly Diagnostic[]
}

/** Mends in the input files what has one right answer, and says so. With `--dry-run` it shows the difference and writes nothing. */
export function fix(call: Call, needs: CompileNeeds): Fixed {
  const { args, terminal } = call
  const first = compileProject(call, call.words, needs)
  if (first.unsaved) throw new UsageError('`--fix` changes files, and the text from standard input is none')
  const { root } = first
  const attempt = (texts: ReadonlyMap<string, string>) => {
    const sources = (disk: Sources) => [...texts].reduce((below, [path, text]) => overlaidSources(below, path, text), disk)
    const { compilation, textOf } = texts.size === 0 ? first : compileProject(call, call.words, { ...needs, sources })
    return { diagnostics: compilation.diagnostics, textOf }
  }
  // The lock file is freeze's: a mistake in it is fixed where it comes from.
  const fixes = findFixes(attempt, file => isInside(root, file) && file !== LOCK_FILE)
  const dry = args.has('dry-run')
  const problems = dry ? [] : write(root, fixes)
  // A report or a result for programs has standard output for itself.
  const say = reportForm(call) || args.has('json') ? terminal.err : terminal.out
  if (!args.has('quiet')) for (const line of told(call, root, fixes, dry)) say(line)
  if (dry) say(difference(call, fixes, first))
  return { count: fixes.fixed.length, problems }
}

/** Whether a file is in the project, and no link leads out of it. */
function isInside(root: string, file: string): boolean {
  try {
    return isWithin(realpathSync.native(join(root, file)), realpathSync.native(root))
  } catch {
    return false
  }
}

function write(root: string, { texts }: Fixes): Diagnostic[] {
  return [...texts].flatMap(([path, text]) => {
    const problem = replaceFile(join(root, path), text)
    return problem === undefined ? [] : [diagnostic('DC6005', null, { path, problem })]
  })
}

function told({ cwd }: Call, root: string, { fixed }: Fixes, dry: boolean): string[] {
  return fixed.map(({ found, text }) => {
    const { at } = found.fix.edits[0]!
    const place = positions(() => text)(at)
    const where = `${toCwd(root, cwd, at.file)}${place ? `:${place.line}:${place.column}` : ''}`
    return `${dry ? 'would fix' : 'fixed'} ${terminalText(where)}: ${terminalText(found.fix.title)} (${found.code})\n`
  })
}

/** The lines that a fix touches, and no others: nobody knows what else a file holds. Those of a stack file are not shown at all. */
function difference(call: Call, { texts }: Fixes, { textOf, compilation: { stackFiles } }: Project): string {
  const color = hasColor(1, call.args.value('color'), call.environment)
  return [...texts]
    .filter(([path]) => !stackFiles.includes(path))
    .map(([path, after]) => patch({ path, before: Buffer.from(textOf(path) ?? ''), after }, { color, context: 0, hashes: true }))
    .join('')
}
