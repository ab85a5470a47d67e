import { resolve } from 'node:path'
import { type Diagnostic, diagnostic } from '../../diagnostics/diagnostic.ts'
import { readPlain } from '../../edge/read-plain.ts'
import { replaceFile } from '../../edge/replace-file.ts'
import { readBaseline } from '../../policy/baseline.ts'
import type { Call } from '../command.ts'

/** How each kind of file that a flag names is known as one that an earlier run wrote. */
const OURS = {
  report: text => text.includes('<meta name="generator" content="dockcompile">'),
  graph: text =>
    /^(?:flowchart LR\n {2}accTitle: |<svg [^>]+>\n<title id="title">|digraph images \{\n|\{\s*"title": "\d+ pipelines?, )/.test(
      text,
    ),
  // ZenML's own build files have no `recipe`.
  'build file': text => /"?images"?:(?: \{\}|.*\brecipe\b)/s.test(text) && text.includes('zenml_version'),
  baseline: text => typeof readBaseline('', text) !== 'string',
  'rule for make': text => /^\S+: \\\n {2}/.test(text),
} as const satisfies Readonly<Record<string, (text: string) => boolean>>

/** In bytes: no answer is as large. */
const MOST = 1024 * 1024 * 1024

/** Writes an answer to the file that a flag names: a new one, an empty one, or one of the same kind. The reason where that is refused or fails. */
export function writeAnswer({ cwd }: Call, path: string, kind: keyof typeof OURS, text: string): Diagnostic | undefined {
  const file = resolve(cwd, path)
  const old = textOf(file)
  if (old !== undefined && old.trim() !== '' && !OURS[kind](old))
    return diagnostic('DC6002', null, { path }, { help: 'move or delete it, or name another file' })
  const problem = replaceFile(file, text)
  return problem === undefined ? undefined : diagnostic('DC6005', null, { path, problem })
}

/** Undefined where no plain file is that can be read: writing then says why it fails. */
function textOf(file: string): string | undefined {
  try {
    return readPlain(file, MOST).bytes?.toString('utf8')
  } catch {
    return undefined
  }
}
